#include "dialects/catalog/relations.hpp"

namespace ormgate::dialects::catalog {
namespace {

// What PostgreSQL 15 counts and samples.
constexpr RelationRow rows[] = {
    {"pg_stat_all_indexes",
     12183,
     'v',
     "relid oid, indexrelid oid, schemaname name, relname name, indexrelname name, idx_scan "
     "int8, idx_tup_read int8, idx_tup_fetch int8"},
    {"pg_stat_all_tables",
     12142,
     'v',
     "relid oid, schemaname name, relname name, seq_scan int8, seq_tup_read int8, idx_scan "
     "int8, idx_tup_fetch int8, n_tup_ins int8, n_tup_upd int8, n_tup_del int8, n_tup_hot_upd "
     "int8, n_live_tup int8, n_dead_tup int8, n_mod_since_analyze int8, n_ins_since_vacuum "
     "int8, last_vacuum timestamptz, last_autovacuum timestamptz, last_analyze timestamptz, "
     "last_autoanalyze timestamptz, vacuum_count int8, autovacuum_count int8, analyze_count "
     "int8, autoanalyze_count int8"},
    {"pg_stat_sys_indexes",
     12188,
     'v',
     "relid oid, indexrelid oid, schemaname name, relname name, indexrelname name, idx_scan "
     "int8, idx_tup_read int8, idx_tup_fetch int8"},
    {"pg_stat_sys_tables",
     12152,
     'v',
     "relid oid, schemaname name, relname name, seq_scan int8, seq_tup_read int8, idx_scan "
     "int8, idx_tup_fetch int8, n_tup_ins int8, n_tup_upd int8, n_tup_del int8, n_tup_hot_upd "
     "int8, n_live_tup int8, n_dead_tup int8, n_mod_since_analyze int8, n_ins_since_vacuum "
     "int8, last_vacuum timestamptz, last_autovacuum timestamptz, last_analyze timestamptz, "
     "last_autoanalyze timestamptz, vacuum_count int8, autovacuum_count int8, analyze_count "
     "int8, autoanalyze_count int8"},
    {"pg_stat_user_functions",
     12275,
     'v',
     "funcid oid, schemaname name, funcname name, calls int8, total_time float8, self_time "
     "float8"},
    {"pg_stat_user_indexes",
     12192,
     'v',
     "relid oid, indexrelid oid, schemaname name, relname name, indexrelname name, idx_scan "
     "int8, idx_tup_read int8, idx_tup_fetch int8"},
    {"pg_stat_user_tables",
     12161,
     'v',
     "relid oid, schemaname name, relname name, seq_scan int8, seq_tup_read int8, idx_scan "
     "int8, idx_tup_fetch int8, n_tup_ins int8, n_tup_upd int8, n_tup_del int8, n_tup_hot_upd "
     "int8, n_live_tup int8, n_dead_tup int8, n_mod_since_analyze int8, n_ins_since_vacuum "
     "int8, last_vacuum timestamptz, last_autovacuum timestamptz, last_analyze timestamptz, "
     "last_autoanalyze timestamptz, vacuum_count int8, autovacuum_count int8, analyze_count "
     "int8, autoanalyze_count int8"},
    {"pg_stat_xact_all_tables",
     12147,
     'v',
     "relid oid, schemaname name, relname name, seq_scan int8, seq_tup_read int8, idx_scan "
     "int8, idx_tup_fetch int8, n_tup_ins int8, n_tup_upd int8, n_tup_del int8, n_tup_hot_upd "
     "int8"},
    {"pg_stat_xact_sys_tables",
     12157,
     'v',
     "relid oid, schemaname name, relname name, seq_scan int8, seq_tup_read int8, idx_scan "
     "int8, idx_tup_fetch int8, n_tup_ins int8, n_tup_upd int8, n_tup_del int8, n_tup_hot_upd "
     "int8"},
    {"pg_stat_xact_user_functions",
     12280,
     'v',
     "funcid oid, schemaname name, funcname name, calls int8, total_time float8, self_time "
     "float8"},
    {"pg_stat_xact_user_tables",
     12166,
     'v',
     "relid oid, schemaname name, relname name, seq_scan int8, seq_tup_read int8, idx_scan "
     "int8, idx_tup_fetch int8, n_tup_ins int8, n_tup_upd int8, n_tup_del int8, n_tup_hot_upd "
     "int8"},
    {"pg_statio_all_indexes",
     12196,
     'v',
     "relid oid, indexrelid oid, schemaname name, relname name, indexrelname name, "
     "idx_blks_read int8, idx_blks_hit int8"},
    {"pg_statio_all_sequences",
     12209,
     'v',
     "relid oid, schemaname name, relname name, blks_read int8, blks_hit int8"},
    {"pg_statio_all_tables",
     12170,
     'v',
     "relid oid, schemaname name, relname name, heap_blks_read int8, heap_blks_hit int8, "
     "idx_blks_read int8, idx_blks_hit int8, toast_blks_read int8, toast_blks_hit int8, "
     "tidx_blks_read int8, tidx_blks_hit int8"},
    {"pg_statio_sys_indexes",
     12201,
     'v',
     "relid oid, indexrelid oid, schemaname name, relname name, indexrelname name, "
     "idx_blks_read int8, idx_blks_hit int8"},
    {"pg_statio_sys_sequences",
     12214,
     'v',
     "relid oid, schemaname name, relname name, blks_read int8, blks_hit int8"},
    {"pg_statio_sys_tables",
     12175,
     'v',
     "relid oid, schemaname name, relname name, heap_blks_read int8, heap_blks_hit int8, "
     "idx_blks_read int8, idx_blks_hit int8, toast_blks_read int8, toast_blks_hit int8, "
     "tidx_blks_read int8, tidx_blks_hit int8"},
    {"pg_statio_user_indexes",
     12205,
     'v',
     "relid oid, indexrelid oid, schemaname name, relname name, indexrelname name, "
     "idx_blks_read int8, idx_blks_hit int8"},
    {"pg_statio_user_sequences",
     12218,
     'v',
     "relid oid, schemaname name, relname name, blks_read int8, blks_hit int8"},
    {"pg_statio_user_tables",
     12179,
     'v',
     "relid oid, schemaname name, relname name, heap_blks_read int8, heap_blks_hit int8, "
     "idx_blks_read int8, idx_blks_hit int8, toast_blks_read int8, toast_blks_hit int8, "
     "tidx_blks_read int8, tidx_blks_hit int8"},
    {"pg_stats",
     12053,
     'v',
     "schemaname name, tablename name, attname name, inherited bool, null_frac float4, "
     "avg_width int4, n_distinct float4, most_common_vals anyarray, most_common_freqs _float4, "
     "histogram_bounds anyarray, correlation float4, most_common_elems anyarray, "
     "most_common_elem_freqs _float4, elem_count_histogram _float4"},
    {"pg_stats_ext",
     12058,
     'v',
     "schemaname name, tablename name, statistics_schemaname name, statistics_name name, "
     "statistics_owner name, attnames _name, exprs _text, kinds _char, inherited bool, "
     "n_distinct pg_ndistinct, dependencies pg_dependencies, most_common_vals _text, "
     "most_common_val_nulls _bool, most_common_freqs _float8, most_common_base_freqs _float8"},
};

}  // namespace

std::span<const RelationRow> statistics_relations() {
    return rows;
}

}  // namespace ormgate::dialects::catalog
