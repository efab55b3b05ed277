#include "core/error.hpp"

namespace ormgate {

// clang-format off: one row a line
constexpr std::array<ErrorInfo, errc_count> error_rows = {{
    {Errc::connection_failure, "08006", 2013, "HY000", 502},
    {Errc::connection_does_not_exist, "08003", 2006, "HY000", 502},
    {Errc::protocol_violation, "08P01", 1835, "HY000", 400},
    {Errc::invalid_authorization, "28000", 1045, "28000", 401},
    {Errc::invalid_password, "28P01", 1045, "28000", 401},
    {Errc::undefined_database, "3D000", 1049, "42000", 404},
    {Errc::too_many_connections, "53300", 1040, "08004", 503},
    {Errc::insufficient_privilege, "42501", 1142, "42000", 403},
    {Errc::admin_shutdown, "57P01", 1053, "08S01", 503},
    {Errc::cannot_connect_now, "57P03", 1053, "08S01", 503},
    {Errc::query_canceled, "57014", 1317, "70100", 408},
    {Errc::idle_in_transaction_timeout, "25P03", 1205, "HY000", 408},
    {Errc::idle_session_timeout, "57P05", 4031, "HY000", 408},

    {Errc::syntax_error, "42601", 1064, "42000", 400},
    {Errc::undefined_table, "42P01", 1146, "42S02", 404},
    {Errc::undefined_column, "42703", 1054, "42S22", 400},
    {Errc::undefined_function, "42883", 1305, "42000", 400},
    {Errc::undefined_object, "42704", 1091, "42000", 404},
    {Errc::undefined_parameter, "42P02", 1210, "HY000", 400},
    {Errc::undefined_schema, "3F000", 1049, "42000", 404},
    {Errc::ambiguous_column, "42702", 1052, "23000", 400},
    {Errc::ambiguous_function, "42725", 1305, "42000", 400},
    {Errc::ambiguous_alias, "42P09", 1066, "42000", 400},
    {Errc::ambiguous_parameter, "42P08", 1210, "HY000", 400},
    {Errc::duplicate_table, "42P07", 1050, "42S01", 409},
    {Errc::duplicate_column, "42701", 1060, "42S21", 409},
    {Errc::duplicate_object, "42710", 1061, "42000", 409},
    {Errc::duplicate_schema, "42P06", 1007, "HY000", 409},
    {Errc::duplicate_database, "42P04", 1007, "HY000", 409},
    {Errc::duplicate_alias, "42712", 1066, "42000", 400},
    {Errc::duplicate_cursor, "42P03", 1333, "42000", 409},
    {Errc::duplicate_prepared_statement, "42P05", 1243, "HY000", 409},
    {Errc::invalid_column_reference, "42P10", 1054, "42S22", 400},
    {Errc::invalid_table_definition, "42P16", 1068, "42000", 400},
    {Errc::invalid_object_definition, "42P17", 1105, "HY000", 400},
    {Errc::invalid_recursion, "42P19", 4008, "HY000", 400},
    {Errc::invalid_foreign_key, "42830", 1215, "HY000", 400},
    {Errc::invalid_name, "42602", 1103, "42000", 400},
    {Errc::name_too_long, "42622", 1059, "42000", 400},
    {Errc::reserved_name, "42939", 1103, "42000", 400},
    {Errc::grouping_error, "42803", 1055, "42000", 400},
    {Errc::windowing_error, "42P20", 3593, "HY000", 400},
    {Errc::datatype_mismatch, "42804", 1366, "HY000", 400},
    {Errc::indeterminate_datatype, "42P18", 1210, "HY000", 400},
    {Errc::cannot_coerce, "42846", 1366, "HY000", 400},
    {Errc::wrong_object_type, "42809", 1347, "HY000", 400},
    {Errc::dependent_objects_still_exist, "2BP01", 1451, "23000", 409},
    {Errc::object_not_in_prerequisite_state, "55000", 1105, "HY000", 409},
    {Errc::object_in_use, "55006", 1105, "HY000", 409},
    {Errc::too_many_arguments, "54023", 1318, "42000", 400},
    {Errc::too_many_columns, "54011", 1117, "HY000", 400},
    {Errc::program_limit_exceeded, "54000", 1153, "08S01", 413},
    {Errc::statement_too_complex, "54001", 1436, "HY000", 413},

    {Errc::string_data_right_truncation, "22001", 1406, "22001", 400},
    {Errc::string_data_length_mismatch, "22026", 1406, "22001", 400},
    {Errc::numeric_value_out_of_range, "22003", 1264, "22003", 400},
    {Errc::division_by_zero, "22012", 1365, "22012", 400},
    {Errc::invalid_datetime_format, "22007", 1292, "22007", 400},
    {Errc::datetime_field_overflow, "22008", 1441, "22008", 400},
    {Errc::interval_field_overflow, "22015", 1441, "22008", 400},
    {Errc::invalid_time_zone_displacement, "22009", 1298, "HY000", 400},
    {Errc::invalid_text_representation, "22P02", 1366, "HY000", 400},
    {Errc::invalid_binary_representation, "22P03", 1366, "HY000", 400},
    {Errc::invalid_parameter_value, "22023", 1231, "42000", 400},
    {Errc::invalid_regular_expression, "2201B", 1139, "42000", 400},
    {Errc::invalid_escape_sequence, "22025", 1210, "HY000", 400},
    {Errc::invalid_json_text, "22P02", 3140, "22032", 400},
    {Errc::character_not_in_repertoire, "22021", 1366, "HY000", 400},
    {Errc::untranslatable_character, "22P05", 3854, "HY000", 400},
    {Errc::array_subscript_error, "2202E", 1105, "HY000", 400},
    {Errc::null_value_not_allowed, "22004", 1048, "23000", 400},
    {Errc::cardinality_violation, "21000", 1242, "21000", 400},
    {Errc::bad_copy_file_format, "22P04", 1261, "01000", 400},
    {Errc::invalid_argument_for_power_function, "2201F", 1690, "22003", 400},
    {Errc::invalid_argument_for_logarithm, "2201E", 3020, "2201E", 400},
    {Errc::invalid_row_count_in_limit, "2201W", 1690, "22003", 400},
    {Errc::invalid_row_count_in_offset, "2201X", 1690, "22003", 400},
    {Errc::sequence_limit_exceeded, "2200H", 1467, "HY000", 409},
    {Errc::substring_error, "22011", 1105, "HY000", 400},

    {Errc::integrity_constraint_violation, "23000", 1105, "23000", 409},
    {Errc::not_null_violation, "23502", 1048, "23000", 409},
    {Errc::unique_violation, "23505", 1062, "23000", 409},
    {Errc::foreign_key_violation, "23503", 1452, "23000", 409},
    {Errc::check_violation, "23514", 3819, "HY000", 409},
    {Errc::exclusion_violation, "23P01", 1062, "23000", 409},
    {Errc::generated_always, "428C9", 3105, "HY000", 400},

    {Errc::no_active_transaction, "25P01", 1105, "HY000", 409},
    {Errc::active_transaction, "25001", 1568, "25001", 409},
    {Errc::failed_transaction, "25P02", 1105, "HY000", 409},
    {Errc::read_only_transaction, "25006", 1792, "25006", 409},
    {Errc::invalid_savepoint, "3B001", 1305, "42000", 409},
    {Errc::invalid_transaction_state, "25000", 1105, "HY000", 409},
    {Errc::serialization_failure, "40001", 1213, "40001", 409},
    {Errc::deadlock_detected, "40P01", 1213, "40001", 409},
    {Errc::lock_not_available, "55P03", 1205, "HY000", 423},

    {Errc::undefined_prepared_statement, "26000", 1243, "HY000", 404},
    {Errc::undefined_cursor, "34000", 1324, "42000", 404},
    {Errc::invalid_cursor_state, "24000", 1326, "24000", 409},
    {Errc::cached_plan_changed, "0A000", 1615, "HY000", 409},

    {Errc::disk_full, "53100", 1021, "HY000", 507},
    {Errc::out_of_memory, "53200", 1037, "HY001", 507},
    {Errc::io_error, "58030", 1026, "HY000", 500},
    {Errc::data_corrupted, "XX001", 1194, "HY000", 500},
    {Errc::configuration_limit_exceeded, "53400", 1226, "42000", 503},

    {Errc::unsupported, "0A000", 1235, "42000", 501},
    {Errc::config_error, "F0000", 1105, "HY000", 500},
    {Errc::internal, "XX000", 1105, "HY000", 500},
}};
// clang-format on

consteval bool rows_stand_in_order() {
    for (std::size_t i = 0; i < error_rows.size(); ++i)
        if (static_cast<std::size_t>(error_rows[i].code) != i) return false;
    return true;
}
static_assert(rows_stand_in_order(), "error_table follows the order of Errc");

constinit const std::array<ErrorInfo, errc_count> error_table = error_rows;

Errc errc_of_sqlstate(std::string_view sqlstate) {
    for (const ErrorInfo& row : error_rows)
        if (sqlstate == row.sqlstate) return row.code;
    return Errc::internal;
}

}  // namespace ormgate
