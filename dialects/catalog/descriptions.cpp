#include "dialects/catalog/relations.hpp"
#include "dialects/catalog/static_rows.hpp"

namespace ormgate::dialects::catalog {
namespace {

// clang-format off: one row a line
constexpr Description rows[] = {
    {2, 2601, "pg_am", "heap table access method"},
    {403, 2601, "pg_am", "b-tree index access method"},
    {405, 2601, "pg_am", "hash index access method"},
    {783, 2601, "pg_am", "GiST index access method"},
    {2742, 2601, "pg_am", "GIN index access method"},
    {4000, 2601, "pg_am", "SP-GiST index access method"},
    {3580, 2601, "pg_am", "block range index (BRIN) access method"},
    {100, 3456, "pg_collation", "database's default collation"},
    {950, 3456, "pg_collation", "standard C collation"},
    {951, 3456, "pg_collation", "standard POSIX collation"},
    {13559, 3079, "pg_extension", "PL/pgSQL procedural language"},
    {12, 2612, "pg_language", "built-in functions"},
    {13, 2612, "pg_language", "dynamically-loaded C functions"},
    {14, 2612, "pg_language", "SQL-language functions"},
    {13563, 2612, "pg_language", "PL/pgSQL procedural language"},
    {pg_catalog_oid, 2615, "pg_namespace", "system catalog schema"},
    {pg_toast_oid, 2615, "pg_namespace", "reserved schema for TOAST tables"},
    {public_oid, 2615, "pg_namespace", "standard public schema"},
};
// clang-format on

}  // namespace

std::span<const Description> descriptions() {
    return rows;
}

}  // namespace ormgate::dialects::catalog
