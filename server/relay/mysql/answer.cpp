#include "server/relay/mysql/answer.hpp"

#include <algorithm>

#include "protocol/mysql/codec.hpp"
#include "protocol/mysql/generic_messages.hpp"
#include "protocol/mysql/result_messages.hpp"

namespace ormgate {

namespace capability = mysql::capability;
namespace status = mysql::status;

static constexpr std::size_t header_size = 4, largest_packet = 0xffffff, largest_eof = 8;
static constexpr std::uint8_t ok_header = 0x00, file_header = 0xfb, eof_header = 0xfe, error_header = 0xff;
static constexpr std::uint16_t local_files_off = 3948;
static constexpr std::uint16_t progress_report = 0xffff;  // MariaDB's, dressed up as an error

static std::unexpected<Error> broken(std::string words) {
    return fail(Errc::protocol_violation, "the server's answer is broken: " + std::move(words));
}

static std::uint8_t byte_at(ByteView bytes, std::size_t i) {
    return std::to_integer<std::uint8_t>(bytes[i]);
}

static std::size_t size_of_payload(ByteView header) {
    return byte_at(header, 0) | std::size_t{byte_at(header, 1)} << 8 | std::size_t{byte_at(header, 2)} << 16;
}

void MysqlAnswer::put_header(std::size_t size, Bytes& out) {
    for (int shift = 0; shift < 24; shift += 8) out.push_back(static_cast<std::byte>(size >> shift & 0xff));
    out.push_back(static_cast<std::byte>(sequence_++));
    began_ = true;
}

void MysqlAnswer::put(ByteView payload, Bytes& out) {
    put_header(payload.size(), out);
    append(out, payload);
}

Result<std::size_t> MysqlAnswer::feed(ByteView in, Bytes& out) {
    if (!muted_) return follow(in, out);
    const std::uint8_t sequence = sequence_;
    Bytes nobodys;
    Result<std::size_t> taken = follow(in, nobodys);
    sequence_ = sequence;
    if (!taken || state_ != State::ended) return taken;
    mysql::ErrorPacket refusal;
    refusal.number = local_files_off;
    refusal.sqlstate = {'4', '2', '0', '0', '0'};
    refusal.message =
        "Loading local data is disabled; this must be enabled on both the client and server sides";
    Bytes payload;
    mysql::encode(refusal, client_, payload);
    put(payload, out);
    return taken;
}

Result<std::size_t> MysqlAnswer::follow(ByteView in, Bytes& out) {
    std::size_t taken = 0;
    while (state_ != State::ended && state_ != State::file) {
        const ByteView rest = in.subspan(taken);
        if (body_left_ > 0) {
            const std::size_t n = std::min(body_left_, rest.size());
            append(out, rest.first(n));
            body_left_ -= n;
            taken += n;
            if (body_left_ > 0 && n == 0) wanted_ = 1;
            if (n == 0) break;
            continue;
        }
        wanted_ = header_size;
        if (rest.size() < header_size) break;
        const std::size_t size = size_of_payload(rest);
        server_sequence_ = byte_at(rest, 3);
        wanted_ = header_size + std::min<std::size_t>(size, 1);
        if (rest.size() < wanted_) break;
        const std::uint8_t first = size == 0 ? 0 : byte_at(rest, header_size);
        const bool ends_rows =
            first == error_header ||
            (first == eof_header &&
             (has(server_, capability::deprecate_eof) ? size < largest_packet : size <= largest_eof));
        if (state_ == State::rows && (continues_ || !ends_rows)) {
            put_header(size, out);
            body_left_ = size;
            continues_ = size == largest_packet;
            taken += header_size;
            continue;
        }
        if (size == largest_packet) return broken("a packet of 16 MB that is no row");
        wanted_ = header_size + size;
        if (rest.size() < wanted_) break;
        if (const Result<void> done = packet(rest.subspan(header_size, size), out); !done)
            return fail(done.error());
        taken += header_size + size;
    }
    return taken;
}

Result<void> MysqlAnswer::packet(ByteView payload, Bytes& out) {
    const std::uint8_t first = payload.empty() ? 0 : byte_at(payload, 0);
    if (state_ == State::text) {
        put(payload, out);
        state_ = State::ended;
        return {};
    }
    if (payload.empty()) return broken("an empty packet");
    if (first == error_header && state_ != State::parameters && state_ != State::columns_end)
        return error(payload, out);
    switch (state_) {
        case State::head:
            return head(payload, out);
        case State::prepared_head:
            return prepared(payload, out);
        case State::parameters:
        case State::columns:
            if (first == eof_header && payload.size() <= largest_eof) return eof(payload, out);
            return definition(payload, out);
        case State::rows:
            if (has(server_, capability::deprecate_eof)) return ok(payload, out, true);
            return eof(payload, out);
        case State::columns_end:
            return eof(payload, out);
        default:
            return broken("a packet that nothing asked for");
    }
}

Result<void> MysqlAnswer::head(ByteView payload, Bytes& out) {
    const std::uint8_t first = byte_at(payload, 0);
    if (first == ok_header) return ok(payload, out, false);
    if (first == eof_header && payload.size() <= largest_eof) return eof(payload, out);  // of COM_SET_OPTION
    if (first != file_header) return result_set(payload, out);
    if (has(client_, capability::local_files)) put(payload, out);
    state_ = State::file;
    return {};
}

Result<void> MysqlAnswer::result_set(ByteView payload, Bytes& out) {
    const auto count = mysql::decode<mysql::ColumnCount>(payload, server_);
    if (!count || count->columns == 0) return broken("the number of columns");
    Bytes number;
    mysql::encode(mysql::ColumnCount{count->columns, true}, client_, number);
    put(number, out);
    remembered_ = !count->with_metadata;
    definitions_left_ = count->columns;
    state_ = State::columns;
    if (entry_ != nullptr && !remembered_) entry_->columns.clear();
    if (!remembered_) return {};
    if (entry_ == nullptr || entry_->column_count != count->columns)
        return broken("columns it has not sent before are left out");
    insert_remembered(out);
    definitions_left_ = 0;
    state_ = State::columns_end;
    if (has(server_, capability::deprecate_eof)) definitions_end(out);
    return {};
}

void MysqlAnswer::insert_remembered(Bytes& out) {
    ByteView rest = entry_->columns;
    while (rest.size() >= header_size) {
        const std::size_t size = size_of_payload(rest);
        put(rest.subspan(header_size, size), out);
        rest = rest.subspan(header_size + size);
    }
}

Result<void> MysqlAnswer::prepared(ByteView payload, Bytes& out) {
    auto done = mysql::decode<mysql::PrepareOk>(payload, server_);
    if (!done) return broken("what COM_STMT_PREPARE is answered with");
    outcome_.statement = done->statement;
    outcome_.columns = done->columns;
    outcome_.parameters = done->parameters;
    outcome_.warnings = done->warnings;
    done->statement = renamed_.value_or(done->statement);
    Bytes renamed;
    mysql::encode(*done, client_, renamed);
    put(renamed, out);
    if (entry_ != nullptr) {
        entry_->columns.clear();
        entry_->column_count = outcome_.columns;
    }
    definitions_left_ = outcome_.parameters;
    state_ = State::parameters;
    if (definitions_left_ == 0) definitions_end(out);
    return {};
}

// The end of a list of definitions, whose EOF, if any, has been seen.
void MysqlAnswer::definitions_end(Bytes& out) {
    if (state_ == State::parameters || kind_ == Kind::prepared) {
        const bool columns_next = state_ == State::parameters && outcome_.columns > 0;
        state_ = columns_next ? State::columns : State::ended;
        definitions_left_ = columns_next ? outcome_.columns : 0;
        return;
    }
    (void)out;
    state_ = State::rows;
}

// MariaDB tells its own clients more of a type, between the names and what follows them.
Result<void> MysqlAnswer::definition(ByteView payload, Bytes& out) {
    const bool strip = has(server_, capability::mariadb_extended_metadata) &&
                       !has(client_, capability::mariadb_extended_metadata);
    Bytes stripped;
    if (strip) {
        mysql::Reader in(payload, server_);
        ByteView skipped;
        for (int names = 0; names < 6; ++names) in.lenenc_string(skipped);
        const std::size_t before = payload.size() - in.left();
        in.lenenc_string(skipped);
        if (!in.ok()) return broken("a column's definition");
        append(stripped, payload.first(before));
        append(stripped, payload.last(in.left()));
        payload = stripped;
    }
    put(payload, out);
    if (entry_ != nullptr && state_ == State::columns) {
        const std::size_t size = payload.size();
        for (int shift = 0; shift < 24; shift += 8)
            entry_->columns.push_back(static_cast<std::byte>(size >> shift & 0xff));
        entry_->columns.push_back(std::byte{0});
        append(entry_->columns, payload);
    }
    if (kind_ == Kind::fields || --definitions_left_ > 0) return {};
    if (entry_ != nullptr && kind_ != Kind::prepared) entry_->column_count = 0;
    if (entry_ != nullptr && kind_ != Kind::prepared) {
        // Counted anew, since a table may have changed since the statement was prepared.
        ByteView rest = entry_->columns;
        for (; rest.size() >= header_size; ++entry_->column_count)
            rest = rest.subspan(header_size + size_of_payload(rest));
    }
    if (!has(server_, capability::deprecate_eof)) {
        if (state_ == State::columns) state_ = State::columns_end;
        return {};
    }
    if (!has(client_, capability::deprecate_eof)) put_end(outcome_.status, 0, out);
    definitions_end(out);
    return {};
}

// EOF packets come after the definitions, and after the rows.
Result<void> MysqlAnswer::eof(ByteView payload, Bytes& out) {
    const Result<mysql::Eof> end = mysql::decode<mysql::Eof>(payload, server_);
    if (!end) return broken("an EOF packet");
    const bool after_definitions = state_ != State::rows && state_ != State::head && kind_ != Kind::fields;
    if (!after_definitions) {
        outcome_.warnings = end->warnings;
        put_end(end->status, end->warnings, out);
        end_of_result(end->status);
        return {};
    }
    const bool cursor = kind_ == Kind::results && (end->status & status::cursor_exists) != 0;
    if (cursor || !has(client_, capability::deprecate_eof)) put_end(end->status, end->warnings, out);
    if (!cursor) {
        definitions_end(out);
        return {};
    }
    end_of_result(end->status);
    return {};
}

void MysqlAnswer::put_end(std::uint16_t status_flags, std::uint16_t warnings, Bytes& out) {
    Bytes payload;
    if (has(client_, capability::deprecate_eof)) {
        mysql::Ok end;
        end.header = mysql::Ok::header_of_end;
        end.status = status_flags & static_cast<std::uint16_t>(~status::session_state_changed);
        end.warnings = warnings;
        mysql::encode(end, client_, payload);
    } else {
        mysql::encode(mysql::Eof{warnings, status_flags}, client_, payload);
    }
    put(payload, out);
}

void MysqlAnswer::end_of_result(std::uint16_t status_flags) {
    outcome_.status = status_flags;
    outcome_.told_status = true;
    ++outcome_.results;
    const bool more = (status_flags & status::more_results) != 0 && kind_ == Kind::results;
    state_ = more ? State::head : State::ended;
}

Result<void> MysqlAnswer::ok(ByteView payload, Bytes& out, bool ends_rows) {
    Result<mysql::Ok> done = mysql::decode<mysql::Ok>(payload, server_);
    if (!done) return broken("an OK packet");
    if (done->last_insert_id != 0) outcome_.insert_id = done->last_insert_id;
    outcome_.warnings = done->warnings;
    if (!done->session_state.empty()) {
        const auto session = mysql::decode<mysql::SessionState>(done->session_state, server_);
        if (!session) return broken("what the session has changed");
        for (const mysql::SessionChange& change : session->changes) {
            if (change.kind == mysql::SessionChange::system_variable)
                outcome_.variables.emplace_back(change.name, change.value);
            if (change.kind == mysql::SessionChange::schema) outcome_.database = std::string(change.value);
            if (change.kind == mysql::SessionChange::state) outcome_.state_changed = true;
        }
    }
    const std::uint16_t status_flags = done->status;
    if (ends_rows && !has(client_, capability::deprecate_eof)) {
        put_end(
            status_flags & static_cast<std::uint16_t>(~status::session_state_changed), done->warnings, out);
    } else {
        if (!has(client_, capability::session_track)) {
            done->status &= static_cast<std::uint16_t>(~status::session_state_changed);
            done->session_state = {};
        }
        Bytes again;
        mysql::encode(*done, client_, again);
        put(again, out);
    }
    end_of_result(status_flags);
    return {};
}

Result<void> MysqlAnswer::error(ByteView payload, Bytes& out) {
    mysql::Reader in(payload.subspan(1));
    in.integer(outcome_.error);
    if (!in.ok()) return broken("an error");
    if (outcome_.error == progress_report) {
        outcome_.error = 0;
        return {};
    }
    put(payload, out);
    outcome_.failed = true;
    ++outcome_.results;
    state_ = State::ended;
    return {};
}

}  // namespace ormgate
