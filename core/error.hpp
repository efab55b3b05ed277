#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace ormgate {

// Errc names every condition ormgate itself can raise, in the order of error_table.
enum class Errc : std::uint8_t {
    // connections and protocol
    connection_failure,
    connection_does_not_exist,
    protocol_violation,
    invalid_authorization,
    invalid_password,
    undefined_database,
    too_many_connections,
    insufficient_privilege,
    admin_shutdown,
    cannot_connect_now,
    query_canceled,
    idle_in_transaction_timeout,
    idle_session_timeout,
    // syntax and names
    syntax_error,
    undefined_table,
    undefined_column,
    undefined_function,
    undefined_object,
    undefined_parameter,
    undefined_schema,
    ambiguous_column,
    ambiguous_function,
    ambiguous_alias,
    ambiguous_parameter,
    duplicate_table,
    duplicate_column,
    duplicate_object,
    duplicate_schema,
    duplicate_database,
    duplicate_alias,
    duplicate_cursor,
    duplicate_prepared_statement,
    invalid_column_reference,
    invalid_table_definition,
    invalid_object_definition,
    invalid_recursion,
    invalid_foreign_key,
    invalid_name,
    name_too_long,
    reserved_name,
    grouping_error,
    windowing_error,
    datatype_mismatch,
    indeterminate_datatype,
    cannot_coerce,
    wrong_object_type,
    dependent_objects_still_exist,
    object_not_in_prerequisite_state,
    object_in_use,
    too_many_arguments,
    too_many_columns,
    program_limit_exceeded,
    statement_too_complex,
    // data
    string_data_right_truncation,
    string_data_length_mismatch,
    numeric_value_out_of_range,
    division_by_zero,
    invalid_datetime_format,
    datetime_field_overflow,
    interval_field_overflow,
    invalid_time_zone_displacement,
    invalid_text_representation,
    invalid_binary_representation,
    invalid_parameter_value,
    invalid_regular_expression,
    invalid_escape_sequence,
    invalid_json_text,
    character_not_in_repertoire,
    untranslatable_character,
    array_subscript_error,
    null_value_not_allowed,
    cardinality_violation,
    bad_copy_file_format,
    invalid_argument_for_power_function,
    invalid_argument_for_logarithm,
    invalid_row_count_in_limit,
    invalid_row_count_in_offset,
    sequence_limit_exceeded,
    substring_error,
    // constraints
    integrity_constraint_violation,
    not_null_violation,
    unique_violation,
    foreign_key_violation,
    check_violation,
    exclusion_violation,
    generated_always,
    // transactions
    no_active_transaction,
    active_transaction,
    failed_transaction,
    read_only_transaction,
    invalid_savepoint,
    invalid_transaction_state,
    serialization_failure,
    deadlock_detected,
    lock_not_available,
    // statements, cursors
    undefined_prepared_statement,
    undefined_cursor,
    invalid_cursor_state,
    cached_plan_changed,
    // resources
    disk_full,
    out_of_memory,
    io_error,
    data_corrupted,
    configuration_limit_exceeded,
    // the rest
    unsupported,
    config_error,
    internal,
};
inline constexpr std::size_t errc_count = static_cast<std::size_t>(Errc::internal) + 1;

// One row a condition: the only place where a condition meets the codes of a protocol.
struct ErrorInfo {
    Errc code;
    char sqlstate[6];  // PostgreSQL's, Appendix A of its manual
    std::uint16_t mysql_errno;
    char mysql_sqlstate[6];  // MySQL keeps older classes
    std::uint16_t http_status;
};
extern const std::array<ErrorInfo, errc_count> error_table;

inline const ErrorInfo& info(Errc code) {
    return error_table[static_cast<std::size_t>(code)];
}

// The condition of a PostgreSQL SQLSTATE; Errc::internal if the table has no such row.
Errc errc_of_sqlstate(std::string_view sqlstate);

// Error is what a client is told: a condition, words, and where in its SQL or schema.
class Error {
public:
    Error() = default;
    Error(Errc condition, std::string text) : code(condition), message(std::move(text)) {}

    Error&& at(std::size_t where) && {
        position = where;
        return std::move(*this);
    }
    Error&& with_detail(std::string text) && {
        detail = std::move(text);
        return std::move(*this);
    }
    Error&& with_hint(std::string text) && {
        hint = std::move(text);
        return std::move(*this);
    }
    // The backend's own code if it gave one, else the table's.
    std::string_view sqlstate() const {
        return native_sqlstate.empty() ? std::string_view(info(code).sqlstate)
                                       : std::string_view(native_sqlstate);
    }

    Errc code = Errc::internal;
    std::string message, detail, hint, context;
    std::string schema, table, column, datatype, constraint;
    std::size_t position = 0;  // 1-based character (not byte) offset into the client's SQL, 0 = none
    std::string native_sqlstate;
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(Errc code, std::string message) {
    return std::unexpected(Error(code, std::move(message)));
}
inline std::unexpected<Error> fail(Error error) {
    return std::unexpected(std::move(error));
}

}  // namespace ormgate
