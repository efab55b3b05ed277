#include "dialects/catalog/static_rows.hpp"

#include "core/type.hpp"

namespace ormgate::dialects::catalog {
namespace {

// Facts of PostgreSQL 15's own pg_type, pg_proc and pg_opclass.
// clang-format off: one row a line
constexpr TypeFunctions type_rows[] = {
    {"bool", 1242, "boolin", 1243, "boolout", 2436, "boolrecv", 2437, "boolsend", true, 'c', 'p', 0},
    {"bytea", 1244, "byteain", 31, "byteaout", 2412, "bytearecv", 2413, "byteasend", false, 'i', 'x', 0},
    {"char", 1245, "charin", 33, "charout", 2434, "charrecv", 2435, "charsend", true, 'c', 'p', 0},
    {"name", 34, "namein", 35, "nameout", 2422, "namerecv", 2423, "namesend", false, 'c', 'p', 950},
    {"int8", 460, "int8in", 461, "int8out", 2408, "int8recv", 2409, "int8send", true, 'd', 'p', 0},
    {"int2", 38, "int2in", 39, "int2out", 2404, "int2recv", 2405, "int2send", true, 's', 'p', 0},
    {"int2vector", 40, "int2vectorin", 41, "int2vectorout", 2410, "int2vectorrecv", 2411, "int2vectorsend", false, 'i', 'p', 0},
    {"int4", 42, "int4in", 43, "int4out", 2406, "int4recv", 2407, "int4send", true, 'i', 'p', 0},
    {"regproc", 44, "regprocin", 45, "regprocout", 2444, "regprocrecv", 2445, "regprocsend", true, 'i', 'p', 0},
    {"text", 46, "textin", 47, "textout", 2414, "textrecv", 2415, "textsend", false, 'i', 'x', 100},
    {"oid", 1798, "oidin", 1799, "oidout", 2418, "oidrecv", 2419, "oidsend", true, 'i', 'p', 0},
    {"xid", 50, "xidin", 51, "xidout", 2440, "xidrecv", 2441, "xidsend", true, 'i', 'p', 0},
    {"oidvector", 54, "oidvectorin", 55, "oidvectorout", 2420, "oidvectorrecv", 2421, "oidvectorsend", false, 'i', 'p', 0},
    {"json", 321, "json_in", 322, "json_out", 323, "json_recv", 324, "json_send", false, 'i', 'x', 0},
    {"xml", 2893, "xml_in", 2894, "xml_out", 2898, "xml_recv", 2899, "xml_send", false, 'i', 'x', 0},
    {"pg_node_tree", 195, "pg_node_tree_in", 196, "pg_node_tree_out", 197, "pg_node_tree_recv", 198, "pg_node_tree_send", false, 'i', 'x', 100},
    {"float4", 200, "float4in", 201, "float4out", 2424, "float4recv", 2425, "float4send", true, 'i', 'p', 0},
    {"float8", 214, "float8in", 215, "float8out", 2426, "float8recv", 2427, "float8send", true, 'd', 'p', 0},
    {"unknown", 109, "unknownin", 110, "unknownout", 2416, "unknownrecv", 2417, "unknownsend", false, 'c', 'p', 0},
    {"money", 886, "cash_in", 887, "cash_out", 2492, "cash_recv", 2493, "cash_send", true, 'd', 'p', 0},
    {"macaddr", 436, "macaddr_in", 437, "macaddr_out", 2494, "macaddr_recv", 2495, "macaddr_send", false, 'i', 'p', 0},
    {"inet", 910, "inet_in", 911, "inet_out", 2496, "inet_recv", 2497, "inet_send", false, 'i', 'm', 0},
    {"cidr", 1267, "cidr_in", 1427, "cidr_out", 2498, "cidr_recv", 2499, "cidr_send", false, 'i', 'm', 0},
    {"aclitem", 1031, "aclitemin", 1032, "aclitemout", 0, "-", 0, "-", false, 'i', 'p', 0},
    {"bpchar", 1044, "bpcharin", 1045, "bpcharout", 2430, "bpcharrecv", 2431, "bpcharsend", false, 'i', 'x', 100},
    {"varchar", 1046, "varcharin", 1047, "varcharout", 2432, "varcharrecv", 2433, "varcharsend", false, 'i', 'x', 100},
    {"date", 1084, "date_in", 1085, "date_out", 2468, "date_recv", 2469, "date_send", true, 'i', 'p', 0},
    {"time", 1143, "time_in", 1144, "time_out", 2470, "time_recv", 2471, "time_send", true, 'd', 'p', 0},
    {"timestamp", 1312, "timestamp_in", 1313, "timestamp_out", 2474, "timestamp_recv", 2475, "timestamp_send", true, 'd', 'p', 0},
    {"timestamptz", 1150, "timestamptz_in", 1151, "timestamptz_out", 2476, "timestamptz_recv", 2477, "timestamptz_send", true, 'd', 'p', 0},
    {"interval", 1160, "interval_in", 1161, "interval_out", 2478, "interval_recv", 2479, "interval_send", false, 'd', 'p', 0},
    {"timetz", 1350, "timetz_in", 1351, "timetz_out", 2472, "timetz_recv", 2473, "timetz_send", false, 'd', 'p', 0},
    {"bit", 1564, "bit_in", 1565, "bit_out", 2456, "bit_recv", 2457, "bit_send", false, 'i', 'x', 0},
    {"varbit", 1579, "varbit_in", 1580, "varbit_out", 2458, "varbit_recv", 2459, "varbit_send", false, 'i', 'x', 0},
    {"numeric", 1701, "numeric_in", 1702, "numeric_out", 2460, "numeric_recv", 2461, "numeric_send", false, 'i', 'm', 0},
    {"regprocedure", 2212, "regprocedurein", 2213, "regprocedureout", 2446, "regprocedurerecv", 2447, "regproceduresend", true, 'i', 'p', 0},
    {"regclass", 2218, "regclassin", 2219, "regclassout", 2452, "regclassrecv", 2453, "regclasssend", true, 'i', 'p', 0},
    {"regcollation", 4193, "regcollationin", 4194, "regcollationout", 4196, "regcollationrecv", 4197, "regcollationsend", true, 'i', 'p', 0},
    {"regtype", 2220, "regtypein", 2221, "regtypeout", 2454, "regtyperecv", 2455, "regtypesend", true, 'i', 'p', 0},
    {"regrole", 4098, "regrolein", 4092, "regroleout", 4094, "regrolerecv", 4095, "regrolesend", true, 'i', 'p', 0},
    {"regnamespace", 4084, "regnamespacein", 4085, "regnamespaceout", 4087, "regnamespacerecv", 4088, "regnamespacesend", true, 'i', 'p', 0},
    {"uuid", 2952, "uuid_in", 2953, "uuid_out", 2961, "uuid_recv", 2962, "uuid_send", false, 'c', 'p', 0},
    {"regconfig", 3736, "regconfigin", 3737, "regconfigout", 3738, "regconfigrecv", 3739, "regconfigsend", true, 'i', 'p', 0},
    {"jsonb", 3806, "jsonb_in", 3804, "jsonb_out", 3805, "jsonb_recv", 3803, "jsonb_send", false, 'i', 'x', 0},
    {"record", 2290, "record_in", 2291, "record_out", 2402, "record_recv", 2403, "record_send", false, 'd', 'x', 0},
    {"any", 2294, "any_in", 2295, "any_out", 0, "-", 0, "-", true, 'i', 'p', 0},
    {"anyarray", 2296, "anyarray_in", 2297, "anyarray_out", 2502, "anyarray_recv", 2503, "anyarray_send", false, 'd', 'x', 0},
    {"void", 2298, "void_in", 2299, "void_out", 3120, "void_recv", 3121, "void_send", true, 'i', 'p', 0},
    {"anyelement", 2312, "anyelement_in", 2313, "anyelement_out", 0, "-", 0, "-", true, 'i', 'p', 0},
    {"anynonarray", 2777, "anynonarray_in", 2778, "anynonarray_out", 0, "-", 0, "-", true, 'i', 'p', 0},
    {"anyenum", 3504, "anyenum_in", 3505, "anyenum_out", 0, "-", 0, "-", true, 'i', 'p', 0},
    {"anycompatible", 5086, "anycompatible_in", 5087, "anycompatible_out", 0, "-", 0, "-", true, 'i', 'p', 0},
    {"anycompatiblearray", 5088, "anycompatiblearray_in", 5089, "anycompatiblearray_out", 5090, "anycompatiblearray_recv", 5091, "anycompatiblearray_send", false, 'd', 'x', 0},
};
// clang-format on

// clang-format off: one row a line
constexpr OperatorClass class_rows[] = {
    {1978, 403, "int4_ops", 1976, "int4", true},
    {1979, 403, "int2_ops", 1976, "int2", true},
    {1981, 403, "oid_ops", 1989, "oid", true},
    {3122, 403, "date_ops", 434, "date", true},
    {3123, 403, "float8_ops", 1970, "float8", true},
    {3124, 403, "int8_ops", 1976, "int8", true},
    {3125, 403, "numeric_ops", 1988, "numeric", true},
    {3126, 403, "text_ops", 1994, "text", true},
    {3127, 403, "timestamptz_ops", 434, "timestamptz", true},
    {3128, 403, "timestamp_ops", 434, "timestamp", true},
    {4217, 403, "text_pattern_ops", 2095, "text", false},
    {4218, 403, "varchar_pattern_ops", 2095, "text", false},
    {4219, 403, "bpchar_pattern_ops", 2097, "bpchar", false},
    {10000, 403, "array_ops", 397, "anyarray", true},
    {10002, 403, "bit_ops", 423, "bit", true},
    {10003, 403, "bool_ops", 424, "bool", true},
    {10004, 403, "bpchar_ops", 426, "bpchar", true},
    {10006, 403, "bytea_ops", 428, "bytea", true},
    {10007, 403, "char_ops", 429, "char", true},
    {10009, 403, "cidr_ops", 1974, "inet", false},
    {10012, 403, "float4_ops", 1970, "float4", true},
    {10015, 403, "inet_ops", 1974, "inet", true},
    {10022, 403, "interval_ops", 1982, "interval", true},
    {10024, 403, "macaddr_ops", 1984, "macaddr", true},
    {10028, 403, "name_ops", 1994, "name", true},
    {10032, 403, "oidvector_ops", 1991, "oidvector", true},
    {10034, 403, "record_ops", 2994, "record", true},
    {10036, 403, "record_image_ops", 3194, "record", false},
    {10038, 403, "time_ops", 1996, "time", true},
    {10041, 403, "timetz_ops", 2000, "timetz", true},
    {10043, 403, "varbit_ops", 2002, "varbit", true},
    {10044, 403, "varchar_ops", 1994, "text", false},
    {10047, 403, "money_ops", 2099, "money", true},
    {10065, 403, "uuid_ops", 2968, "uuid", true},
    {10069, 403, "enum_ops", 3522, "anyenum", true},
    {10088, 403, "jsonb_ops", 4033, "jsonb", true},
    {10001, 405, "array_ops", 627, "anyarray", true},
    {10005, 405, "bpchar_ops", 427, "bpchar", true},
    {10008, 405, "char_ops", 431, "char", true},
    {10010, 405, "cidr_ops", 1975, "inet", false},
    {10011, 405, "date_ops", 435, "date", true},
    {10013, 405, "float4_ops", 1971, "float4", true},
    {10014, 405, "float8_ops", 1971, "float8", true},
    {10016, 405, "inet_ops", 1975, "inet", true},
    {10019, 405, "int2_ops", 1977, "int2", true},
    {10020, 405, "int4_ops", 1977, "int4", true},
    {10021, 405, "int8_ops", 1977, "int8", true},
    {10023, 405, "interval_ops", 1983, "interval", true},
    {10025, 405, "macaddr_ops", 1985, "macaddr", true},
    {10029, 405, "name_ops", 1995, "name", true},
    {10030, 405, "numeric_ops", 1998, "numeric", true},
    {10031, 405, "oid_ops", 1990, "oid", true},
    {10033, 405, "oidvector_ops", 1992, "oidvector", true},
    {10035, 405, "record_ops", 6194, "record", true},
    {10037, 405, "text_ops", 1995, "text", true},
    {10039, 405, "time_ops", 1997, "time", true},
    {10040, 405, "timestamptz_ops", 1999, "timestamptz", true},
    {10042, 405, "timetz_ops", 2001, "timetz", true},
    {10045, 405, "varchar_ops", 1995, "text", false},
    {10046, 405, "timestamp_ops", 2040, "timestamp", true},
    {10048, 405, "bool_ops", 2222, "bool", true},
    {10049, 405, "bytea_ops", 2223, "bytea", true},
    {10056, 405, "text_pattern_ops", 2229, "text", false},
    {10057, 405, "varchar_pattern_ops", 2229, "text", false},
    {10058, 405, "bpchar_pattern_ops", 2231, "bpchar", false},
    {10066, 405, "uuid_ops", 2969, "uuid", true},
    {10070, 405, "enum_ops", 3523, "anyenum", true},
    {10089, 405, "jsonb_ops", 4034, "jsonb", true},
    {10064, 2742, "array_ops", 2745, "anyarray", true},
    {10090, 2742, "jsonb_ops", 4036, "jsonb", true},
    {10091, 2742, "jsonb_path_ops", 4037, "jsonb", false},
};
constexpr Procedure array_functions[] = {
    {48, "tidin", 27},
    {49, "tidout", 2275},
    {2438, "tidrecv", 27},
    {2439, "tidsend", 17},
    {52, "cidin", 29},
    {53, "cidout", 2275},
    {2442, "cidrecv", 29},
    {2443, "cidsend", 17},
    {750, "array_in", 2277},
    {751, "array_out", 2275},
    {2400, "array_recv", 2277},
    {2401, "array_send", 17},
    {3816, "array_typanalyze", 16},
    {3532, "enum_recv", 3500},
    {3533, "enum_send", 17},
};
constexpr PredefinedRole role_rows[] = {
    {database_owner_oid, "pg_database_owner"},
    {6181, "pg_read_all_data"},
    {6182, "pg_write_all_data"},
    {3373, "pg_monitor"},
    {3374, "pg_read_all_settings"},
    {3375, "pg_read_all_stats"},
    {3377, "pg_stat_scan_tables"},
    {4569, "pg_read_server_files"},
    {4570, "pg_write_server_files"},
    {4571, "pg_execute_server_program"},
    {4200, "pg_signal_backend"},
    {4544, "pg_checkpoint"},
};
// clang-format on

}  // namespace

const std::vector<Procedure>& procedures() {
    static const std::vector<Procedure> all = [] {
        constexpr std::uint32_t cstring = 2275;
        std::vector<Procedure> out;
        const auto add = [&](std::uint32_t oid, std::string_view name, std::uint32_t result) {
            if (oid != 0) out.push_back({oid, name, result});
        };
        for (const TypeFunctions& type : type_rows) {
            const std::uint32_t oid = type_named(type.type)->oid;
            add(type.input, type.input_name, oid);
            add(type.output, type.output_name, cstring);
            add(type.receive, type.receive_name, oid);
            add(type.send, type.send_name, info(TypeId::bytea).oid);
        }
        for (const Procedure& more : array_functions) out.push_back(more);
        return out;
    }();
    return all;
}
std::span<const PredefinedRole> predefined_roles() {
    return role_rows;
}
std::span<const TypeFunctions> type_functions() {
    return type_rows;
}
std::span<const OperatorClass> operator_classes() {
    return class_rows;
}

}  // namespace ormgate::dialects::catalog
