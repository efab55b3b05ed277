#include <algorithm>
#include <optional>

#include "dialects/parser.hpp"
#include "dialects/printer/printer.hpp"
#include "dialects/sqlite/ddl.hpp"
#include "dialects/sqlite/generator.hpp"

namespace ormgate::dialects {
namespace {

constexpr std::size_t longest_name = 63;

std::string_view clip(std::string_view text, std::size_t length) {
    if (text.size() <= length) return text;
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) --length;
    return text.substr(0, length);
}

// PostgreSQL's makeObjectName: the longer part is cut until all fits.
std::string object_name(std::string_view first, std::string_view second, std::string_view label) {
    std::size_t overhead = label.empty() ? 0 : label.size() + 1;
    if (!second.empty()) ++overhead;
    std::size_t a = first.size(), b = second.size();
    const std::size_t room = longest_name - overhead;
    while (a + b > room) (a > b ? a : b)--;
    std::string out(clip(first, a));
    if (!second.empty()) out += "_" + std::string(clip(second, b));
    if (!label.empty()) out += "_" + std::string(label);
    return out;
}

// The first that find() has for the name's schema or, if it has none, for those of the search path.
template <class Find>
auto find_named(const ast::Name& name, const TranslateContext& context, Find find) {
    if (name.size() >= 2) return find(name[name.size() - 2]);
    auto found = find(std::string("pg_temp"));
    for (const std::string& space : context.search_path) {
        if (found) break;
        found = find(space);
    }
    return found;
}

}  // namespace

bool DdlPlanner::relation_exists(std::string_view space, std::string_view name) const {
    const Schema& schema = *context_.schema;
    if (schema.table(space, name) != nullptr || schema.sequence(space, name) != nullptr) return true;
    return std::ranges::any_of(schema.tables, [&](const TableDef& table) {
        return table.schema == space &&
               std::ranges::any_of(table.indexes, [&](const IndexDef& index) { return index.name == name; });
    });
}

std::string DdlPlanner::choose_name(std::string_view first,
                                    std::string_view second,
                                    std::string_view label,
                                    std::string_view space) {
    const auto taken = [&](const std::string& name) {
        if (created_names_.contains(name) || relation_exists(space, name)) return true;
        return std::ranges::any_of(context_.schema->tables, [&](const TableDef& table) {
            return table.schema == space && table.constraint(name) != nullptr;
        });
    };
    std::string name = object_name(first, second, label);
    for (int n = 1; taken(name); ++n)
        name = object_name(first, second, std::string(label) + std::to_string(n));
    created_names_[name] = true;
    return name;
}

const TableDef& DdlPlanner::table_named(const ast::Name& name, std::uint32_t position) {
    const TableDef& table = *binder.find_table(name, position, true);
    if (context_.catalog != nullptr && context_.catalog->table(table.schema, table.name) == &table)
        binder.fail(Errc::insufficient_privilege,
                    "permission denied: \"" + table.name + "\" is a system catalog",
                    position);
    return table;
}

const SequenceDef* DdlPlanner::sequence_named(const ast::Name& name) const {
    return find_named(name, context_, [&](const std::string& space) {
        return context_.schema->sequence(space, name.back());
    });
}

const EnumDef* DdlPlanner::enum_named(const ast::Name& name) const {
    return find_named(name, context_, [&](const std::string& space) {
        return context_.schema->enumeration(space, name.back());
    });
}

DdlPlanner::IndexOfTable DdlPlanner::index_named(const ast::Name& name) const {
    const auto found =
        find_named(name, context_, [&](const std::string& space) -> std::optional<IndexOfTable> {
            for (const TableDef& table : context_.schema->tables) {
                if (table.schema != space) continue;
                const auto index = std::ranges::find(table.indexes, name.back(), &IndexDef::name);
                if (index != table.indexes.end()) return IndexOfTable{&table, &*index};
            }
            return std::nullopt;
        });
    return found.value_or(IndexOfTable{});
}

namespace {

// The name in nextval('name') or nextval('name'::regclass), if an expression is nothing else.
std::optional<ast::Name> only_nextval(const std::string& text) {
    auto parsed = parse_expression(text, dialect(DialectId::postgres));
    if (!parsed) return std::nullopt;
    const auto* call = (*parsed)->as<ast::Call>();
    if (call == nullptr || call->function.back() != "nextval" || call->args.size() != 1) return std::nullopt;
    const ast::Expr* argument = call->args[0].value.get();
    if (const auto* cast = argument->as<ast::Cast>()) {
        if (cast->type.name.back() != "regclass") return std::nullopt;
        argument = cast->operand.get();
    }
    const auto* literal = argument->as<ast::Literal>();
    if (literal == nullptr) return std::nullopt;
    auto name = parse_expression(literal->text, dialect(DialectId::postgres));
    const auto* parts = name ? (*name)->as<ast::ColumnRef>() : nullptr;
    if (parts == nullptr) return std::nullopt;
    return parts->parts;
}

}  // namespace

std::string nextval_text(std::string_view space, std::string_view name) {
    const std::string quoted =
        (space == "public" || space == "pg_temp" ? "" : quote_identifier(space) + ".") +
        quote_identifier(name);
    return "nextval(" + quote_text(quoted) + "::regclass)";
}

// As PostgreSQL does, a default that takes numbers of a sequence names it for good, whatever search_path says
// later.
void DdlPlanner::take_default(ColumnDef& column, const std::string& text) {
    column.has_default = true;
    column.default_expression = text;
    column.sequence.clear();
    const auto name = only_nextval(text);
    const SequenceDef* sequence = name ? sequence_named(*name) : nullptr;
    if (sequence == nullptr) return;
    column.default_expression = nextval_text(sequence->schema, sequence->name);
    const bool fits = column.type.id == TypeId::int64 || column.type.id == sequence->type.id;
    if (fits && !column.type.array) column.sequence = qualified_name(sequence->schema, sequence->name);
}

std::string DdlPlanner::enum_name(Type type) const {
    const EnumDef* found = context_.schema->enum_by_oid(type.user_oid);
    return found == nullptr ? std::string() : qualified_name(found->schema, found->name);
}

}  // namespace ormgate::dialects
