#pragma once

#include <cstdint>
#include <string_view>

namespace ormgate::dialects {

// How far a keyword is reserved, as PostgreSQL's manual (Appendix C) sorts them; `none`: not a keyword of the
// dialect.
enum class KeywordCategory : std::uint8_t { none, unreserved, col_name, type_func, reserved };

struct KeywordInfo {
    std::string_view word;
    KeywordCategory postgres;
    bool bare_label;  // PostgreSQL takes it as a column's alias without AS
    KeywordCategory sqlite;
};

namespace keyword_table_detail {
inline constexpr auto n = KeywordCategory::none, u = KeywordCategory::unreserved,
                      c = KeywordCategory::col_name, t = KeywordCategory::type_func,
                      r = KeywordCategory::reserved;

// Every word of any dialect, in alphabetical order.
// clang-format off
// clang-format off: one row a line
inline constexpr KeywordInfo table[] = {
    {"abort", u, true, u}, {"absolute", u, true, n}, {"access", u, true, n}, {"action", u, true, u},
    {"add", u, true, r}, {"admin", u, true, n}, {"after", u, true, u}, {"aggregate", u, true, n},
    {"all", r, true, r}, {"also", u, true, n}, {"alter", u, true, r}, {"always", u, true, u},
    {"analyse", r, true, n}, {"analyze", r, true, u}, {"and", r, true, r}, {"any", r, true, n},
    {"array", r, false, n}, {"as", r, false, r}, {"asc", r, true, u}, {"asensitive", u, true, n},
    {"assertion", u, true, n}, {"assignment", u, true, n}, {"asymmetric", r, true, n}, {"at", u, true, n},
    {"atomic", u, true, n}, {"attach", u, true, u}, {"attribute", u, true, n}, {"authorization", t, true, n},
    {"autoincrement", n, true, r}, {"backward", u, true, n}, {"before", u, true, u}, {"begin", u, true, u},
    {"between", c, true, r}, {"bigint", c, true, n}, {"binary", t, true, n}, {"bit", c, true, n},
    {"boolean", c, true, n}, {"both", r, true, n}, {"breadth", u, true, n}, {"by", u, true, u},
    {"cache", u, true, n}, {"call", u, true, n}, {"called", u, true, n}, {"cascade", u, true, u},
    {"cascaded", u, true, n}, {"case", r, true, r}, {"cast", r, true, u}, {"catalog", u, true, n},
    {"chain", u, true, n}, {"char", c, false, n}, {"character", c, false, n}, {"characteristics", u, true, n},
    {"check", r, true, r}, {"checkpoint", u, true, n}, {"class", u, true, n}, {"close", u, true, n},
    {"cluster", u, true, n}, {"coalesce", c, true, n}, {"collate", r, true, r}, {"collation", t, true, n},
    {"column", r, true, u}, {"columns", u, true, n}, {"comment", u, true, n}, {"comments", u, true, n},
    {"commit", u, true, r}, {"committed", u, true, n}, {"compression", u, true, n},
    {"concurrently", t, true, n}, {"configuration", u, true, n}, {"conflict", u, true, u},
    {"connection", u, true, n}, {"constraint", r, true, r}, {"constraints", u, true, n},
    {"content", u, true, n}, {"continue", u, true, n}, {"conversion", u, true, n}, {"copy", u, true, n},
    {"cost", u, true, n}, {"create", r, false, r}, {"cross", t, true, t}, {"csv", u, true, n},
    {"cube", u, true, n}, {"current", u, true, u}, {"current_catalog", r, true, n},
    {"current_date", r, true, u}, {"current_role", r, true, n}, {"current_schema", t, true, n},
    {"current_time", r, true, u}, {"current_timestamp", r, true, u}, {"current_user", r, true, n},
    {"cursor", u, true, n}, {"cycle", u, true, n}, {"data", u, true, n}, {"database", u, true, u},
    {"day", u, false, n}, {"deallocate", u, true, n}, {"dec", c, true, n}, {"decimal", c, true, n},
    {"declare", u, true, n}, {"default", r, true, r}, {"defaults", u, true, n}, {"deferrable", r, true, r},
    {"deferred", u, true, u}, {"definer", u, true, n}, {"delete", u, true, r}, {"delimiter", u, true, n},
    {"delimiters", u, true, n}, {"depends", u, true, n}, {"depth", u, true, n}, {"desc", r, true, u},
    {"detach", u, true, u}, {"dictionary", u, true, n}, {"disable", u, true, n}, {"discard", u, true, n},
    {"distinct", r, true, r}, {"do", r, true, u}, {"document", u, true, n}, {"domain", u, true, n},
    {"double", u, true, n}, {"drop", u, true, r}, {"each", u, true, u}, {"else", r, true, r},
    {"enable", u, true, n}, {"encoding", u, true, n}, {"encrypted", u, true, n}, {"end", r, true, u},
    {"enum", u, true, n}, {"escape", u, true, r}, {"event", u, true, n}, {"except", r, false, r},
    {"exclude", u, true, u}, {"excluding", u, true, n}, {"exclusive", u, true, u}, {"execute", u, true, n},
    {"exists", c, true, r}, {"explain", u, true, u}, {"expression", u, true, n}, {"extension", u, true, n},
    {"external", u, true, n}, {"extract", c, true, n}, {"fail", n, true, u}, {"false", r, true, n},
    {"family", u, true, n}, {"fetch", r, false, n}, {"filter", u, false, u}, {"finalize", u, true, n},
    {"first", u, true, u}, {"float", c, true, n}, {"following", u, true, u}, {"for", r, false, u},
    {"force", u, true, n}, {"foreign", r, true, r}, {"forward", u, true, n}, {"freeze", t, true, n},
    {"from", r, false, r}, {"full", t, true, t}, {"function", u, true, n}, {"functions", u, true, n},
    {"generated", u, true, u}, {"glob", n, true, u}, {"global", u, true, n}, {"grant", r, false, n},
    {"granted", u, true, n}, {"greatest", c, true, n}, {"group", r, false, r}, {"grouping", c, true, n},
    {"groups", u, true, u}, {"handler", u, true, n}, {"having", r, false, r}, {"header", u, true, n},
    {"hold", u, true, n}, {"hour", u, false, n}, {"identity", u, true, n}, {"if", u, true, u},
    {"ignore", n, true, u}, {"ilike", t, true, n}, {"immediate", u, true, u}, {"immutable", u, true, n},
    {"implicit", u, true, n}, {"import", u, true, n}, {"in", r, true, r}, {"include", u, true, n},
    {"including", u, true, n}, {"increment", u, true, n}, {"index", u, true, r}, {"indexed", n, true, r},
    {"indexes", u, true, n}, {"inherit", u, true, n}, {"inherits", u, true, n}, {"initially", r, true, u},
    {"inline", u, true, n}, {"inner", t, true, t}, {"inout", c, true, n}, {"input", u, true, n},
    {"insensitive", u, true, n}, {"insert", u, true, r}, {"instead", u, true, u}, {"int", c, true, n},
    {"integer", c, true, n}, {"intersect", r, false, r}, {"interval", c, true, n}, {"into", r, false, r},
    {"invoker", u, true, n}, {"is", t, true, r}, {"isnull", t, false, r}, {"isolation", u, true, n},
    {"join", t, true, r}, {"key", u, true, u}, {"label", u, true, n}, {"language", u, true, n},
    {"large", u, true, n}, {"last", u, true, u}, {"lateral", r, true, n}, {"leading", r, true, n},
    {"leakproof", u, true, n}, {"least", c, true, n}, {"left", t, true, t}, {"level", u, true, n},
    {"like", t, true, u}, {"limit", r, false, r}, {"listen", u, true, n}, {"load", u, true, n},
    {"local", u, true, n}, {"localtime", r, true, n}, {"localtimestamp", r, true, n},
    {"location", u, true, n}, {"lock", u, true, n}, {"locked", u, true, n}, {"logged", u, true, n},
    {"mapping", u, true, n}, {"match", u, true, u}, {"matched", u, true, n}, {"materialized", u, true, u},
    {"maxvalue", u, true, n}, {"merge", u, true, n}, {"method", u, true, n}, {"minute", u, false, n},
    {"minvalue", u, true, n}, {"mode", u, true, n}, {"month", u, false, n}, {"move", u, true, n},
    {"name", u, true, n}, {"names", u, true, n}, {"national", c, true, n}, {"natural", t, true, t},
    {"nchar", c, true, n}, {"new", u, true, n}, {"next", u, true, n}, {"nfc", u, true, n},
    {"nfd", u, true, n}, {"nfkc", u, true, n}, {"nfkd", u, true, n}, {"no", u, true, u}, {"none", c, true, n},
    {"normalize", c, true, n}, {"normalized", u, true, n}, {"not", r, true, r}, {"nothing", u, true, r},
    {"notify", u, true, n}, {"notnull", t, false, r}, {"nowait", u, true, n}, {"null", r, true, r},
    {"nullif", c, true, n}, {"nulls", u, true, u}, {"numeric", c, true, n}, {"object", u, true, n},
    {"of", u, true, u}, {"off", u, true, n}, {"offset", r, false, u}, {"oids", u, true, n},
    {"old", u, true, n}, {"on", r, false, r}, {"only", r, true, n}, {"operator", u, true, n},
    {"option", u, true, n}, {"options", u, true, n}, {"or", r, true, r}, {"order", r, false, r},
    {"ordinality", u, true, n}, {"others", u, true, u}, {"out", c, true, n}, {"outer", t, true, t},
    {"over", u, false, u}, {"overlaps", t, false, n}, {"overlay", c, true, n}, {"overriding", u, true, n},
    {"owned", u, true, n}, {"owner", u, true, n}, {"parallel", u, true, n}, {"parameter", u, true, n},
    {"parser", u, true, n}, {"partial", u, true, n}, {"partition", u, true, u}, {"passing", u, true, n},
    {"password", u, true, n}, {"placing", r, true, n}, {"plan", n, true, u}, {"plans", u, true, n},
    {"policy", u, true, n}, {"position", c, true, n}, {"pragma", n, true, u}, {"preceding", u, true, u},
    {"precision", c, false, n}, {"prepare", u, true, n}, {"prepared", u, true, n}, {"preserve", u, true, n},
    {"primary", r, true, r}, {"prior", u, true, n}, {"privileges", u, true, n}, {"procedural", u, true, n},
    {"procedure", u, true, n}, {"procedures", u, true, n}, {"program", u, true, n},
    {"publication", u, true, n}, {"query", n, true, u}, {"quote", u, true, n}, {"raise", n, true, u},
    {"range", u, true, u}, {"read", u, true, n}, {"real", c, true, n}, {"reassign", u, true, n},
    {"recheck", u, true, n}, {"recursive", u, true, u}, {"ref", u, true, n}, {"references", r, true, r},
    {"referencing", u, true, n}, {"refresh", u, true, n}, {"regexp", n, true, u}, {"reindex", u, true, u},
    {"relative", u, true, n}, {"release", u, true, u}, {"rename", u, true, u}, {"repeatable", u, true, n},
    {"replace", u, true, u}, {"replica", u, true, n}, {"reset", u, true, n}, {"restart", u, true, n},
    {"restrict", u, true, u}, {"return", u, true, n}, {"returning", r, false, r}, {"returns", u, true, n},
    {"revoke", u, true, n}, {"right", t, true, t}, {"role", u, true, n}, {"rollback", u, true, u},
    {"rollup", u, true, n}, {"routine", u, true, n}, {"routines", u, true, n}, {"row", c, true, u},
    {"rowid", n, true, n}, {"rows", u, true, u}, {"rule", u, true, n}, {"savepoint", u, true, u}, {"schema", u, true, n},
    {"schemas", u, true, n}, {"scroll", u, true, n}, {"search", u, true, n}, {"second", u, false, n},
    {"security", u, true, n}, {"select", r, true, r}, {"sequence", u, true, n}, {"sequences", u, true, n},
    {"serializable", u, true, n}, {"server", u, true, n}, {"session", u, true, n},
    {"session_user", r, true, n}, {"set", u, true, r}, {"setof", c, true, n}, {"sets", u, true, n},
    {"share", u, true, n}, {"show", u, true, n}, {"similar", t, true, n}, {"simple", u, true, n},
    {"skip", u, true, n}, {"smallint", c, true, n}, {"snapshot", u, true, n}, {"some", r, true, n},
    {"sql", u, true, n}, {"stable", u, true, n}, {"standalone", u, true, n}, {"start", u, true, n},
    {"statement", u, true, n}, {"statistics", u, true, n}, {"stdin", u, true, n}, {"stdout", u, true, n},
    {"storage", u, true, n}, {"stored", u, true, n}, {"strict", u, true, n}, {"strip", u, true, n},
    {"subscription", u, true, n}, {"substring", c, true, n}, {"support", u, true, n},
    {"symmetric", r, true, n}, {"sysid", u, true, n}, {"system", u, true, n}, {"table", r, true, r},
    {"tables", u, true, n}, {"tablesample", t, true, n}, {"tablespace", u, true, n}, {"temp", u, true, u},
    {"template", u, true, n}, {"temporary", u, true, u}, {"text", u, true, n}, {"then", r, true, r},
    {"ties", u, true, u}, {"time", c, true, n}, {"timestamp", c, true, n}, {"to", r, false, r},
    {"trailing", r, true, n}, {"transaction", u, true, r}, {"transform", u, true, n}, {"treat", c, true, n},
    {"trigger", u, true, u}, {"trim", c, true, n}, {"true", r, true, n}, {"truncate", u, true, n},
    {"trusted", u, true, n}, {"type", u, true, n}, {"types", u, true, n}, {"uescape", u, true, n},
    {"unbounded", u, true, u}, {"uncommitted", u, true, n}, {"unencrypted", u, true, n},
    {"union", r, false, r}, {"unique", r, true, r}, {"unknown", u, true, n}, {"unlisten", u, true, n},
    {"unlogged", u, true, n}, {"until", u, true, n}, {"update", u, true, r}, {"user", r, true, n},
    {"using", r, true, r}, {"vacuum", u, true, u}, {"valid", u, true, n}, {"validate", u, true, n},
    {"validator", u, true, n}, {"value", u, true, n}, {"values", c, true, r}, {"varchar", c, true, n},
    {"variadic", r, true, n}, {"varying", u, false, n}, {"verbose", t, true, n}, {"version", u, true, n},
    {"view", u, true, u}, {"views", u, true, n}, {"virtual", n, true, u}, {"volatile", u, true, n},
    {"when", r, true, r}, {"where", r, false, r}, {"whitespace", u, true, n}, {"window", r, false, u},
    {"with", r, false, u}, {"within", u, false, u}, {"without", u, false, u}, {"work", u, true, n},
    {"wrapper", u, true, n}, {"write", u, true, n}, {"xml", u, true, n}, {"xmlattributes", c, true, n},
    {"xmlconcat", c, true, n}, {"xmlelement", c, true, n}, {"xmlexists", c, true, n},
    {"xmlforest", c, true, n}, {"xmlnamespaces", c, true, n}, {"xmlparse", c, true, n}, {"xmlpi", c, true, n},
    {"xmlroot", c, true, n}, {"xmlserialize", c, true, n}, {"xmltable", c, true, n}, {"year", u, false, n},
    {"yes", u, true, n}, {"zone", u, true, n},
};
// clang-format on
// clang-format on
}  // namespace keyword_table_detail

inline constexpr auto& keyword_table = keyword_table_detail::table;

}  // namespace ormgate::dialects
