#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ormgate::dialects::catalog {

// TypeFunctions is what pg_type says of a built-in type beyond core's type_table: its input, output, receive
// and send functions (OID, name; OID 0: none), and how it is stored.
struct TypeFunctions {
    std::string_view type;
    std::uint32_t input;
    std::string_view input_name;
    std::uint32_t output;
    std::string_view output_name;
    std::uint32_t receive;
    std::string_view receive_name;
    std::uint32_t send;
    std::string_view send_name;
    bool by_value;
    char align, storage;
    std::uint32_t collation;
};
std::span<const TypeFunctions> type_functions();

// The functions that pg_proc lists: those of the types.
struct Procedure {
    std::uint32_t oid;
    std::string_view name;
    std::uint32_t result;
};
const std::vector<Procedure>& procedures();

// The roles that every PostgreSQL 15 has.
struct PredefinedRole {
    std::uint32_t oid;
    std::string_view name;
};
std::span<const PredefinedRole> predefined_roles();
inline constexpr std::uint32_t database_owner_oid = 6171;  // owns the schema public

// What PostgreSQL 15 says about its own objects.
struct Description {
    std::uint32_t object, catalog;
    std::string_view catalog_name, text;
};
std::span<const Description> descriptions();

// What pg_settings says of a setting beyond its value; an empty text stands for null.
struct SettingFacts {
    std::string_view name, unit, category, description, more, context, type, least, most, values, boot;
};
std::span<const SettingFacts> setting_facts();

struct OperatorClass {
    std::uint32_t oid, method;
    std::string_view name;
    std::uint32_t family;
    std::string_view type;
    bool is_default;
};
std::span<const OperatorClass> operator_classes();

}  // namespace ormgate::dialects::catalog
