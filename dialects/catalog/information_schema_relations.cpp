#include "dialects/catalog/relations.hpp"

namespace ormgate::dialects::catalog {
namespace {

// As PostgreSQL 15 describes them in its manual; domains but yes_or_no stand as the types they are of.
constexpr RelationRow rows[] = {
    {"check_constraints",
     13260,
     'v',
     "constraint_catalog name, constraint_schema name, constraint_name name, "
     "check_clause varchar"},
    {"columns",
     13295,
     'v',
     "table_catalog name, table_schema name, table_name name, column_name name, "
     "ordinal_position int4, column_default varchar, is_nullable yes_or_no, data_type varchar, "
     "character_maximum_length int4, character_octet_length int4, numeric_precision int4, "
     "numeric_precision_radix int4, numeric_scale int4, datetime_precision int4, "
     "interval_type varchar, interval_precision int4, character_set_catalog name, "
     "character_set_schema name, character_set_name name, collation_catalog name, "
     "collation_schema name, collation_name name, domain_catalog name, domain_schema name, "
     "domain_name name, udt_catalog name, udt_schema name, udt_name name, scope_catalog name, "
     "scope_schema name, scope_name name, maximum_cardinality int4, dtd_identifier name, "
     "is_self_referencing yes_or_no, is_identity yes_or_no, identity_generation varchar, "
     "identity_start varchar, identity_increment varchar, identity_maximum varchar, "
     "identity_minimum varchar, identity_cycle yes_or_no, is_generated varchar, "
     "generation_expression varchar, is_updatable yes_or_no"},
    {"constraint_column_usage",
     13300,
     'v',
     "table_catalog name, table_schema name, table_name name, column_name name, "
     "constraint_catalog name, constraint_schema name, constraint_name name"},
    {"constraint_table_usage",
     13305,
     'v',
     "table_catalog name, table_schema name, table_name name, constraint_catalog name, "
     "constraint_schema name, constraint_name name"},
    {"domains",
     13320,
     'v',
     "domain_catalog name, domain_schema name, domain_name name, data_type varchar, "
     "character_maximum_length int4, character_octet_length int4, character_set_catalog name, "
     "character_set_schema name, character_set_name name, collation_catalog name, "
     "collation_schema name, collation_name name, numeric_precision int4, "
     "numeric_precision_radix int4, numeric_scale int4, datetime_precision int4, "
     "interval_type varchar, interval_precision int4, domain_default varchar, "
     "udt_catalog name, udt_schema name, udt_name name, scope_catalog name, "
     "scope_schema name, scope_name name, maximum_cardinality int4, dtd_identifier name"},
    {"enabled_roles", 13325, 'v', "role_name name"},
    {"information_schema_catalog_name", 13227, 'v', "catalog_name name"},
    {"key_column_usage",
     13329,
     'v',
     "constraint_catalog name, constraint_schema name, constraint_name name, "
     "table_catalog name, table_schema name, table_name name, column_name name, "
     "ordinal_position int4, position_in_unique_constraint int4"},
    {"parameters",
     13334,
     'v',
     "specific_catalog name, specific_schema name, specific_name name, ordinal_position int4, "
     "parameter_mode varchar, is_result yes_or_no, as_locator yes_or_no, parameter_name name, "
     "data_type varchar, character_maximum_length int4, character_octet_length int4, "
     "character_set_catalog name, character_set_schema name, character_set_name name, "
     "collation_catalog name, collation_schema name, collation_name name, "
     "numeric_precision int4, numeric_precision_radix int4, numeric_scale int4, "
     "datetime_precision int4, interval_type varchar, interval_precision int4, "
     "udt_catalog name, udt_schema name, udt_name name, scope_catalog name, "
     "scope_schema name, scope_name name, maximum_cardinality int4, dtd_identifier name, "
     "parameter_default varchar"},
    {"referential_constraints",
     13339,
     'v',
     "constraint_catalog name, constraint_schema name, constraint_name name, "
     "unique_constraint_catalog name, unique_constraint_schema name, "
     "unique_constraint_name name, match_option varchar, update_rule varchar, "
     "delete_rule varchar"},
    {"routines",
     13377,
     'v',
     "specific_catalog name, specific_schema name, specific_name name, routine_catalog name, "
     "routine_schema name, routine_name name, routine_type varchar, module_catalog name, "
     "module_schema name, module_name name, udt_catalog name, udt_schema name, udt_name name, "
     "data_type varchar, character_maximum_length int4, character_octet_length int4, "
     "character_set_catalog name, character_set_schema name, character_set_name name, "
     "collation_catalog name, collation_schema name, collation_name name, "
     "numeric_precision int4, numeric_precision_radix int4, numeric_scale int4, "
     "datetime_precision int4, interval_type varchar, interval_precision int4, "
     "type_udt_catalog name, type_udt_schema name, type_udt_name name, scope_catalog name, "
     "scope_schema name, scope_name name, maximum_cardinality int4, dtd_identifier name, "
     "routine_body varchar, routine_definition varchar, external_name varchar, "
     "external_language varchar, parameter_style varchar, is_deterministic yes_or_no, "
     "sql_data_access varchar, is_null_call yes_or_no, sql_path varchar, "
     "schema_level_routine yes_or_no, max_dynamic_result_sets int4, "
     "is_user_defined_cast yes_or_no, is_implicitly_invocable yes_or_no, security_type varchar, "
     "to_sql_specific_catalog name, to_sql_specific_schema name, to_sql_specific_name name, "
     "as_locator yes_or_no, created timestamptz, last_altered timestamptz, "
     "new_savepoint_level yes_or_no, is_udt_dependent yes_or_no, "
     "result_cast_from_data_type varchar, result_cast_as_locator yes_or_no, "
     "result_cast_char_max_length int4, result_cast_char_octet_length int4, "
     "result_cast_char_set_catalog name, result_cast_char_set_schema name, "
     "result_cast_char_set_name name, result_cast_collation_catalog name, "
     "result_cast_collation_schema name, result_cast_collation_name name, "
     "result_cast_numeric_precision int4, result_cast_numeric_precision_radix int4, "
     "result_cast_numeric_scale int4, result_cast_datetime_precision int4, "
     "result_cast_interval_type varchar, result_cast_interval_precision int4, "
     "result_cast_type_udt_catalog name, result_cast_type_udt_schema name, "
     "result_cast_type_udt_name name, result_cast_scope_catalog name, "
     "result_cast_scope_schema name, result_cast_scope_name name, "
     "result_cast_maximum_cardinality int4, result_cast_dtd_identifier name"},
    {"schemata",
     13382,
     'v',
     "catalog_name name, schema_name name, schema_owner name, "
     "default_character_set_catalog name, default_character_set_schema name, "
     "default_character_set_name name, sql_path varchar"},
    {"sequences",
     13386,
     'v',
     "sequence_catalog name, sequence_schema name, sequence_name name, data_type varchar, "
     "numeric_precision int4, numeric_precision_radix int4, numeric_scale int4, "
     "start_value varchar, minimum_value varchar, maximum_value varchar, increment varchar, "
     "cycle_option yes_or_no"},
    {"table_constraints",
     13411,
     'v',
     "constraint_catalog name, constraint_schema name, constraint_name name, "
     "table_catalog name, table_schema name, table_name name, constraint_type varchar, "
     "is_deferrable yes_or_no, initially_deferred yes_or_no, enforced yes_or_no, "
     "nulls_distinct yes_or_no"},
    {"tables",
     13425,
     'v',
     "table_catalog name, table_schema name, table_name name, table_type varchar, "
     "self_referencing_column_name name, reference_generation varchar, "
     "user_defined_type_catalog name, user_defined_type_schema name, "
     "user_defined_type_name name, is_insertable_into yes_or_no, is_typed yes_or_no, "
     "commit_action varchar"},
    {"triggers",
     13440,
     'v',
     "trigger_catalog name, trigger_schema name, trigger_name name, "
     "event_manipulation varchar, event_object_catalog name, event_object_schema name, "
     "event_object_table name, action_order int4, action_condition varchar, "
     "action_statement varchar, action_orientation varchar, action_timing varchar, "
     "action_reference_old_table name, action_reference_new_table name, "
     "action_reference_old_row name, action_reference_new_row name, created timestamptz"},
    {"views",
     13483,
     'v',
     "table_catalog name, table_schema name, table_name name, view_definition varchar, "
     "check_option varchar, is_updatable yes_or_no, is_insertable_into yes_or_no, "
     "is_trigger_updatable yes_or_no, is_trigger_deletable yes_or_no, "
     "is_trigger_insertable_into yes_or_no"},
};

}  // namespace

std::span<const RelationRow> information_schema_relations() {
    return rows;
}

}  // namespace ormgate::dialects::catalog
