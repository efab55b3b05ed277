#include <algorithm>
#include <string>

#include "dialects/catalog/static_rows.hpp"
#include "dialects/deparse/deparse.hpp"
#include "server/backend/sqlite/functions/definitions.hpp"
#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/quoting.hpp"
#include "server/backend/sqlite/functions/reg_names.hpp"

namespace ormgate::sqlite {
namespace {

std::uint32_t oid_argument(Call& call, int i) {
    return static_cast<std::uint32_t>(call.integer(i));
}

// A relation given as its OID or its name.
Result<Relation> relation_argument(Call& call, int i) {
    std::uint32_t oid = oid_argument(call, i);
    if (call.storage(i) == SQLITE_TEXT) {
        Result<std::uint32_t> found = reg_oid(call.text(i), TypeId::regclass, call.context());
        if (!found) return fail(found.error());
        oid = *found;
    }
    return relation_of(oid, call.context());
}

// format_type(oid, typmod)
Answer format_type(Call& call) {
    if (call.null(0)) return {};
    std::uint32_t oid = oid_argument(call, 0);
    if (std::optional<Type> type = Type::of_oid(oid)) {
        if (call.count() > 1 && !call.null(1)) type->modifier = static_cast<std::int32_t>(call.integer(1));
        call.answer(type->sql_name());
        return {};
    }
    std::string name = oid == 0 ? "-" : reg_name(oid, TypeId::regtype, call.context());
    call.answer(name == std::to_string(oid) ? "???" : name);
    return {};
}

template <class Found>
bool find_constraint(Call& call, std::uint32_t oid, Found&& found) {
    if (call.context().schema == nullptr) return false;
    for (const TableDef& table : call.context().schema->tables)
        for (const ConstraintDef& constraint : table.constraints)
            if (constraint.oid == oid) return found(table, constraint), true;
    return false;
}

Answer get_constraintdef(Call& call) {
    bool pretty = call.count() > 1 && call.boolean(1);
    find_constraint(call, oid_argument(call, 0), [&](const TableDef& table, const ConstraintDef& constraint) {
        call.answer(constraint_definition(table, constraint, pretty, call.context()));
    });
    return {};
}

// pg_get_indexdef(oid[, column, pretty]); column 0 is the whole.
Answer get_indexdef(Call& call) {
    Relation relation = relation_of(oid_argument(call, 0), call.context());
    if (relation.index == nullptr) return {};
    std::int64_t column = call.count() > 1 ? call.integer(1) : 0;
    const bool pretty = call.count() > 2 && call.boolean(2);
    const IndexDef& index = *relation.index;
    if (column == 0) {
        call.answer(index_definition(*relation.table, index, pretty, call.context()));
        return {};
    }
    auto i = static_cast<std::size_t>(column - 1);
    if (column > 0 && i < index.keys.size())
        call.answer(index_key(*relation.table, index.keys[i], pretty, call.context()));
    else if (column > 0 && i - index.keys.size() < index.include.size())
        call.answer(quoted_identifier(index.include[i - index.keys.size()]));
    else
        call.answer("");
    return {};
}

// pg_get_expr(tree, relation[, pretty]): trees are kept as texts.
Answer get_expr(Call& call) {
    if (call.null(0) || call.context().schema == nullptr) return {};
    const bool pretty = call.count() > 2 && call.boolean(2);
    const Relation relation = relation_of(oid_argument(call, 1), call.context());
    call.answer(dialects::deparse::expression_text(
        call.text(0), relation.table, std::nullopt, *call.context().schema, pretty));
    return {};
}

// pg_get_viewdef(relation[, pretty[, wrap column]])
Answer get_viewdef(Call& call) {
    Result<Relation> relation = relation_argument(call, 0);
    if (!relation) return fail(relation.error());
    if (relation->table == nullptr || relation->index != nullptr || relation->table->kind == TableKind::table)
        return {};
    const bool pretty = call.count() > 1 && call.boolean(1);
    const int wrap_column =
        call.count() > 2 ? static_cast<int>(std::clamp<std::int64_t>(call.integer(2), -1, 1 << 30)) : 0;
    call.answer(dialects::deparse::view_text(*relation->table, *call.context().schema, pretty, wrap_column));
    return {};
}

Answer get_serial_sequence(Call& call) {
    Result<Relation> relation = relation_argument(call, 0);
    if (!relation) return fail(relation.error());
    const ColumnDef* column = relation->table != nullptr ? relation->table->column(call.text(1)) : nullptr;
    if (column == nullptr)
        return fail(Errc::undefined_column,
                    "column \"" + std::string(call.text(1)) + "\" of relation \"" +
                        std::string(relation->name) + "\" does not exist");
    if (column->sequence.empty()) return {};
    std::size_t dot = column->sequence.find('.');
    if (dot == std::string::npos)
        call.answer("public." + quoted_identifier(column->sequence));
    else
        call.answer(quoted_identifier(column->sequence.substr(0, dot)) + "." +
                    quoted_identifier(column->sequence.substr(dot + 1)));
    return {};
}

Answer get_userbyid(Call& call) {
    std::uint32_t oid = oid_argument(call, 0);
    const std::string_view name = role_name(oid, call.context());
    call.answer(name.empty() ? "unknown (OID=" + std::to_string(oid) + ")" : std::string(name));
    return {};
}

void answer_comment(Call& call, const std::string& comment) {
    if (!comment.empty()) call.answer(comment);
}

// obj_description(oid[, catalog]): without the catalog's name, any object of that OID.
Answer obj_description(Call& call) {
    std::uint32_t oid = oid_argument(call, 0);
    std::string_view catalog = call.count() > 1 ? call.text(1) : std::string_view();
    auto asked = [&](std::string_view name) { return catalog.empty() || catalog == name; };
    if (call.context().schema == nullptr) return {};
    const Schema& schema = *call.context().schema;
    if (asked("pg_class")) {
        Relation relation = relation_of(oid, call.context());
        if (relation.index != nullptr) return answer_comment(call, relation.index->comment), Answer{};
        if (relation.table != nullptr) return answer_comment(call, relation.table->comment), Answer{};
        if (relation.sequence != nullptr) return answer_comment(call, relation.sequence->comment), Answer{};
    }
    if (asked("pg_constraint")) {
        bool found = find_constraint(call, oid, [&](const TableDef&, const ConstraintDef& constraint) {
            answer_comment(call, constraint.comment);
        });
        if (found) return {};
    }
    if (asked("pg_namespace"))
        for (const NamespaceDef& space : schema.namespaces)
            if (space.oid == oid && !space.comment.empty())
                return answer_comment(call, space.comment), Answer{};
    if (asked("pg_type"))
        if (const EnumDef* enumeration = schema.enum_by_oid(oid))
            return answer_comment(call, enumeration->comment), Answer{};
    for (const dialects::catalog::Description& description : dialects::catalog::descriptions())
        if (description.object == oid && asked(description.catalog_name)) call.answer(description.text);
    return {};
}

Answer col_description(Call& call) {
    Relation relation = relation_of(oid_argument(call, 0), call.context());
    if (relation.table == nullptr || relation.index != nullptr) return {};
    for (const ColumnDef& column : relation.table->columns)
        if (column.number == call.integer(1)) answer_comment(call, column.comment);
    return {};
}

// What the database never has: triggers, rules, partitions, functions of its own.
Answer nothing(Call&) {
    return {};
}

template <TypeId type>
Answer to_reg(Call& call) {
    Result<std::uint32_t> oid = reg_oid(call.text(0), type, call.context());
    if (oid) {
        call.answer(static_cast<std::int64_t>(*oid));
        return {};
    }
    bool absent = oid.error().code == Errc::undefined_table || oid.error().code == Errc::undefined_object ||
                  oid.error().code == Errc::undefined_schema;
    return absent ? Answer{} : fail(oid.error());
}

constexpr int updatable_events = 28;  // INSERT, UPDATE, DELETE as bits of pg_relation_is_updatable()

Answer relation_is_updatable(Call& call) {
    Relation relation = relation_of(oid_argument(call, 0), call.context());
    bool table =
        relation.table != nullptr && relation.index == nullptr && relation.table->kind == TableKind::table;
    call.answer(table ? updatable_events : 0);
    return {};
}

Answer column_is_updatable(Call& call) {
    Relation relation = relation_of(oid_argument(call, 0), call.context());
    call.answer(relation.table != nullptr && relation.index == nullptr &&
                relation.table->kind == TableKind::table);
    return {};
}

struct Property {
    std::string_view name;
    bool value;
};
// Of a btree, which every index is.
constexpr Property method_properties[] = {
    {"can_order", true},
    {"can_unique", true},
    {"can_multi_col", true},
    {"can_exclude", true},
    {"can_include", true},
};
constexpr Property index_properties[] = {
    {"clusterable", true},
    {"index_scan", true},
    {"bitmap_scan", true},
    {"backward_scan", true},
};
constexpr Property column_properties[] = {
    {"orderable", true},
    {"distance_orderable", false},
    {"returnable", true},
    {"search_array", true},
    {"search_nulls", true},
};

Answer answer_property(Call& call, std::span<const Property> properties, std::string_view name) {
    for (const Property& property : properties)
        if (property.name == name) call.answer(property.value);
    return {};
}

Answer method_has_property(Call& call) {
    return answer_property(call, method_properties, call.text(1));
}
Answer index_has_property(Call& call) {
    if (relation_of(oid_argument(call, 0), call.context()).index == nullptr) return {};
    return answer_property(call, index_properties, call.text(1));
}
Answer column_has_property(Call& call) {
    Relation relation = relation_of(oid_argument(call, 0), call.context());
    auto i = static_cast<std::size_t>(call.integer(1) - 1);
    if (relation.index == nullptr || i >= relation.index->keys.size()) return {};
    const IndexKey& key = relation.index->keys[i];
    std::string_view name = call.text(2);
    if (name == "asc")
        call.answer(!key.descending);
    else if (name == "desc")
        call.answer(key.descending);
    else if (name == "nulls_first")
        call.answer(key.nulls_first);
    else if (name == "nulls_last")
        call.answer(!key.nulls_first);
    else
        return answer_property(call, column_properties, name);
    return {};
}

// clang-format off: one row a line
constexpr ScalarFunction functions[] = {
    {"pg_col_description", 2, 2, pure, col_description},
    {"pg_column_is_updatable", 3, 3, pure, column_is_updatable},
    {"pg_format_type", 1, 2, stable, format_type},
    {"pg_get_constraintdef", 1, 2, pure, get_constraintdef},
    {"pg_get_expr", 2, 3, pure, get_expr},
    {"pg_get_function_arguments", 1, 1, pure, nothing},
    {"pg_get_function_identity_arguments", 1, 1, pure, nothing},
    {"pg_get_function_result", 1, 1, pure, nothing},
    {"pg_get_functiondef", 1, 1, pure, nothing},
    {"pg_get_indexdef", 1, 3, pure, get_indexdef},
    {"pg_get_partkeydef", 1, 1, pure, nothing},
    {"pg_get_ruledef", 1, 2, pure, nothing},
    {"pg_get_serial_sequence", 2, 2, pure, get_serial_sequence},
    {"pg_get_triggerdef", 1, 2, pure, nothing},
    {"pg_get_userbyid", 1, 1, pure, get_userbyid},
    {"pg_get_viewdef", 1, 3, pure, get_viewdef},
    {"pg_index_column_has_property", 3, 3, pure, column_has_property},
    {"pg_index_has_property", 2, 2, pure, index_has_property},
    {"pg_indexam_has_property", 2, 2, pure, method_has_property},
    {"pg_obj_description", 1, 2, pure, obj_description},
    {"pg_relation_is_updatable", 2, 2, pure, relation_is_updatable},
    {"pg_shobj_description", 2, 2, pure, nothing},
    {"pg_to_regclass", 1, 1, pure, to_reg<TypeId::regclass>},
    {"pg_to_regcollation", 1, 1, pure, to_reg<TypeId::regcollation>},
    {"pg_to_regnamespace", 1, 1, pure, to_reg<TypeId::regnamespace>},
    {"pg_to_regproc", 1, 1, pure, to_reg<TypeId::regproc>},
    {"pg_to_regprocedure", 1, 1, pure, to_reg<TypeId::regprocedure>},
    {"pg_to_regrole", 1, 1, pure, to_reg<TypeId::regrole>},
    {"pg_to_regtype", 1, 1, pure, to_reg<TypeId::regtype>},
};
// clang-format on

}  // namespace

std::span<const ScalarFunction> catalog_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
