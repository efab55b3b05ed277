#include <algorithm>

#include "server/relay/frames.hpp"
#include "server/relay/link.hpp"

namespace ormgate {

// An unnamed statement longer than this is not kept for another connection.
static constexpr std::size_t most_unnamed = 64 * 1024;
// What DEALLOCATEs of names that only the relay knows are turned to: the real statement stays for the other
// clients.
static constexpr std::string_view scapegoat = "ormgate_deallocated";

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

// The server never sees the client's name of a statement, and yet has to say so if it is no text.
void Link::have_checked(std::string_view name) {
    if (std::ranges::all_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return;
    postgres::encode(postgres::Close{'S', "ormgate " + std::string(name)}, up_);
    replies_.push(Owed::hidden_close, {}, {});
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
    const auto name = take_cstring(content);
    if (!name) throw ClientLost{protocol_error("invalid Parse message")};
    if (name->empty()) return parse_unnamed(message, content);
    if (message.whole) {
        const Traits traits =
            classify(content.substr(0, content.find('\0')), connection()->backslash_escapes);
        if (auto no = refusal(traits)) return refused(message, *no);
        if (traits.own && must_align(traits)) return replies_.empty() ? Step::align : await_replies();
        if (traits.own || traits.translates) return parse_rewritten(message, *name, content, traits);
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
            if (auto no = refusal(traits)) return refused(message, *no);
            if (traits.own && must_align(traits)) return replies_.empty() ? Step::align : await_replies();
            if ((traits.own || traits.translates) && message.whole)
                return parse_rewritten(message, {}, content, traits);
            if (traits.statements == 1 && traits.deallocated.size() == 1 &&
                names_.contains(traits.deallocated.front()))
                unnamed_.deallocates = traits.deallocated.front();
        }
        if (!traits.plain() || !unnamed_.traits.plain()) unnamed_.traits = traits;
    }
    if (!unnamed_.deallocates.empty()) {
        std::string instead = "DEALLOCATE " + std::string(scapegoat);
        instead.append(3, '\0');
        return parse_instead(message, std::move(instead));
    }
    unnamed_.id = worker_.next_id();
    connection()->unnamed_owner = unnamed_.id;
    unit_open_ = true;
    unnamed_.kept = message.whole && content.size() <= most_unnamed;
    if (unnamed_.kept)
        unnamed_.content.assign(content);
    else
        unnamed_.content = std::string();
    pass(message);
    replies_.push(Owed::parse, {}, {});
    return Step::again;
}

// Has the server parse `content` as the unnamed statement in the place of what the client sent.
Link::Step Link::parse_instead(const Message& message, std::string content) {
    unnamed_.id = worker_.next_id();
    connection()->unnamed_owner = unnamed_.id;
    unit_open_ = true;
    unnamed_.content = std::move(content);
    unnamed_.kept = true;
    consume(message);
    streaming_ = Streaming::drop;
    put_header(up_, 'P', 5 + 1 + unnamed_.content.size());
    up_.push_back(std::byte{0});
    append(up_, unnamed_.content);
    replies_.push(Owed::parse, {}, {});
    return Step::again;
}

// For a statement that the server would not understand. `content` is the Parse message's after the name.
Link::Step Link::parse_rewritten(const Message& message,
                                 std::string_view name,
                                 std::string_view content,
                                 const Traits& traits) {
    const std::size_t end = content.find('\0');
    Result<std::optional<std::string>> instead = rewritten(content.substr(0, end), traits);
    if (!instead) return refused(message, instead.error());
    std::string whole = *instead ? std::move(**instead) : std::string(content.substr(0, end));
    whole += content.substr(end);
    if (name.empty()) {
        unnamed_.traits = traits;
        return parse_instead(message, std::move(whole));
    }
    const Step step = parse_named(name, whole);
    if (const auto known = names_.find(name); known != names_.end())
        known->second.explains = traits.translates;
    consume(message);
    return step;
}

Link::Step Link::parse_named(std::string_view name, std::string_view content) {
    Prepared prepared{worker_.statements.intern(content, false), {}, false};
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
    have_checked(name);
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
    const auto portal = take_cstring(rest);
    const auto name = take_cstring(rest);
    if (!portal || !name) throw ClientLost{protocol_error("invalid Bind message")};
    unit_open_ = true;
    if (name->empty()) {
        if (unnamed_.id != 0) {
            if (would_read_anothers_sequence(unnamed_.traits)) return refuse_sequence(message);
            if (const Step step = before(unnamed_.traits); step != Step::again) return step;
            if (unnamed_.kept && connection()->unnamed_owner != unnamed_.id) prepare_unnamed();
            use(unnamed_.traits);
            note_portal(*portal, unnamed_.traits.translates);
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
    if (const Step step = before(statement->traits); step != Step::again) return step;
    bound_ = true;
    prepare(statement, Owed::hidden_parse, {});
    use(prepared);
    note_portal(*portal, prepared.explains);
    const std::string_view before = message.body.substr(0, portal->size() + 1);
    put_renamed('B', before, statement->name, rest, message.total, name->size());
    replies_.push(Owed::bind);
    consume(message);
    return Step::again;
}

void Link::note_portal(std::string_view portal, bool explains) {
    if (!explaining_portals_.empty()) std::erase(explaining_portals_, portal);
    if (explains) explaining_portals_.emplace_back(portal);
}

Link::Step Link::execute(const Message& message) {
    bool explains = false;
    if (!explaining_portals_.empty()) {
        std::string_view rest = message.body;
        const auto portal = take_cstring(rest);
        explains = portal && std::ranges::find(explaining_portals_, *portal) != explaining_portals_.end();
    }
    pass(message);
    replies_.push(Owed::execute, explains);
    unit_open_ = true;
    return Step::again;
}

Link::Step Link::describe(const Message& message) {
    std::string_view rest = message.body.substr(std::min<std::size_t>(message.body.size(), 1));
    const auto name = take_cstring(rest);
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
    const auto name = take_cstring(rest);
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

}  // namespace ormgate
