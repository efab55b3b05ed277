#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/schema.hpp"
#include "core/value.hpp"

namespace ormgate::dialects::catalog {

// CatalogFacts is what the system catalogs say beyond one database's Schema.
struct CatalogFacts {
    std::vector<std::string> databases;  // the one connected to among them
    std::vector<std::string> roles;
    std::string owner;                  // of everything
    std::vector<std::string> settings;  // names for pg_settings
    friend bool operator==(const CatalogFacts&, const CatalogFacts&) = default;
};

// RowConsumer takes one row of a relation of postgres_catalog(), a value for each of its columns.
using RowConsumer = std::function<void(const TableDef& relation, std::span<const Value> values)>;

// The rows that stay the same whatever the database holds: types, access methods, operator classes, the
// catalogs themselves …
void static_rows(std::string_view database, const RowConsumer& consumer);
// The rows that describe this database.
void schema_rows(const Schema& schema, const CatalogFacts& facts, const RowConsumer& consumer);

// RowBuilder fills one row by column names; what is not set is 0, false, or null for texts and arrays.
class RowBuilder {
public:
    RowBuilder(const RowConsumer& consumer, std::string_view schema_name, std::string_view relation);

    template <class T>
    RowBuilder& set(std::string_view column, const T& value) {
        if constexpr (std::is_convertible_v<T, std::string_view>)
            return assign(column, std::string(std::string_view(value)));
        else if constexpr (std::is_integral_v<T>)
            return assign(column, static_cast<std::int64_t>(value));
        else
            return assign(column, Value(value));
    }
    // The same columns of many rows: gives the row away and starts the next with the defaults.
    void emit();

private:
    RowBuilder& assign(std::string_view column, Value value);

    const RowConsumer& consumer_;
    const TableDef& relation_;
    std::vector<Value> defaults_, values_;
};

// Object numbers that have no place in the Schema are made from their owner's: column defaults.
std::uint32_t default_oid(std::uint32_t table_oid, std::int16_t column);
// The row type of a table or view, and the array of it.
std::uint32_t row_type_oid(std::uint32_t table_oid);
std::uint32_t row_array_oid(std::uint32_t table_oid);
std::string number_array(std::span<const std::int64_t> numbers);  // canonical int2vector, oidvector, int2[]
std::uint32_t namespace_oid(const Schema& schema, std::string_view name);
std::string_view shown_namespace(std::string_view name);  // as pg_namespace has it
std::uint32_t role_oid(const CatalogFacts& facts, std::string_view role);

// Families of relations, a file each.
void system_table_rows(const RowConsumer& consumer);  // of the catalogs themselves
void information_schema_system_rows(std::string_view database, const RowConsumer& consumer);
void table_rows(const Schema& schema, const RowConsumer& consumer);  // pg_class, pg_attribute, pg_attrdef
void constraint_rows(const Schema& schema,
                     const RowConsumer& consumer);  // pg_constraint, pg_index, pg_depend
void object_rows(const Schema& schema,
                 const CatalogFacts& facts,
                 const RowConsumer& consumer);  // the other pg_ tables
void information_schema_rows(const Schema& schema, const CatalogFacts& facts, const RowConsumer& consumer);

}  // namespace ormgate::dialects::catalog
