#include <boost/system/system_error.hpp>

#include "server/relay/mysql/link.hpp"

namespace ormgate {

namespace capability = mysql::capability;

static constexpr std::size_t flush_at_bytes = 32 * 1024;

// One command; `whole` is the packet it came in, if it came in one.
asio::awaitable<void> MysqlLink::send(ByteView payload, ByteView whole) {
    std::optional<Error> lost;
    try {
        if (!whole.empty()) {
            co_await connection()->socket().write(whole);
            co_return;
        }
        Bytes packets = worker_.take_bytes();
        mysql::PacketWriter writer(packets);
        writer.begin();
        append(packets, payload);
        writer.end();
        co_await connection()->socket().write(packets);
        worker_.give_bytes(std::move(packets));
    } catch (const boost::system::system_error& problem) {
        // What the server said before it hung up is worth reading.
        if (problem.code() == asio::error::operation_aborted)
            lost = Error(Errc::query_canceled, "query timeout");
    }
    if (lost) throw ServerLost{std::move(*lost)};
}

// Sends a command and passes its answer on to the client.
asio::awaitable<void> MysqlLink::exchange(ByteView payload, ByteView whole, MysqlAnswer answer) {
    answer_.emplace(std::move(answer));
    answer_->begin_at(client_.framer().next_sequence());
    answering_ = true;
    watch_statement();
    co_await send(payload, whole);
    for (;;) {
        co_await receive();
        if (answer_->ended()) break;
        if (answer_->wants_file()) co_await send_file();
    }
    unwatch_statement();
    answering_ = false;
    if (in_.empty()) {
        in_.release();
        buffer_.reset();
    } else {
        connection()->broken = true;  // it has more to say than anyone asked
        in_.consume(in_.pending().size());
    }
}

// Reads until the answer has ended or waits for a file. Once the client has gone the rest is for nobody.
asio::awaitable<void> MysqlLink::receive() {
    Bytes& out = leaving_ ? scratch_ : client_.out();
    std::optional<Error> lost;
    while (!answer_->ended() && !answer_->wants_file()) {
        if (!buffer_) {
            buffer_ = worker_.buffers.borrow();
            in_.lend(buffer_.span());
        }
        in_.expect(answer_->wanted());
        try {
            const std::size_t n = co_await connection()->socket().read_some(in_.space());
            in_.commit(n);
        } catch (const boost::system::system_error& problem) {
            lost = Error(Errc::connection_failure, "Lost connection to server during query");
        }
        if (lost) throw ServerLost{std::move(*lost)};
        const ByteView pending = in_.pending();
        const Result<std::size_t> taken = answer_->feed(pending, out);
        if (!taken) throw ServerLost{taken.error()};
        in_.consume(*taken);
        if (leaving_)
            scratch_.clear();
        else if (out.size() >= flush_at_bytes)
            co_await client_.flush();
    }
}

// LOAD DATA LOCAL: the client's packets are the file, up to an empty one.
asio::awaitable<void> MysqlLink::send_file() {
    std::uint8_t next = static_cast<std::uint8_t>(answer_->server_sequence() + 1);
    const auto pass = [&](ByteView packet) -> asio::awaitable<void> {
        Bytes numbered(packet.begin(), packet.end());
        numbered[3] = static_cast<std::byte>(next++);
        co_await connection()->socket().write(numbered);
    };
    const Bytes nothing(mysql::header_size);
    if (leaving_ || (client_.capabilities & capability::local_files) == 0) {
        co_await pass(nothing);
        answer_->file_refused();
        co_return;
    }
    co_await client_.flush();
    mysql::Framer& framer = client_.framer();
    framer.expect_sequence(answer_->next_sequence());
    for (;;) {
        const auto packet = framer.next_packet();
        if (!packet) throw ClientLost{packet.error()};
        if (!*packet) {
            co_await client_.fill();
            continue;
        }
        co_await pass((*packet)->whole);
        if ((*packet)->whole.size() == mysql::header_size) break;
    }
    answer_->file_sent(framer.next_sequence());
}

// Asks the server something of the relay's own; the client hears nothing of it.
asio::awaitable<MysqlOutcome> MysqlLink::ask(std::string_view text,
                                             std::uint8_t code,
                                             Bytes* answer,
                                             std::optional<MysqlAnswer> following) {
    Bytes payload{static_cast<std::byte>(code)};
    append(payload, text);
    if (!following)
        following.emplace(MysqlAnswer::Kind::results, capability::protocol_41, connection()->capabilities());
    MysqlAnswer& follow = *following;
    co_await send(payload, {});
    Bytes out;
    ReceiveBuffer in;
    while (!follow.ended()) {
        in.expect(follow.wanted());
        std::optional<Error> lost;
        try {
            in.commit(co_await connection()->socket().read_some(in.space()));
        } catch (const boost::system::system_error& problem) {
            lost = Error(Errc::connection_failure, "Lost connection to server: " + problem.code().message());
        }
        if (lost) throw ServerLost{std::move(*lost)};
        const Result<std::size_t> taken = follow.feed(in.pending(), out);
        if (!taken) throw ServerLost{taken.error()};
        in.consume(*taken);
    }
    MysqlOutcome outcome = follow.outcome();
    ++connection()->statements;  // ROW_COUNT() is of this one now
    if (outcome.told_status) connection()->status = outcome.status;
    if (answer != nullptr) *answer = std::move(out);
    co_return outcome;
}

// The error of an answer that was asked for and is nothing else.
Error error_of_answer(ByteView answer) {
    const auto packet =
        mysql::decode<mysql::ErrorPacket>(answer.subspan(mysql::header_size), capability::protocol_41);
    return packet ? mysql::error_of(*packet)
                  : Error(Errc::protocol_violation, "the server's answer is broken");
}

// The first row of an answer to a query of the relay's own.
asio::awaitable<Result<MysqlLink::Row>> MysqlLink::ask_row(std::string sql) {
    Bytes answer;
    const MysqlOutcome outcome = co_await ask(sql, mysql::Query::code, &answer);
    if (outcome.failed) co_return fail(error_of_answer(answer));
    Row row;
    std::vector<ByteView> packets;
    for (ByteView rest = answer; rest.size() >= mysql::header_size;) {
        std::uint32_t size = 0;
        mysql::Reader(rest).integer3(size);
        packets.push_back(rest.subspan(mysql::header_size, size));
        rest = rest.subspan(mysql::header_size + size);
    }
    if (packets.size() < 2) co_return row;
    mysql::Reader count(packets.front());
    std::uint64_t columns = 0;
    count.lenenc(columns);
    const std::size_t first = columns + 2;  // the number, the definitions, an EOF
    if (packets.size() <= first + 1) co_return row;
    mysql::Reader cells(packets[first]);
    for (std::uint64_t i = 0; i < columns; ++i) {
        std::optional<ByteView> cell;
        cells.nullable(cell);
        row.push_back(cell ? std::optional<std::string>(as_text(*cell)) : std::nullopt);
    }
    co_return row;
}

}  // namespace ormgate
