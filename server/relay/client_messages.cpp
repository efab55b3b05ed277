#include <algorithm>

#include "server/log.hpp"
#include "server/relay/frames.hpp"
#include "server/relay/link.hpp"

namespace ormgate {

static std::uint32_t length_at(ByteView bytes) {
    std::uint32_t length = 0;
    for (std::size_t i = 1; i < 5; ++i) length = length << 8 | std::to_integer<std::uint32_t>(bytes[i]);
    return length;
}

// The message at the front, if enough of it is there: all of it, or, if it is larger than a buffer, a good
// part.
std::optional<Link::Message> Link::peek() {
    const ByteView bytes = in_.bytes();
    wanted_ = 5;
    if (bytes.size() < 5) return std::nullopt;
    const std::size_t length = length_at(bytes);
    if (length < 4 || length >= start_.max_message)
        throw ClientLost{length < 4 ? protocol_error("invalid message length")
                                    : Error(Errc::program_limit_exceeded,
                                            "message of " + std::to_string(length) +
                                                " bytes is longer than max_message_size")};
    Message message{
        .tag = static_cast<char>(bytes[0]), .body = {}, .total = length + 1, .whole = bytes.size() > length};
    if (!message.whole) {
        wanted_ = std::min(message.total, in_.most() - 64);
        if (bytes.size() < wanted_) return std::nullopt;
    }
    message.body = as_text(bytes.subspan(5, std::min(bytes.size(), message.total) - 5));
    return message;
}

Link::Step Link::next() {
    if (up_sent_ > 0 && up_sent_ == up_.size()) {
        // What was sent is answered, and will not be sent again.
        up_.clear();
        up_sent_ = 0;
        unit_statements_.clear();
        forwarded_ = false;
    }
    for (;;) {
        if (stream_left_ > 0) {
            if (const Step step = stream_on(); step != Step::again) return step;
            continue;
        }
        const std::optional<Message> message = peek();
        if (!message) return turn_due_ ? Step::turn : Step::more;
        if (up_.size() >= flush_at) return turn_due_ ? Step::turn : Step::flush;
        Step step = Step::again;
        switch (message->tag) {
            case 'X':
                return Step::leave;
            case 'd':
            case 'c':
            case 'f':
                step = copy(*message);
                break;
            case 'Q':
            case 'P':
            case 'B':
            case 'D':
            case 'E':
            case 'C':
            case 'H':
            case 'S':
            case 'F':
                if (skipping_) {
                    step = skip(*message);
                    break;
                }
                if (copying_in_ && message->tag != 'H' && message->tag != 'S')
                    throw ClientLost{protocol_error("unexpected message during COPY from stdin")};
                if (!session_.lease) return Step::lease;
                begin_unit();
                switch (message->tag) {
                    case 'Q':
                        step = query(*message);
                        break;
                    case 'P':
                        step = parse(*message);
                        break;
                    case 'B':
                        step = bind(*message);
                        break;
                    case 'D':
                        step = describe(*message);
                        break;
                    case 'C':
                        step = close(*message);
                        break;
                    case 'S':
                        step = sync(*message);
                        break;
                    case 'F':
                        step = function_call(*message);
                        break;
                    case 'E':
                        step = execute(*message);
                        break;
                    default:  // Flush
                        pass(*message);
                        turn_due_ = !copying_in_;
                }
                break;
            default:
                throw ClientLost{protocol_error(std::string("invalid frontend message type ") +
                                                std::to_string(message->tag))};
        }
        if (step != Step::again) return step;
    }
}

void Link::begin_unit() {
    if (up_.capacity() == 0) up_ = worker_.take_bytes();
    if (!replies_.empty() || unit_open_ || copying_in_) return;
    failed_ = executed_ = retried_ = fatal_ = forwarded_ = bound_ = false;
    status_before_ = status();
    unit_statements_.clear();
    if (status_before_ == 'I') explaining_portals_.clear();
}

void Link::consume(const Message& message) {
    const std::size_t arrived = message.body.size() + 5;
    in_.consume(arrived);
    stream_left_ = message.total - arrived;
    streaming_ = Streaming::pass;
}

void Link::pass(const Message& message) {
    append(up_, in_.bytes().first(message.body.size() + 5));
    consume(message);
}

// Goes on with a message too large for the buffer.
Link::Step Link::stream_on() {
    const ByteView bytes = in_.bytes();
    if (bytes.empty()) {
        wanted_ = 1;
        return Step::more;
    }
    const ByteView piece = bytes.first(std::min(bytes.size(), stream_left_));
    if (streaming_ == Streaming::pass) append(up_, piece);
    if (streaming_ == Streaming::gather) gathered_ += as_text(piece);
    if (stream_classifier_) stream_classifier_->feed(as_text(piece));
    in_.consume(piece.size());
    stream_left_ -= piece.size();
    if (stream_left_ > 0) return up_.size() >= flush_at ? Step::flush : Step::again;
    if (stream_classifier_) {
        use(stream_classifier_->finish());
        stream_classifier_.reset();
    }
    if (streaming_ != Streaming::gather) return Step::again;
    std::string_view body = gathered_;
    const auto name = take_cstring(body);
    const Step step =
        name ? parse_named(*name, body) : throw ClientLost{protocol_error("invalid Parse message")};
    gathered_ = std::string();
    return step;
}

// What an extended-query error skips. The server skips by itself what it has got already.
Link::Step Link::skip(const Message& message) {
    if (message.tag == 'S') {
        if (!refused_ && !session_.lease) return Step::lease;
        skipping_ = false;
        if (!refused_) return sync(message);
        refused_ = false;
        consume(message);
        unit_open_ = false;
        postgres::encode(postgres::ReadyForQuery{status()}, local_);
        return Step::answer;
    }
    consume(message);
    streaming_ = Streaming::drop;
    return Step::again;
}

// What is owed must be known before this message is looked at. Without a Sync the server would keep it to
// itself.
Link::Step Link::await_replies() {
    if (unit_open_) postgres::encode(postgres::Flush{}, up_);
    return Step::wait;
}

// The relay says no by itself; the server does not see the message.
Link::Step Link::refused(const Message& message, const Error& error) {
    if (!replies_.empty()) return await_replies();
    postgres::encode(postgres::error_response(error), local_);
    if (message.tag == 'Q')
        postgres::encode(postgres::ReadyForQuery{status()}, local_);
    else {
        skipping_ = true;
        refused_ = !unit_open_;  // what the server has of this unit needs its Sync
    }
    consume(message);
    streaming_ = Streaming::drop;
    return Step::answer;
}

std::optional<Error> Link::refusal(const Traits& traits) {
    for (const auto& [name, value] : traits.own_values)
        if (auto no = own_value_refusal(name, value)) return no;
    if (traits.begins && target_.pool.mode() == PoolMode::statement)
        return Error(Errc::unsupported, "a pool in mode statement has no transactions")
            .with_hint("Use pool mode transaction or session.");
    return std::nullopt;
}

// lastval() and currval() would tell what another client did.
bool Link::would_read_anothers_sequence(const Traits& traits) const {
    return traits.reads_sequence && !session_.pins.has(Pin::sequence_value) && foreign_ && status() == 'I' &&
           !bound_;
}

// Once told so, the client keeps its connection.
Link::Step Link::refuse_sequence(const Message& message) {
    const Error error =
        Error(Errc::object_not_in_prerequisite_state,
              "lastval and currval are not yet defined in this session")
            .with_detail("The connection has served another client since this one's last nextval.")
            .with_hint(
                "Use RETURNING, or stay in one transaction. From now on this client keeps its connection.");
    const Step step = refused(message, error);
    if (step == Step::answer) session_.pins.add(Pin::sequence_value);
    return step;
}

// What has to be done before a statement is passed on; `again` if nothing.
Link::Step Link::before(const Traits& traits) {
    if (traits.own && must_align(traits)) return replies_.empty() ? Step::align : await_replies();
    if (traits.databases.empty() || vacancy_ || status() != 'I') return Step::again;
    in_the_way_ = traits.databases;
    return Step::vacate;
}

void Link::use(const Traits& traits) {
    if (traits.plain()) return;
    const PinSet pins_before = session_.pins;
    session_.pins.add(traits.pins);
    if (traits.reads_sequence) session_.pins.add(Pin::sequence_value);
    if (session_.pins != pins_before) {
        new_pins_.add(traits.pins);
        log_debug("client keeps its connection",
                  {{"pool", target_.pool.group().name()}, {"reason", session_.pins.reasons()}});
    }
    PinSet ended = traits.unpins;
    ended.keep(session_.pins);
    unpins_.add(ended);
    for (const std::string& name : traits.touched)
        if (!is_reported_setting(name)) touched_.push_back(name);
    reset_.insert(reset_.end(), traits.reset.begin(), traits.reset.end());
    reset_all_ = reset_all_ || traits.resets_all;
    discard_all_ = discard_all_ || traits.discards_all;
    if (!traits.deallocates_all && !traits.discards_all) return;
    forget_names_ = true;  // if it does not fail
    connection()->prepared.distrust();
}

Link::Step Link::function_call(const Message& message) {
    pass(message);
    replies_.push(Owed::function_call);
    turn_due_ = true;
    return Step::again;
}

Link::Step Link::copy(const Message& message) {
    const char tag = message.tag;
    if (!copying_in_) {
        // Left over from a COPY that the server has ended.
        consume(message);
        streaming_ = Streaming::drop;
        return Step::again;
    }
    pass(message);
    if (tag == 'd') return Step::again;
    copying_in_ = false;
    if (copying_query_) turn_due_ = true;
    return Step::again;
}

}  // namespace ormgate
