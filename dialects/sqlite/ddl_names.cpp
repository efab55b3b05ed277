#include <algorithm>

#include "dialects/sqlite/ddl.hpp"

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

std::string DdlPlanner::enum_name(Type type) const {
    const EnumDef* found = context_.schema->enum_by_oid(type.user_oid);
    return found == nullptr ? std::string() : qualified_name(found->schema, found->name);
}

}  // namespace ormgate::dialects
