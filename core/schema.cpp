#include "core/schema.hpp"

#include <algorithm>

namespace ormgate {
namespace {

std::string key(std::string_view schema_name, std::string_view name) {
    std::string out;
    out.reserve(schema_name.size() + 1 + name.size());
    out.append(schema_name).push_back('\0');
    out.append(name);
    return out;
}

template <class T>
const T* named(const std::vector<T>& all, std::string_view name) {
    const auto found = std::ranges::find(all, name, &T::name);
    return found == all.end() ? nullptr : &*found;
}

template <class T>
const T* lookup(const std::unordered_map<std::string, std::size_t>& by_name,
                const std::vector<T>& all,
                std::string_view schema_name,
                std::string_view name) {
    const auto found = by_name.find(key(schema_name, name));
    return found == by_name.end() ? nullptr : &all[found->second];
}

}  // namespace

const ColumnDef* TableDef::column(std::string_view column_name) const {
    return named(columns, column_name);
}

const ConstraintDef* TableDef::constraint(std::string_view constraint_name) const {
    return named(constraints, constraint_name);
}

const ConstraintDef* TableDef::primary_key() const {
    const auto found = std::ranges::find(constraints, ConstraintKind::primary_key, &ConstraintDef::kind);
    return found == constraints.end() ? nullptr : &*found;
}

void Schema::index() {
    tables_by_name_.clear();
    tables_by_oid_.clear();
    sequences_by_name_.clear();
    enums_by_name_.clear();
    enums_by_oid_.clear();
    for (std::size_t i = 0; i < tables.size(); ++i) {
        tables_by_name_[key(tables[i].schema, tables[i].name)] = i;
        tables_by_oid_[tables[i].oid] = i;
    }
    for (std::size_t i = 0; i < sequences.size(); ++i)
        sequences_by_name_[key(sequences[i].schema, sequences[i].name)] = i;
    for (std::size_t i = 0; i < enums.size(); ++i) {
        enums_by_name_[key(enums[i].schema, enums[i].name)] = i;
        enums_by_oid_[enums[i].oid] = i;
        enums_by_oid_[enums[i].array_oid] = i;
    }
}

const TableDef* Schema::table(std::string_view schema_name, std::string_view name) const {
    return lookup(tables_by_name_, tables, schema_name, name);
}

const TableDef* Schema::table_by_oid(std::uint32_t oid) const {
    const auto found = tables_by_oid_.find(oid);
    return found == tables_by_oid_.end() ? nullptr : &tables[found->second];
}

const SequenceDef* Schema::sequence(std::string_view schema_name, std::string_view name) const {
    return lookup(sequences_by_name_, sequences, schema_name, name);
}

const EnumDef* Schema::enumeration(std::string_view schema_name, std::string_view name) const {
    return lookup(enums_by_name_, enums, schema_name, name);
}

const EnumDef* Schema::enum_by_oid(std::uint32_t oid) const {
    const auto found = enums_by_oid_.find(oid);
    return found == enums_by_oid_.end() ? nullptr : &enums[found->second];
}

bool Schema::has_namespace(std::string_view name) const {
    return std::ranges::any_of(namespaces, [&](const NamespaceDef& n) { return n.name == name; });
}

}  // namespace ormgate
