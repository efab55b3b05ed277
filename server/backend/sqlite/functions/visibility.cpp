#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "core/decimal.hpp"
#include "dialects/sqlite_storage.hpp"
#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/reg_names.hpp"

namespace ormgate::sqlite {
namespace {

// ---- pg_…_is_visible

Answer table_is_visible(Call& call) {
    Relation relation = relation_of(static_cast<std::uint32_t>(call.integer(0)), call.context());
    if (!relation.name.empty()) call.answer(is_visible(relation, call.context()));
    return {};
}

Answer type_is_visible(Call& call) {
    auto oid = static_cast<std::uint32_t>(call.integer(0));
    const EnumDef* found =
        call.context().schema != nullptr ? call.context().schema->enum_by_oid(oid) : nullptr;
    if (found != nullptr)
        call.answer(in_search_path(found->schema, call.context()));
    else if (Type::of_oid(oid))
        call.answer(true);
    return {};
}

// Everything of these kinds is PostgreSQL's own, in pg_catalog.
Answer always_visible(Call& call) {
    call.answer(true);
    return {};
}

// ---- has_…_privilege: the one user owns everything, so what exists is granted

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return out;
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

Answer check_privileges(std::string_view list, std::string_view known) {
    while (true) {
        std::size_t comma = list.find(',');
        std::string_view word = trimmed(list.substr(0, comma));
        std::string name = lower(word);
        if (std::size_t option = name.find(" with grant option"); option != name.npos) name.resize(option);
        std::string padded(" ");
        padded.append(name).append(" ");
        if (name.empty() || known.find(padded) == known.npos)
            return fail(Errc::invalid_parameter_value,
                        "unrecognized privilege type: \"" + std::string(word) + "\"");
        if (comma == list.npos) return {};
        list.remove_prefix(comma + 1);
    }
}

Answer check_role(Call& call, int i) {
    if (call.storage(i) != SQLITE_TEXT) return {};
    Result<std::uint32_t> role =
        reg_oid("\"" + std::string(call.text(i)) + "\"", TypeId::regrole, call.context());
    if (!role)
        return fail(Errc::undefined_object, "role \"" + std::string(call.text(i)) + "\" does not exist");
    return {};
}

constexpr char table_privileges[] = " select insert update delete truncate references trigger rule ";
constexpr char column_privileges[] = " select insert update references ";
constexpr char schema_privileges[] = " create usage ";
constexpr char sequence_privileges[] = " usage select update ";
constexpr char database_privileges[] = " create temp temporary connect ";
constexpr char function_privileges[] = " execute ";
constexpr char type_privileges[] = " usage ";

// (object, privilege) or (role, object, privilege)
template <const char* known, TypeId object_type>
Answer has_privilege(Call& call) {
    int object = call.count() - 2;
    if (object == 1)
        if (Answer role = check_role(call, 0); !role) return role;
    if constexpr (object_type != TypeId::unknown) {
        if (call.storage(object) == SQLITE_TEXT) {
            Result<std::uint32_t> oid = reg_oid(call.text(object), object_type, call.context());
            if (!oid) return fail(oid.error());
        }
    }
    if (Answer valid = check_privileges(call.text(call.count() - 1), known); !valid) return valid;
    call.answer(true);
    return {};
}

// (table, column, privilege) or (role, table, column, privilege)
Answer has_column_privilege(Call& call) {
    int object = call.count() - 3;
    if (object == 1)
        if (Answer role = check_role(call, 0); !role) return role;
    auto oid = static_cast<std::uint32_t>(call.integer(object));
    if (call.storage(object) == SQLITE_TEXT) {
        Result<std::uint32_t> found = reg_oid(call.text(object), TypeId::regclass, call.context());
        if (!found) return fail(found.error());
        oid = *found;
    }
    Relation relation = relation_of(oid, call.context());
    if (relation.table == nullptr) return {};
    bool by_name = call.storage(object + 1) == SQLITE_TEXT;
    if (by_name && relation.table->column(call.text(object + 1)) == nullptr)
        return fail(Errc::undefined_column,
                    "column \"" + std::string(call.text(object + 1)) + "\" of relation \"" +
                        std::string(relation.name) + "\" does not exist");
    if (Answer valid = check_privileges(call.text(call.count() - 1), column_privileges); !valid) return valid;
    call.answer(true);
    return {};
}

Answer has_role(Call& call) {
    for (int i = 0; i + 1 < call.count(); ++i)
        if (Answer role = check_role(call, i); !role) return role;
    if (Answer valid = check_privileges(call.text(call.count() - 1), " member usage "); !valid) return valid;
    call.answer(true);
    return {};
}

// ---- sizes

// One number from the database itself.
Result<std::int64_t> query_number(Call& call, const char* sql, std::string_view argument = {}) {
    sqlite3* database = sqlite3_context_db_handle(call.sqlite());
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, nullptr) != SQLITE_OK)
        return fail(Errc::unsupported,
                    "the size of a relation is not known: SQLite was built without dbstat");
    if (sqlite3_bind_parameter_count(statement) > 0)
        sqlite3_bind_text(statement, 1, argument.data(), static_cast<int>(argument.size()), SQLITE_TRANSIENT);
    std::int64_t number = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return number;
}

Answer database_size(Call& call) {
    Result<std::int64_t> pages = query_number(call, "PRAGMA page_count"),
                         size = query_number(call, "PRAGMA page_size");
    if (!pages) return fail(pages.error());
    if (!size) return fail(size.error());
    call.answer(*pages * *size);
    return {};
}

constexpr char size_of_tree[] =
    "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name = ?1 AND aggregate = TRUE";
constexpr char size_of_indexes[] =
    "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE aggregate = TRUE AND name IN "
    "(SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ?1)";

template <bool itself, bool its_indexes>
Answer relation_size(Call& call) {
    Relation relation = relation_of(static_cast<std::uint32_t>(call.integer(0)), call.context());
    if (relation.name.empty()) return {};
    std::string name = dialects::storage_name(relation.schema, relation.name);
    if (relation.index != nullptr && !relation.index->backend_name.empty())
        name = relation.index->backend_name;
    if (relation.index == nullptr && relation.table != nullptr && !relation.table->backend_name.empty())
        name = relation.table->backend_name;
    std::int64_t size = 0;
    for (const char* sql : {itself ? size_of_tree : nullptr, its_indexes ? size_of_indexes : nullptr}) {
        if (sql == nullptr) continue;
        Result<std::int64_t> part = query_number(call, sql, name);
        if (!part) return fail(part.error());
        size += *part;
    }
    call.answer(size);
    return {};
}

constexpr std::array<std::string_view, 6> size_units = {"bytes", "kB", "MB", "GB", "TB", "PB"};

// A unit is kept up to 10 times the next one, then halves round away from zero.
Answer size_pretty(Call& call) {
    Result<Decimal> exact = call.decimal(0);
    if (!exact) return fail(exact.error());
    if (!exact->finite()) return fail(Errc::invalid_parameter_value, "cannot convert this numeric to a size");
    Decimal::Integer value = exact->trunc().unscaled();
    std::size_t unit = 0;
    auto limit = [](std::size_t u) {
        return u == 0 ? Decimal::Integer(10 * 1024) : Decimal::Integer(20 * 1024 - 1);
    };
    auto magnitude = [&] { return value < 0 ? Decimal::Integer(-value) : value; };
    if (exact->scale() > 0 && magnitude() < 10 * 1024) {
        call.answer(exact->text() + " bytes");
        return {};
    }
    // From the first division on the value is kept in halves of its unit, to round at the end.
    while (unit + 1 < size_units.size() && magnitude() >= limit(unit)) {
        value /= unit == 0 ? 512 : 1024;
        ++unit;
    }
    if (unit > 0) value = (value + (value < 0 ? -1 : 1)) / 2;
    call.answer(value.str() + " " + std::string(size_units[unit]));
    return {};
}

Answer size_bytes(Call& call) {
    std::string_view text = trimmed(call.text(0));
    std::size_t end = std::min(text.find_first_not_of("+-0123456789.eE"), text.size());
    while (end > 0 && (text[end - 1] == 'e' || text[end - 1] == 'E')) --end;
    Result<Decimal> number = Decimal::parse(text.substr(0, end));
    if (!number || end == 0)
        return fail(Errc::invalid_parameter_value, "invalid size: \"" + std::string(call.text(0)) + "\"");
    std::string unit = lower(trimmed(text.substr(end)));
    std::int64_t factor = 1;
    bool known = unit.empty();
    for (std::string_view name : size_units) {
        if (known) break;
        known = unit == lower(name) || (name == "bytes" && unit == "b");
        if (!known) factor *= 1024;
    }
    if (!known)
        return fail(
            Error(Errc::invalid_parameter_value, "invalid size: \"" + std::string(call.text(0)) + "\"")
                .with_detail("Invalid size unit: \"" + std::string(trimmed(text.substr(end))) + "\".")
                .with_hint("Valid units are \"bytes\", \"B\", \"kB\", \"MB\", \"GB\", \"TB\", and \"PB\"."));
    Result<Decimal> bytes = multiply(*number, Decimal(factor));
    if (!bytes) return fail(bytes.error());
    return answer_result(call, bytes->to_int64());
}

Answer column_size(Call&) {
    return fail(Errc::unsupported, "pg_column_size() is not supported: SQLite stores values in another form");
}

Answer tablespace_location(Call& call) {
    call.answer("");
    return {};
}

Answer sequence_parameters(Call&) {
    return fail(Errc::unsupported, "pg_sequence_parameters() is not supported; read pg_sequence");
}

// clang-format off: one row a line
constexpr ScalarFunction functions[] = {
    {"pg_collation_is_visible", 1, 1, pure, always_visible},
    {"pg_column_size", 1, 1, pure, column_size},
    {"pg_conversion_is_visible", 1, 1, pure, always_visible},
    {"pg_database_size", 1, 1, strict, database_size},
    {"pg_function_is_visible", 1, 1, pure, always_visible},
    {"pg_has_any_column_privilege", 2, 3, pure, has_privilege<column_privileges, TypeId::regclass>},
    {"pg_has_column_privilege", 3, 4, pure, has_column_privilege},
    {"pg_has_database_privilege", 2, 3, pure, has_privilege<database_privileges, TypeId::unknown>},
    {"pg_has_function_privilege", 2, 3, pure, has_privilege<function_privileges, TypeId::unknown>},
    {"pg_has_role", 2, 3, pure, has_role},
    {"pg_has_schema_privilege", 2, 3, pure, has_privilege<schema_privileges, TypeId::regnamespace>},
    {"pg_has_sequence_privilege", 2, 3, pure, has_privilege<sequence_privileges, TypeId::regclass>},
    {"pg_has_table_privilege", 2, 3, pure, has_privilege<table_privileges, TypeId::regclass>},
    {"pg_has_type_privilege", 2, 3, pure, has_privilege<type_privileges, TypeId::regtype>},
    {"pg_indexes_size", 1, 1, strict, relation_size<false, true>},
    {"pg_opclass_is_visible", 1, 1, pure, always_visible},
    {"pg_operator_is_visible", 1, 1, pure, always_visible},
    {"pg_relation_size", 1, 2, strict, relation_size<true, false>},
    {"pg_sequence_parameters", 1, 1, pure, sequence_parameters},
    {"pg_size_bytes", 1, 1, pure, size_bytes},
    {"pg_size_pretty", 1, 1, pure, size_pretty},
    {"pg_table_is_visible", 1, 1, pure, table_is_visible},
    {"pg_table_size", 1, 1, strict, relation_size<true, false>},
    {"pg_tablespace_location", 1, 1, pure, tablespace_location},
    {"pg_total_relation_size", 1, 1, strict, relation_size<true, true>},
    {"pg_type_is_visible", 1, 1, pure, type_is_visible},
};
// clang-format on

}  // namespace

std::span<const ScalarFunction> visibility_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
