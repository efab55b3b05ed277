#include <algorithm>

#include "protocol/mysql/generic_messages.hpp"

namespace ormgate::mysql {
namespace {

struct NumberRow {
    std::uint16_t number;
    Errc code;
};

// Numbers that servers report where error_table either has another number for the condition or the same one
// for several. "Server Error Message Reference" of MySQL, "MariaDB Error Codes" from 1901 to 1999 and 4000
// on.
// clang-format off: one row a line
constexpr NumberRow number_rows[] = {
    {1005, Errc::invalid_table_definition},
    {1008, Errc::undefined_database},
    {1020, Errc::serialization_failure},
    {1022, Errc::unique_violation},
    {1041, Errc::out_of_memory},
    {1044, Errc::insufficient_privilege},
    {1045, Errc::invalid_password},
    {1046, Errc::undefined_database},
    {1048, Errc::not_null_violation},
    {1049, Errc::undefined_database},
    {1051, Errc::undefined_table},
    {1054, Errc::undefined_column},
    {1062, Errc::unique_violation},
    {1066, Errc::duplicate_alias},
    {1067, Errc::invalid_table_definition},
    {1071, Errc::program_limit_exceeded},
    {1072, Errc::undefined_column},
    {1075, Errc::invalid_table_definition},
    {1077, Errc::admin_shutdown},
    {1094, Errc::undefined_object},
    {1101, Errc::invalid_table_definition},
    {1105, Errc::internal},
    {1109, Errc::undefined_table},
    {1111, Errc::grouping_error},
    {1114, Errc::disk_full},
    {1115, Errc::undefined_object},
    {1118, Errc::program_limit_exceeded},
    {1128, Errc::undefined_function},
    {1136, Errc::syntax_error},
    {1140, Errc::grouping_error},
    {1143, Errc::insufficient_privilege},
    {1149, Errc::syntax_error},
    {1152, Errc::connection_failure},
    {1169, Errc::unique_violation},
    {1170, Errc::invalid_table_definition},
    {1193, Errc::undefined_object},
    {1203, Errc::too_many_connections},
    {1205, Errc::lock_not_available},
    {1210, Errc::invalid_parameter_value},
    {1213, Errc::deadlock_detected},
    {1216, Errc::foreign_key_violation},
    {1217, Errc::foreign_key_violation},
    {1222, Errc::syntax_error},
    {1227, Errc::insufficient_privilege},
    {1263, Errc::not_null_violation},
    {1265, Errc::invalid_text_representation},
    {1273, Errc::undefined_object},
    {1288, Errc::wrong_object_type},
    {1290, Errc::read_only_transaction},
    {1304, Errc::duplicate_object},
    {1305, Errc::undefined_function},
    {1345, Errc::insufficient_privilege},
    {1359, Errc::duplicate_object},
    {1360, Errc::undefined_object},
    {1364, Errc::not_null_violation},
    {1366, Errc::invalid_text_representation},
    {1370, Errc::insufficient_privilege},
    {1410, Errc::insufficient_privilege},
    {1411, Errc::invalid_datetime_format},
    {1441, Errc::datetime_field_overflow},
    {1451, Errc::foreign_key_violation},
    {1461, Errc::configuration_limit_exceeded},
    {1557, Errc::foreign_key_violation},
    {1582, Errc::undefined_function},
    {1586, Errc::unique_violation},
    {1630, Errc::undefined_function},
    {1690, Errc::numeric_value_out_of_range},
    {1761, Errc::foreign_key_violation},
    {1762, Errc::foreign_key_violation},
    {1822, Errc::invalid_foreign_key},
    {1824, Errc::undefined_table},
    {1836, Errc::read_only_transaction},
    {1859, Errc::unique_violation},
    {1969, Errc::query_canceled},
    {3024, Errc::query_canceled},
    {3141, Errc::invalid_json_text},
    {3572, Errc::lock_not_available},
    {3685, Errc::invalid_regular_expression},
    {3780, Errc::invalid_foreign_key},
    {3813, Errc::check_violation},
    {3820, Errc::undefined_object},
    {3821, Errc::undefined_object},
    {4025, Errc::check_violation},
    {4038, Errc::invalid_json_text},
};
// clang-format on
static_assert(std::ranges::is_sorted(number_rows, {}, &NumberRow::number));

struct ClassRow {
    char sqlstate_class[3];
    Errc code;
};
// clang-format off: one row a line
constexpr ClassRow class_rows[] = {
    {"08", Errc::connection_failure},
    {"22", Errc::invalid_parameter_value},
    {"23", Errc::integrity_constraint_violation},
    {"28", Errc::invalid_authorization},
    {"40", Errc::serialization_failure},
    {"42", Errc::syntax_error},
};
// clang-format on

Errc condition(std::uint16_t number, std::string_view sqlstate) {
    const auto* row = std::ranges::lower_bound(number_rows, number, {}, &NumberRow::number);
    if (row != std::end(number_rows) && row->number == number) return row->code;
    for (const ErrorInfo& known : error_table)
        if (known.mysql_errno == number) return known.code;
    for (const ClassRow& one : class_rows)
        if (sqlstate.starts_with(one.sqlstate_class)) return one.code;
    return Errc::internal;
}

}  // namespace

ErrorPacket error_packet(const Error& error) {
    const ErrorInfo& row = info(error.code);
    ErrorPacket packet;
    packet.number = row.mysql_errno;
    std::copy_n(row.mysql_sqlstate, packet.sqlstate.size(), packet.sqlstate.begin());
    packet.message = error.message;
    return packet;
}

Error error_of(const ErrorPacket& packet) {
    const std::string_view sqlstate(packet.sqlstate.data(), packet.sqlstate.size());
    return Error(condition(packet.number, sqlstate), std::string(packet.message));
}

}  // namespace ormgate::mysql
