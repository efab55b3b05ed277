#include <algorithm>

#include "server/relay/link.hpp"

namespace ormgate {

// An unnamed statement longer than this is not kept for another connection.
static constexpr std::size_t most_unnamed = 64 * 1024;
// What DEALLOCATEs of names that only the relay knows are turned to: the real statement stays for the other
// clients.
static constexpr std::string_view scapegoat = "ormgate_deallocated";

static std::uint32_t length_at(ByteView bytes) {
    std::uint32_t length = 0;
    for (std::size_t i = 1; i < 5; ++i) length = length << 8 | std::to_integer<std::uint32_t>(bytes[i]);
    return length;
}

static void put_header(Bytes& out, char tag, std::size_t total) {
    out.push_back(static_cast<std::byte>(tag));
    const auto length = static_cast<std::uint32_t>(total - 1);
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::byte>(length >> shift));
}

// The string that ends at the first NUL; nullopt if there is none.
static std::optional<std::string_view> cstring(std::string_view& body) {
    const std::size_t end = body.find('\0');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view text = body.substr(0, end);
    body.remove_prefix(end + 1);
    return text;
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
                        pass(*message);
                        replies_.push(Owed::execute);
                        unit_open_ = true;
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
    const auto name = cstring(body);
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

static std::optional<Error> refusal(const Traits& traits, PoolMode mode) {
    if (traits.own)
        return Error(Errc::unsupported, "ormgate's own settings are not available on a relayed connection");
    if (traits.begins && mode == PoolMode::statement)
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

Link::Step Link::query(const Message& message) {
    Classifier classifier(connection()->backslash_escapes);
    if (!message.whole) {
        classifier.feed(message.body);
        stream_classifier_ = std::make_unique<Classifier>(std::move(classifier));
    } else {
        classifier.feed(message.body.substr(0, message.body.find('\0')));
        const Traits& traits = classifier.finish();
        if (!traits.plain()) return query_with_effects(message, traits);
    }
    unnamed_.id = 0;  // a Query ends the unnamed statement
    pass(message);
    replies_.push(Owed::query);
    turn_due_ = true;
    return Step::again;
}

Link::Step Link::query_with_effects(const Message& message, const Traits& traits) {
    if (!replies_.empty()) return await_replies();  // its meaning depends on how that ends
    if (auto no = refusal(traits, target_.pool.mode())) return refused(message, *no);
    if (would_read_anothers_sequence(traits)) return refuse_sequence(message);
    if (traits.statements == 1 && status() != 'E') {
        const auto known =
            traits.deallocated.empty() ? names_.end() : names_.find(traits.deallocated.front());
        if (known != names_.end()) {
            names_.erase(known);
            return local_answer(message, "DEALLOCATE");
        }
        if (traits.deallocates_all && !session_.pins.has(Pin::sql_prepare)) {
            names_.clear();
            return local_answer(message, "DEALLOCATE ALL");
        }
        if (traits.discards_all && status() == 'I' && !session_.pinned() &&
            target_.pool.mode() != PoolMode::session) {
            become_fresh();
            return local_answer(message, "DISCARD ALL");
        }
    }
    use(traits);
    unnamed_.id = 0;
    pass(message);
    replies_.push(Owed::query);
    turn_due_ = true;
    return Step::again;
}

Link::Step Link::local_answer(const Message& message, std::string_view tag) {
    unnamed_.id = 0;
    postgres::encode(postgres::CommandComplete{tag}, local_);
    postgres::encode(postgres::ReadyForQuery{status()}, local_);
    consume(message);
    return Step::answer;
}

// DISCARD ALL, for a client that has left nothing on any server.
void Link::become_fresh() {
    names_.clear();
    const SettingsVector before = settings_;
    settings_ = startup_;
    report_difference(before);
}

void Link::use(const Traits& traits) {
    if (traits.plain()) return;
    session_.pins.add(traits.pins);
    unpins_.add(traits.unpins);
    if (traits.reads_sequence) session_.pins.add(Pin::sequence_value);
    for (const std::string& name : traits.touched)
        if (!is_reported_setting(name)) touched_.push_back(name);
    reset_.insert(reset_.end(), traits.reset.begin(), traits.reset.end());
    reset_all_ = reset_all_ || traits.resets_all;
    discard_all_ = discard_all_ || traits.discards_all;
    if (!traits.deallocates_all && !traits.discards_all) return;
    forget_names_ = true;  // if it does not fail
    connection()->prepared.distrust();
}

void Link::use(const Prepared& prepared) {
    use(prepared.statement->traits);
    unit_statements_.push_back({prepared.statement, false});
    if (!prepared.deallocates.empty()) forget_deallocated(prepared.deallocates);
}

// Makes sure that there is something for the server to deallocate in the place of `name`.
void Link::forget_deallocated(std::string_view name) {
    if (const auto known = names_.find(name); known != names_.end()) names_.erase(known);
    postgres::encode(postgres::Close{'S', scapegoat}, up_);
    replies_.push(Owed::hidden_close, {}, {});
    postgres::encode(postgres::Parse{scapegoat, "SELECT 1", {}}, up_);
    replies_.push(Owed::hidden_parse, {}, {});
}

void Link::close_on_server(const StatementDigest& digest) {
    postgres::encode(postgres::Close{'S', server_statement_name(digest)}, up_);
    replies_.push(Owed::hidden_close, digest, {});
}

// Has the connection know the statement.
void Link::prepare(const StatementPtr& statement, Owed kind, std::string name) {
    PreparedOnServer& prepared = connection()->prepared;
    if (prepared.use(statement->digest)) {
        if (kind == Owed::parse) replies_.push(Owed::given_parse, statement->digest, std::move(name));
        return;
    }
    if (prepared.take_stale(statement->digest)) {
        postgres::encode(postgres::Close{'S', statement->name}, up_);
        replies_.push(Owed::hidden_close, {}, {});
    }
    if (const auto evicted = prepared.add(statement->digest)) close_on_server(*evicted);
    put_header(up_, 'P', 5 + statement->name.size() + 1 + statement->content.size());
    append(up_, std::string_view(statement->name.c_str(), statement->name.size() + 1));
    append(up_, statement->content);
    replies_.push(kind, statement->digest, std::move(name));
    unit_statements_.push_back({statement, true});
}

// The unnamed statement was prepared on another connection, or another client's came in between.
void Link::prepare_unnamed() {
    put_header(up_, 'P', 5 + 1 + unnamed_.content.size());
    up_.push_back(std::byte{0});
    append(up_, unnamed_.content);
    replies_.push(Owed::hidden_parse, {}, {});
    connection()->unnamed_owner = unnamed_.id;
}

Link::Step Link::parse(const Message& message) {
    std::string_view content = message.body;
    const auto name = cstring(content);
    if (!name) throw ClientLost{protocol_error("invalid Parse message")};
    if (name->empty()) return parse_unnamed(message, content);
    if (message.whole) {
        const Traits traits =
            classify(content.substr(0, content.find('\0')), connection()->backslash_escapes);
        if (auto no = refusal(traits, target_.pool.mode())) return refused(message, *no);
        // The body lies in the input: it is consumed only after it was copied.
        const Step step = parse_named(*name, content);
        if (step == Step::again) consume(message);
        return step;
    }
    gathered_ = message.body;
    consume(message);
    streaming_ = Streaming::gather;
    return Step::again;
}

Link::Step Link::parse_unnamed(const Message& message, std::string_view content) {
    const std::size_t end = content.find('\0');
    Classifier classifier(connection()->backslash_escapes);
    classifier.feed(content.substr(0, end));
    unnamed_.deallocates.clear();
    if (!message.whole && end == std::string_view::npos) {
        stream_classifier_ =
            std::make_unique<Classifier>(std::move(classifier));  // its effects count from the Parse
        unnamed_.traits = Traits();
    } else {
        if (end == std::string_view::npos) throw ClientLost{protocol_error("invalid Parse message")};
        const Traits& traits = classifier.finish();
        if (!traits.plain()) {
            if (auto no = refusal(traits, target_.pool.mode())) return refused(message, *no);
            if (traits.statements == 1 && traits.deallocated.size() == 1 &&
                names_.contains(traits.deallocated.front()))
                unnamed_.deallocates = traits.deallocated.front();
        }
        unnamed_.traits = traits;
    }
    unnamed_.id = worker_.next_id++;
    connection()->unnamed_owner = unnamed_.id;
    unit_open_ = true;
    if (!unnamed_.deallocates.empty()) {
        unnamed_.content = "DEALLOCATE " + std::string(scapegoat);
        unnamed_.content.append(3, '\0');
        unnamed_.kept = true;
        consume(message);
        streaming_ = Streaming::drop;
        put_header(up_, 'P', 5 + 1 + unnamed_.content.size());
        up_.push_back(std::byte{0});
        append(up_, unnamed_.content);
        replies_.push(Owed::parse, {}, {});
        return Step::again;
    }
    unnamed_.kept = message.whole && content.size() <= most_unnamed;
    if (unnamed_.kept)
        unnamed_.content.assign(content);
    else
        unnamed_.content = std::string();
    pass(message);
    replies_.push(Owed::parse, {}, {});
    return Step::again;
}

Link::Step Link::parse_named(std::string_view name, std::string_view content) {
    Prepared prepared{worker_.statements.intern(content, false), {}};
    const Traits& traits = prepared.statement->traits;
    if (!traits.plain()) {
        if (traits.statements == 1 && traits.deallocated.size() == 1 &&
            names_.contains(traits.deallocated.front())) {
            prepared.deallocates = traits.deallocated.front();
            std::string instead = "DEALLOCATE " + std::string(scapegoat);
            instead.append(3, '\0');
            prepared.statement = worker_.statements.intern(instead, false);
        }
    }
    unit_open_ = true;
    const StatementPtr statement = prepared.statement;
    if (names_.contains(name)) {
        // The server shall say so, and skip what follows: it gets a name twice that it has.
        prepare(statement, Owed::hidden_parse, {});
        put_header(up_, 'P', 5 + statement->name.size() + 1 + statement->content.size());
        append(up_, std::string_view(statement->name.c_str(), statement->name.size() + 1));
        append(up_, statement->content);
        replies_.push(Owed::parse, {}, {});
        return Step::again;
    }
    if (names_.size() >= start_.max_prepared_statements)
        throw ClientLost{Error(Errc::configuration_limit_exceeded,
                               "the client has more prepared statements than max_prepared_statements")};
    names_.emplace(name, std::move(prepared));
    prepare(statement, Owed::parse, std::string(name));
    return Step::again;
}

// Replaces a statement's name in a message: `before` and `rest` stay, as far as they have arrived.
void Link::put_renamed(char tag,
                       std::string_view before,
                       std::string_view name,
                       std::string_view rest,
                       std::size_t total,
                       std::size_t old) {
    put_header(up_, tag, total - old + name.size());
    append(up_, before);
    append(up_, name);
    up_.push_back(std::byte{0});
    append(up_, rest);
}

Link::Step Link::bind(const Message& message) {
    std::string_view rest = message.body;
    const auto portal = cstring(rest);
    const auto name = cstring(rest);
    if (!portal || !name) throw ClientLost{protocol_error("invalid Bind message")};
    unit_open_ = true;
    if (name->empty()) {
        if (unnamed_.id != 0) {
            if (would_read_anothers_sequence(unnamed_.traits)) return refuse_sequence(message);
            if (unnamed_.kept && connection()->unnamed_owner != unnamed_.id) prepare_unnamed();
            use(unnamed_.traits);
            if (!unnamed_.deallocates.empty()) forget_deallocated(unnamed_.deallocates);
        }
        pass(message);
        bound_ = true;
        replies_.push(Owed::bind);
        return Step::again;
    }
    const auto known = names_.find(*name);
    if (known == names_.end()) {
        pass(message);  // made by SQL PREPARE, or the server will say that it does not exist
        replies_.push(Owed::bind);
        return Step::again;
    }
    const StatementPtr statement = known->second.statement;
    const Prepared prepared = known->second;
    if (would_read_anothers_sequence(statement->traits)) return refuse_sequence(message);
    bound_ = true;
    prepare(statement, Owed::hidden_parse, {});
    use(prepared);
    const std::string_view before = message.body.substr(0, portal->size() + 1);
    put_renamed('B', before, statement->name, rest, message.total, name->size());
    replies_.push(Owed::bind);
    consume(message);
    return Step::again;
}

Link::Step Link::describe(const Message& message) {
    std::string_view rest = message.body.substr(std::min<std::size_t>(message.body.size(), 1));
    const auto name = cstring(rest);
    if (!name || !message.whole) throw ClientLost{protocol_error("invalid Describe message")};
    unit_open_ = true;
    if (message.body[0] == 'S' && name->empty() && unnamed_.id != 0 && unnamed_.kept &&
        connection()->unnamed_owner != unnamed_.id)
        prepare_unnamed();
    const auto known = message.body[0] == 'S' && !name->empty() ? names_.find(*name) : names_.end();
    if (known == names_.end()) {
        pass(message);
        replies_.push(Owed::describe);
        return Step::again;
    }
    const StatementPtr statement = known->second.statement;
    prepare(statement, Owed::hidden_parse, {});
    unit_statements_.push_back({statement, false});
    put_renamed('D', message.body.substr(0, 1), statement->name, {}, message.total, name->size());
    replies_.push(Owed::describe);
    consume(message);
    return Step::again;
}

Link::Step Link::close(const Message& message) {
    std::string_view rest = message.body.substr(std::min<std::size_t>(message.body.size(), 1));
    const auto name = cstring(rest);
    if (!name || !message.whole) throw ClientLost{protocol_error("invalid Close message")};
    unit_open_ = true;
    const bool statement = message.body[0] == 'S';
    if (statement && name->empty()) unnamed_.id = 0;
    const auto known = statement && !name->empty() ? names_.find(*name) : names_.end();
    if (known == names_.end()) {
        pass(message);
        replies_.push(Owed::close);
        return Step::again;
    }
    names_.erase(known);  // the connection keeps it, for others
    replies_.push(Owed::given_close, {}, {});
    consume(message);
    return Step::again;
}

Link::Step Link::sync(const Message& message) {
    pass(message);
    if (copying_in_) return Step::again;  // the server ignores it
    replies_.push(Owed::sync);
    unit_open_ = false;
    turn_due_ = true;
    return Step::again;
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
