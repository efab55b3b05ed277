#include "dialects/catalog/rows.hpp"

#include <algorithm>
#include <stdexcept>

#include "dialects/catalog/relations.hpp"

namespace ormgate::dialects::catalog {
namespace {

const TableDef& relation_named(std::string_view schema_name, std::string_view name) {
    const TableDef* found = postgres_catalog().table(schema_name, name);
    if (found == nullptr) throw std::logic_error("no catalog relation " + std::string(name));
    return *found;
}

Value default_of(const Type& type) {
    if (type.array) return {};
    switch (info(type.id).category) {
        case 'B':
        case 'N':
            return std::int64_t{0};
        case 'Z':
            return type.id == TypeId::single_char ? Value(std::string()) : Value();
        default:
            return {};
    }
}

}  // namespace

RowBuilder::RowBuilder(const RowConsumer& consumer, std::string_view schema_name, std::string_view relation)
    : consumer_(consumer), relation_(relation_named(schema_name, relation)) {
    for (const ColumnDef& column : relation_.columns) defaults_.push_back(default_of(column.type));
    values_ = defaults_;
}

RowBuilder& RowBuilder::assign(std::string_view column, Value value) {
    const auto found = std::ranges::find(relation_.columns, column, &ColumnDef::name);
    if (found == relation_.columns.end())
        throw std::logic_error(relation_.name + " has no column " + std::string(column));
    values_[static_cast<std::size_t>(found - relation_.columns.begin())] = std::move(value);
    return *this;
}

void RowBuilder::emit() {
    consumer_(relation_, values_);
    values_ = defaults_;
}

std::uint32_t default_oid(std::uint32_t table_oid, std::int16_t column) {
    return 0x40000000u + (table_oid % 0x40000u) * 2048u + static_cast<std::uint32_t>(column);
}

// Above the numbers of columns, of which there are 1600 at most.
std::uint32_t row_type_oid(std::uint32_t table_oid) {
    return default_oid(table_oid, 2047);
}
std::uint32_t row_array_oid(std::uint32_t table_oid) {
    return default_oid(table_oid, 2046);
}

std::string number_array(std::span<const std::int64_t> numbers) {
    std::string out = "[";
    for (const std::int64_t number : numbers) {
        if (out.size() > 1) out += ',';
        out += std::to_string(number);
    }
    return out + "]";
}

std::string_view shown_namespace(std::string_view name) {
    return name == "pg_temp" ? temporary_name : name;
}

std::uint32_t namespace_oid(const Schema& schema, std::string_view name) {
    if (name == "pg_catalog") return pg_catalog_oid;
    if (name == "information_schema") return information_schema_oid;
    if (name == "public") return public_oid;
    if (name == "pg_temp" || name == temporary_name) return temporary_oid;
    for (const NamespaceDef& space : schema.namespaces)
        if (space.name == name) return space.oid;
    return 0;
}

std::uint32_t role_oid(const CatalogFacts& facts, std::string_view role) {
    if (role == facts.owner) return 10;
    const auto found = std::ranges::find(facts.roles, role);
    return found == facts.roles.end() ? 10 : 16000 + static_cast<std::uint32_t>(found - facts.roles.begin());
}

void schema_rows(const Schema& schema, const CatalogFacts& facts, const RowConsumer& consumer) {
    table_rows(schema, consumer);
    constraint_rows(schema, consumer);
    object_rows(schema, facts, consumer);
    information_schema_rows(schema, facts, consumer);
}

}  // namespace ormgate::dialects::catalog
