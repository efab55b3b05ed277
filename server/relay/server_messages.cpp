#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "server/relay/link.hpp"

namespace ormgate {

static constexpr std::byte parse_complete[] = {std::byte{'1'}, {}, {}, {}, std::byte{4}};
static constexpr std::byte close_complete[] = {std::byte{'3'}, {}, {}, {}, std::byte{4}};

// The value of one field of an ErrorResponse.
static std::string_view field(std::string_view body, char code) {
    while (!body.empty() && body[0] != '\0') {
        const std::size_t end = body.find('\0');
        if (end == std::string_view::npos) return {};
        if (body[0] == code) return body.substr(1, end - 1);
        body.remove_prefix(end + 1);
    }
    return {};
}

// Passes answers on until nothing is owed any more.
asio::awaitable<void> Link::answer(bool spawned) {
    give_what_is_due();
    if (!parts_.empty()) co_await send_parts();
    if (retrying_ && replies_.empty()) {
        retry();
        co_await send_retry();
    }
    while (!replies_.empty() || (spawned && keep_pumping_)) {
        make_room();
        std::optional<Error> lost;
        try {
            down_end_ += co_await connection()->read_some(down_.span().subspan(down_end_));
        } catch (const boost::system::system_error& problem) {
            if (stopping_) break;
            lost = server_broke(problem);
        }
        if (lost) throw ServerLost{std::move(*lost)};
        scan();
        if (!parts_.empty() && !send_parts_now()) co_await send_parts();
        if (retrying_ && replies_.empty()) {
            retry();
            co_await send_retry();
        }
        if (spawned)
            notify();
        else if (copying_in_)
            break;
    }
    let_go();
}

// Moves the part of a message that has come to the front.
void Link::make_room() {
    if (!down_) down_ = worker_.buffers.borrow();
    if (down_begin_ == 0) return;
    const std::span<std::byte> memory = down_.span();
    if (down_end_ != down_begin_)
        std::memmove(memory.data(), memory.data() + down_begin_, down_end_ - down_begin_);
    down_end_ -= down_begin_;
    down_begin_ = 0;
}

void Link::let_go() {
    if (down_begin_ != down_end_) return;
    down_begin_ = down_end_ = 0;
    down_.reset();
}

Error Link::server_broke(const boost::system::system_error& problem) const {
    return Error(Errc::connection_failure,
                 problem.code() == asio::error::eof
                     ? std::string("the server closed the connection unexpectedly")
                     : "the connection to the server broke: " + problem.code().message());
}

// Looks at the messages that have come: what the client is to see becomes parts.
void Link::scan() {
    const ByteView bytes = ByteView(down_.span()).first(down_end_);
    std::size_t at = down_begin_;
    std::size_t from = at;  // of what is to be forwarded
    const auto forward_to = [&](std::size_t end) {
        if (end > from) parts_.push_back(bytes.subspan(from, end - from));
    };
    while (at < bytes.size()) {
        if (body_left_ > 0) {
            const std::size_t n = std::min(body_left_, bytes.size() - at);
            body_left_ -= n;
            at += n;
            if (hide_body_) from = at;
            continue;
        }
        if (bytes.size() - at < 5) break;
        const auto byte = [&](std::size_t i) { return std::to_integer<std::uint32_t>(bytes[at + i]); };
        const char tag = static_cast<char>(byte(0));
        const std::size_t length = byte(1) << 24 | byte(2) << 16 | byte(3) << 8 | byte(4);
        if (length < 4)
            throw ServerLost{Error(Errc::protocol_violation, "the server sent a message of invalid length")};
        const std::size_t total = length + 1;
        const std::size_t here = std::min(total, bytes.size() - at);
        const bool read_whole = tag == 'Z' || tag == 'S' || tag == 'E';
        if (read_whole && here < total && total <= down_.span().size()) break;
        // What the relay gives in the server's place comes before what the server says next.
        const bool unasked = tag == 'N' || tag == 'A' || tag == 'S';
        if (!unasked && !replies_.empty() && is_given(replies_.front().kind) &&
            !(tag == 'E' && may_retry(bytes.subspan(at + 5, here - 5)))) {
            forward_to(at);
            from = at;
            give_front();
        }
        const std::size_t before = parts_.size();
        const Verdict verdict = on_message(tag, bytes.subspan(at + 5, here - 5), here == total);
        if (verdict == Verdict::hide) {
            // Anything inserted stands in its place, after what was to be forwarded before it.
            if (at > from)
                parts_.insert(parts_.begin() + static_cast<std::ptrdiff_t>(before),
                              bytes.subspan(from, at - from));
            from = at + here;
        } else {
            forwarded_ = forwarded_ || !unasked;
        }
        at += here;
        body_left_ = total - here;
        hide_body_ = verdict == Verdict::hide;
    }
    forward_to(at);
    down_begin_ = at;
    if (!retrying_) give_what_is_due();
}

Link::Verdict Link::on_message(char tag, ByteView body, bool whole) {
    switch (tag) {
        case 'N':
            return Verdict::forward;
        case 'A':
            return session_.pins.has(Pin::listen) ? Verdict::forward : Verdict::hide;
        case 'S':
            if (!whole) break;
            return on_parameter(body);
        case 'E':
            return on_error(body, whole);
        default:
            break;
    }
    if (replies_.empty())
        throw ServerLost{
            Error(Errc::protocol_violation, std::string("the server sent '") + tag + "' unasked")};
    const Owed owed = replies_.front().kind;
    const bool running = owed == Owed::execute || owed == Owed::query;
    bool expected = false, done = false;
    switch (tag) {
        case '1':
            expected = done = owed == Owed::parse || owed == Owed::hidden_parse;
            break;
        case '2':
            expected = done = owed == Owed::bind;
            break;
        case '3':
            expected = done = owed == Owed::close || owed == Owed::hidden_close;
            break;
        case 't':
            expected = owed == Owed::describe;
            break;
        case 'T':
        case 'n':
            expected = owed == Owed::describe || owed == Owed::query;
            done = owed == Owed::describe;
            break;
        case 'D':
        case 'd':
        case 'c':
        case 'H':
            expected = running;
            break;
        case 'G':
            expected = running;
            copying_in_ = true;
            copying_query_ = owed == Owed::query;
            if (owed == Owed::execute) replies_.forget_syncs();
            break;
        case 'C':
            if (running && replies_.front().explains) {
                executed_ = true;
                tell_explain();
                if (owed == Owed::execute) replies_.pop();
                return Verdict::hide;
            }
            [[fallthrough]];
        case 'I':
        case 's':
            expected = running;
            done = owed == Owed::execute;
            executed_ = true;
            break;
        case 'V':
            expected = owed == Owed::function_call;
            break;
        case 'Z':
            if (!ends_with_ready(owed) || !whole) break;
            return on_ready(body);
        default:
            break;
    }
    if (!expected)
        throw ServerLost{Error(Errc::protocol_violation,
                               std::string("the server sent '") + tag + "' where it should not")};
    if (done) replies_.pop();
    return is_hidden(owed) ? Verdict::hide : Verdict::forward;
}

// The query that told the statement completes as what it stands for.
void Link::tell_explain() {
    Bytes said;
    postgres::encode(postgres::CommandComplete{"EXPLAIN"}, said);
    insert(std::move(said));
}

Link::Verdict Link::on_ready(ByteView body) {
    connection()->status = body.empty() ? '?' : static_cast<char>(body[0]);
    replies_.pop();
    if (copying_in_) copying_in_ = false;  // the COPY failed before its end
    if (!retrying_) return Verdict::forward;
    return Verdict::hide;
}

Link::Verdict Link::on_error(ByteView body, bool whole) {
    if (whole && may_retry(body)) {
        retrying_ = retried_ = true;
        sent_replies_.clear();
        for (std::size_t i = 0; i < replies_.size(); ++i) sent_replies_.push_back(replies_.at(i));
        drop_until_sync();
        return Verdict::hide;
    }
    failed_ = true;
    copying_in_ = false;
    const std::string_view severity = field(as_text(body), 'V');
    if (severity == "FATAL" || severity == "PANIC") fatal_ = true;
    if (replies_.empty() || ends_with_ready(replies_.front().kind)) return Verdict::forward;
    forget_stale(as_text(body));
    drop_until_sync();
    if (replies_.empty()) skipping_ = true;  // its Sync is still to come
    return Verdict::forward;
}

// In an extended query an error answers everything up to the Sync, and the server has done none of that.
void Link::drop_until_sync() {
    while (!replies_.empty() && replies_.front().kind != Owed::sync) {
        const Reply& reply = replies_.front();
        switch (reply.kind) {
            case Owed::parse:
            case Owed::given_parse:
                if (retrying_) break;
                if (!reply.name.empty())
                    names_.erase(reply.name);
                else if (reply.digest == StatementDigest{})
                    unnamed_.id = 0;
                if (reply.kind == Owed::parse) connection()->prepared.remove(reply.digest);
                break;
            case Owed::hidden_parse:
                if (!retrying_) connection()->prepared.remove(reply.digest);
                if (reply.digest == StatementDigest{}) connection()->unnamed_owner = 0;
                break;
            case Owed::hidden_close:
                // It was to make room and is still there; nothing else but its content's Parse would find it
                // again.
                if (!retrying_ && reply.digest != StatementDigest{}) connection()->prepared.add(reply.digest);
                break;
            default:
                break;
        }
        replies_.pop();
    }
}

// 0A000 raised by RevalidateCachedQuery is "cached plan must not change result type"; 26000 says that the
// server has forgotten a statement.
static bool is_stale_plan(std::string_view body) {
    const std::string_view code = field(body, 'C');
    return code == "26000" || (code == "0A000" && field(body, 'R') == "RevalidateCachedQuery");
}

// Whether what was sent last may be sent once more: nobody has seen any of its effects.
bool Link::may_retry(ByteView error) const {
    if (retried_ || retrying_ || forwarded_ || executed_ || status_before_ != 'I' || unit_statements_.empty())
        return false;
    if (replies_.ready_count() != 1 || unit_open_ || pumping_ || client_gone_ || up_sent_ != up_.size())
        return false;
    return is_stale_plan(as_text(error));
}

// The plans that may be stale are not used again.
void Link::forget_stale(std::string_view error) {
    if (!is_stale_plan(error)) return;
    for (const UnitStatement& used : unit_statements_)
        connection()->prepared.mark_stale(used.statement->digest);
}

// Everything up to the ReadyForQuery was dropped: prepares the statements anew and says it all again.
void Link::retry() {
    Bytes again;
    std::vector<StatementDigest> done;
    std::vector<Reply> before;
    for (const UnitStatement& used : unit_statements_) {
        const StatementDigest& digest = used.statement->digest;
        if (std::ranges::find(done, digest) != done.end()) continue;
        done.push_back(digest);
        postgres::encode(postgres::Close{'S', used.statement->name}, again);
        replies_.push(Owed::hidden_close, {}, {});
        const bool parsed = std::ranges::any_of(unit_statements_, [&](const UnitStatement& other) {
            return other.parsed && other.statement->digest == digest;
        });
        if (parsed) continue;
        const std::size_t at = postgres::begin_frame(again, 'P');
        append(again, std::string_view(used.statement->name.c_str(), used.statement->name.size() + 1));
        append(again, used.statement->content);
        postgres::end_frame(again, at);
        replies_.push(Owed::hidden_parse, digest, {});
    }
    for (Reply& reply : sent_replies_) {
        replies_.push(reply.kind, reply.digest, std::move(reply.name));
        replies_.back().explains = reply.explains;
    }
    append(again, up_);
    up_ = std::move(again);
    up_sent_ = 0;
}

asio::awaitable<void> Link::send_retry() {
    retrying_ = false;
    std::optional<Error> lost;
    try {
        co_await connection()->write(up_);
    } catch (const boost::system::system_error& problem) {
        lost = Error(Errc::connection_failure,
                     "the connection to the server broke: " + problem.code().message());
    }
    up_sent_ = up_.size();
    if (lost) throw ServerLost{std::move(*lost)};
}

Link::Verdict Link::on_parameter(ByteView body) {
    const auto report = postgres::decode<postgres::ParameterStatus>(body);
    if (!report) throw ServerLost{report.error()};
    PostgresConnection& mine = *connection();
    mine.parameter_changed(report->name, report->value);
    std::string name(report->name);
    std::ranges::transform(
        name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (!is_reported_setting(name)) return Verdict::forward;
    const std::string* at_start = startup_.find(name);
    const std::string* base = mine.base.find(name);
    if (at_start == nullptr && base != nullptr && *base == report->value) {
        mine.settings.erase(name);
        settings_.erase(name);
        return Verdict::forward;
    }
    mine.settings.set(name, report->value);
    const bool was_reset = reset_all_ || std::ranges::find(reset_, name) != reset_.end();
    if (was_reset && at_start != nullptr) {
        // To this client the setting goes back to what it asked for at its start; the connection follows.
        settings_.set(name, *at_start);
        Bytes said;
        postgres::encode(postgres::ParameterStatus{report->name, *at_start}, said);
        insert(std::move(said));
        return Verdict::hide;
    }
    settings_.set(name, report->value);
    return Verdict::forward;
}

void Link::insert(Bytes bytes) {
    inserted_.push_back(std::make_unique<Bytes>(std::move(bytes)));
    parts_.push_back(*inserted_.back());
}

void Link::give_front() {
    while (!replies_.empty() && is_given(replies_.front().kind)) {
        parts_.push_back(replies_.front().kind == Owed::given_parse ? ByteView(parse_complete)
                                                                    : ByteView(close_complete));
        replies_.pop();
        forwarded_ = true;
    }
}

// What the relay owes is given at once if the server has nothing to say before or after it.
void Link::give_what_is_due() {
    for (std::size_t i = 0; i < replies_.size(); ++i)
        if (!is_given(replies_.at(i).kind)) return;
    give_front();
}

// True if the client took everything without waiting.
bool Link::send_parts_now() {
    if (client_gone_) {
        parts_.clear();
        inserted_.clear();
        return true;
    }
    if (plain_socket_ < 0) return false;
    if (parts_.size() == 1) {
        ByteView& part = parts_.front();
        const ssize_t n = ::send(plain_socket_, part.data(), part.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n > 0) part = part.subspan(static_cast<std::size_t>(n));
        if (!part.empty()) return false;
    } else if (!send_gathered()) {
        return false;
    }
    parts_.clear();
    inserted_.clear();
    return true;
}

bool Link::send_gathered() {
    std::array<iovec, 16> vectors;
    const std::size_t count = std::min(parts_.size(), vectors.size());
    for (std::size_t i = 0; i < count; ++i)
        vectors[i] = {const_cast<std::byte*>(parts_[i].data()), parts_[i].size()};
    msghdr message{};
    message.msg_iov = vectors.data();
    message.msg_iovlen = count;
    const ssize_t sent = ::sendmsg(plain_socket_, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    std::size_t left = sent > 0 ? static_cast<std::size_t>(sent) : 0;
    auto part = parts_.begin();
    for (; part != parts_.end() && left >= part->size(); ++part) left -= part->size();
    if (part != parts_.end()) *part = part->subspan(left);
    parts_.erase(parts_.begin(), part);
    return parts_.empty();
}

asio::awaitable<void> Link::send_parts() {
    if (!client_gone_) co_await client_.write_all(parts_);
    parts_.clear();
    inserted_.clear();
}

}  // namespace ormgate
