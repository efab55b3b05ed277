#include "server/backend/sqlite/functions/register.hpp"

#include "server/backend/sqlite/functions/families.hpp"

namespace ormgate::sqlite {

bool register_functions(sqlite3* database, FunctionContext& context) {
    constexpr std::span<const ScalarFunction> (*scalar_families[])() = {
        array_element_functions,
        array_functions,
        cast_functions,
        catalog_functions,
        datetime_arithmetic_functions,
        datetime_functions,
        datetime_format_functions,
        encoding_functions,
        float_functions,
        integer_functions,
        json_build_functions,
        json_change_functions,
        json_functions,
        json_record_functions,
        jsonpath_functions,
        like_functions,
        network_functions,
        number_format_functions,
        numeric_functions,
        quoting_functions,
        random_functions,
        regex_functions,
        row_list_functions,
        sequence_functions,
        session_functions,
        string_functions,
        string_case_functions,
        unicode_functions,
        visibility_functions,
    };
    constexpr std::span<const AggregateFunction> (*aggregate_families[])() = {
        collecting_aggregates,
        numeric_aggregates,
        ordered_set_aggregates,
        regression_aggregates,
        row_list_aggregates,
    };
    for (auto family : scalar_families)
        if (!register_scalars(database, context, family())) return false;
    for (auto family : aggregate_families)
        if (!register_aggregates(database, context, family())) return false;
    return register_collations(database) && register_table_functions(database, context);
}

}  // namespace ormgate::sqlite
