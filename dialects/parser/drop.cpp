#include "dialects/parser/parser.hpp"

namespace ormgate::dialects {

using namespace ast;

// The words for a kind of object named by a plain name; nullopt: some other kind, nothing is taken.
std::optional<ObjectKind> Parser::object_kind() {
    struct Row {
        Keyword word;
        ObjectKind kind;
    };
    // clang-format off: one row a line
    static constexpr Row rows[] = {
        {"table"_kw, ObjectKind::table},         {"view"_kw, ObjectKind::view},
        {"index"_kw, ObjectKind::index},         {"sequence"_kw, ObjectKind::sequence},
        {"type"_kw, ObjectKind::type},           {"domain"_kw, ObjectKind::domain},
        {"schema"_kw, ObjectKind::schema},       {"database"_kw, ObjectKind::database},
        {"extension"_kw, ObjectKind::extension}, {"collation"_kw, ObjectKind::collation},
        {"trigger"_kw, ObjectKind::trigger},     {"rule"_kw, ObjectKind::rule},
        {"policy"_kw, ObjectKind::policy},       {"publication"_kw, ObjectKind::publication},
        {"tablespace"_kw, ObjectKind::tablespace},
    };
    // clang-format on
    if (accept("materialized"_kw)) {
        expect("view"_kw);
        return ObjectKind::materialized_view;
    }
    for (const Row& row : rows)
        if (accept(row.word)) return row.kind;
    return std::nullopt;
}

StatementPtr Parser::drop_objects(ObjectKind kind, std::uint32_t begin) {
    Drop drop;
    drop.kind = kind;
    if (kind == ObjectKind::index && !sqlite()) drop.concurrently = accept("concurrently"_kw);
    drop.if_exists = if_exists();
    const bool on_table =
        kind == ObjectKind::trigger || kind == ObjectKind::rule || kind == ObjectKind::policy;
    const bool single = on_table || kind == ObjectKind::database || kind == ObjectKind::tablespace;
    do drop.names.push_back(qualified_name());
    while (!single && !sqlite() && accept(','));
    if (on_table && !sqlite()) {
        expect("on"_kw);
        drop.on_table = qualified_name();
    }
    if (kind == ObjectKind::database) {
        if (at("with"_kw) || at('(')) {
            accept("with"_kw);
            expect('(');
            do {
                expect("force"_kw);
                drop.options.push_back({"force", ""});
            } while (accept(','));
            expect(')');
        }
    } else if (kind != ObjectKind::tablespace && !sqlite()) {
        drop.cascade = drop_behaviour();
    }
    return finish(std::move(drop), begin);
}

StatementPtr Parser::comment_statement() {
    const std::uint32_t begin = this->begin();
    take();
    expect("on"_kw);
    Comment comment;
    if (accept("column"_kw)) {
        comment.kind = ObjectKind::column;
        comment.name = {column_id()};
        while (accept('.')) comment.name.push_back(label());
    } else if (accept("constraint"_kw)) {
        comment.kind = ObjectKind::constraint;
        comment.name = {column_id()};
        expect("on"_kw);
        if (at("domain"_kw) && is_column_id(peek(1))) return opaque("comment", begin);
        comment.on_table = qualified_name();
    } else if (auto kind = object_kind()) {
        comment.kind = *kind;
        comment.name = qualified_name();
        if (*kind == ObjectKind::trigger || *kind == ObjectKind::rule || *kind == ObjectKind::policy) {
            expect("on"_kw);
            comment.on_table = qualified_name();
        }
    } else {
        if (!at_any("function"_kw,
                    "aggregate"_kw,
                    "operator"_kw,
                    "cast"_kw,
                    "procedure"_kw,
                    "routine"_kw,
                    "language"_kw,
                    "role"_kw,
                    "server"_kw,
                    "foreign"_kw,
                    "text"_kw,
                    "conversion"_kw,
                    "large"_kw,
                    "subscription"_kw,
                    "statistics"_kw,
                    "transform"_kw,
                    "access"_kw,
                    "event"_kw,
                    "procedural"_kw))
            refuse();
        take();
        return opaque("comment", begin);
    }
    expect("is"_kw);
    if (!accept("null"_kw)) comment.text = string_constant();
    return finish(std::move(comment), begin);
}

StatementPtr Parser::truncate() {
    const std::uint32_t begin = this->begin();
    take();
    accept("table"_kw);
    Truncate truncate;
    do {
        TableRef table = relation();
        truncate.only = truncate.only || table.only;
        truncate.tables.push_back(std::move(table.name));
    } while (accept(','));
    if (accept("restart"_kw)) {
        expect("identity"_kw);
        truncate.restart_identity = true;
    } else if (accept("continue"_kw)) {
        expect("identity"_kw);
    }
    truncate.cascade = drop_behaviour();
    return finish(std::move(truncate), begin);
}

}  // namespace ormgate::dialects
