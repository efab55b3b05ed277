#include "server/relay/classify.hpp"

#include <gtest/gtest.h>

namespace ormgate {
namespace {

// What a text leaves behind, in words: "pin LISTEN; touch a; …".
std::string told(const Traits& traits) {
    std::string out;
    const auto say = [&](std::string_view what, std::string_view of = {}) {
        if (!out.empty()) out += "; ";
        out += what;
        if (!of.empty()) out += ' ';
        out += of;
    };
    if (!traits.pins.empty()) say("pin", traits.pins.reasons());
    if (!traits.unpins.empty()) say("unpin", traits.discards_all ? "all" : traits.unpins.reasons());
    for (const auto& name : traits.touched) say("touch", name);
    for (const auto& name : traits.reset) say("reset", name);
    for (const auto& name : traits.deallocated) say("deallocate", name);
    if (traits.deallocates_all) say("deallocate all");
    if (traits.resets_all) say("reset all");
    if (traits.begins) say("begin");
    if (traits.reads_sequence) say("sequence");
    if (traits.own) say("own");
    for (const auto& [name, value] : traits.own_values) say(name + " =", value.value_or("?"));
    if (traits.translates) say("translate");
    for (const auto& name : traits.databases) say("database", name);
    return out;
}

struct Case {
    const char* sql;
    const char* expected;
};
// clang-format off: one row a line
constexpr Case cases[] = {
    {"SELECT 1", ""},
    {"", ""},
    {"SELECT abalance FROM pgbench_accounts WHERE aid = 1;", ""},
    {"SELECT 'LISTEN x', \"listen\" FROM t -- LISTEN x\n /* SET a=1 /* nested */ SET b=2 */", ""},
    {"SELECT $$ SET x = 1; LISTEN a $$, $a$ $b$ ; LISTEN x; $a$", ""},
    {"SELECT E'it\\'s; LISTEN x; '", ""},
    {"SELECT 'a\\'; LISTEN x; --'", "pin LISTEN"},  // a backslash is itself here
    {"SELECT $1, $2; LISTEN x", "pin LISTEN"},
    {"LISTEN chan", "pin LISTEN"},
    {"/* hint */ listen \"Chan\"", "pin LISTEN"},
    {"UNLISTEN *", "unpin LISTEN"},
    {"UNLISTEN chan", "unpin LISTEN"},
    {"NOTIFY chan, 'x'", ""},
    {"SET work_mem = '64MB'", "touch work_mem"},
    {"set session search_path to a, \"B\"", "touch search_path"},
    {"SET LOCAL work_mem = 1", ""},
    {"SET my.setting = 'x'", "touch my.setting"},
    {"SET my.\"Odd\" = 'x'", "touch my.odd"},
    {"SELECT \"a\".\"pg_advisory_lock\"(1)", "pin session advisory lock"},
    {"SET TIME ZONE 'UTC'", "touch timezone"},
    {"SET \"TimeZone\" = 'UTC'", "touch timezone"},
    {"SET NAMES 'utf8'", "touch client_encoding"},
    {"SET SCHEMA 'x'", "touch search_path"},
    {"SET ROLE nobody", "touch role"},
    {"SET SESSION AUTHORIZATION x", "touch session_authorization; touch role"},
    {"SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
     "touch default_transaction_isolation; touch default_transaction_read_only; touch default_transaction_deferrable"},
    {"SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", ""},
    {"SET CONSTRAINTS ALL DEFERRED", ""},
    {"SET work_mem TO DEFAULT", "reset work_mem"},
    {"SET work_mem = DEFAULT", "reset work_mem"},
    {"SET search_path = default, public", "touch search_path"},
    {"SET SEED TO 0.5", "pin random seed"},
    {"SELECT setseed(0.5)", "pin random seed"},
    {"RESET work_mem", "reset work_mem"},
    {"RESET ALL", "reset all"},
    {"RESET TIME ZONE", "reset timezone"},
    {"RESET SESSION AUTHORIZATION", "reset session_authorization; reset role"},
    {"UPDATE t SET work_mem = 1", ""},
    {"SELECT set_config('a.b', 'c', false)", "touch a.b"},
    {"SELECT pg_catalog.set_config('search_path', '', false);", "touch search_path"},
    {"SELECT set_config ( /* x */ 'Search_Path', $1, true)", "touch search_path"},
    {"SELECT set_config(name, 'x', false) FROM t", "pin set_config() of a computed name"},
    {"SELECT set_config($1, $2, false)", "pin set_config() of a computed name"},
    {"SELECT set_config('a' || 'b', 'x', false)", "touch a"},
    {"DISCARD ALL", "unpin all"},
    {"DISCARD TEMP", "unpin temporary object"},
    {"DISCARD PLANS", ""},
    {"DEALLOCATE ALL", "unpin SQL PREPARE; deallocate all"},
    {"DEALLOCATE PREPARE ALL", "unpin SQL PREPARE; deallocate all"},
    {"DEALLOCATE foo", "unpin SQL PREPARE; deallocate foo"},
    {"DEALLOCATE PREPARE \"Foo\"", "unpin SQL PREPARE; deallocate Foo"},
    {"DEALLOCATE prepare", "unpin SQL PREPARE; deallocate prepare"},
    {"PREPARE p AS SELECT 1", "pin SQL PREPARE"},
    {"PREPARE TRANSACTION 'x'", ""},
    {"EXECUTE p", ""},
    {"CREATE TEMP TABLE t (a int)", "pin temporary object"},
    {"create local temporary table t (a int) on commit preserve rows", "pin temporary object"},
    {"CREATE OR REPLACE TEMP VIEW v AS SELECT 1", "pin temporary object"},
    {"CREATE TEMP TABLE t (a int) ON COMMIT DROP", ""},
    {"CREATE TABLE temp (temporary int)", ""},
    {"CREATE TABLE pg_temp.t (a int)", "pin temporary object"},
    {"SELECT * INTO TEMP t FROM x", "pin temporary object"},
    {"SELECT temp FROM x", ""},
    {"DECLARE c CURSOR WITH HOLD FOR SELECT 1", "pin cursor WITH HOLD"},
    {"DECLARE c CURSOR WITHOUT HOLD FOR SELECT 1", ""},
    {"CLOSE ALL", "unpin cursor WITH HOLD"},
    {"CLOSE c", "unpin cursor WITH HOLD"},
    {"LOAD 'auto_explain'", "pin LOAD"},
    {"SELECT pg_advisory_lock(1)", "pin session advisory lock"},
    {"SELECT pg_catalog . pg_try_advisory_lock_shared (1, 2)", "pin session advisory lock"},
    {"SELECT pg_advisory_xact_lock(1)", ""},
    {"SELECT pg_advisory_lock FROM t", ""},
    {"SELECT pg_advisory_unlock(1)", "unpin session advisory lock"},
    {"SELECT pg_advisory_unlock_all()", "unpin session advisory lock"},
    {"BEGIN", "begin"},
    {"start transaction isolation level serializable", "begin"},
    {"SELECT 1; BEGIN; SET a = 1", "touch a; begin"},
    {"SELECT lastval()", "sequence"},
    {"SELECT currval('s')", "sequence"},
    {"DROP DATABASE a", "unpin temporary object; database a"},
    {"drop database if exists \"Odd\" with (force)", "unpin temporary object; database Odd"},
    {"DROP TABLE database", "unpin temporary object"},
    {"CREATE DATABASE a", "database a; database template1"},
    {"CREATE DATABASE a OWNER = x TEMPLATE = \"T\" ENCODING 'utf8'", "database a; database T"},
    {"create database a template 'b c' owner x", "database a; database b c"},
    {"CREATE DATABASE template WITH TEMPLATE DEFAULT", "database template; database template1"},
    {"CREATE TEXT SEARCH TEMPLATE a (lexize = b)", ""},
    {"ALTER DATABASE a RENAME TO b", "database a; database b"},
    {"ALTER DATABASE a SET TABLESPACE b", "database a"},
    {"ALTER DATABASE a SET work_mem = '1MB'", ""},
    {"EXPLAIN (TRANSLATE) SELECT 1", "translate"},
    {"EXPLAIN (ANALYZE) SELECT 1", ""},
    {"SET ormgate.session = 'x'", "touch ormgate.session; own; ormgate.session = x"},
    {"SET SESSION Ormgate.Join TO joint", "touch ormgate.join; own; ormgate.join = joint"},
    {"SET LOCAL ormgate.join = 'joint'", "own; ormgate.join = joint"},
    {"SET ormgate.join = 'joint', nested", "touch ormgate.join; own; ormgate.join = ?"},
    {"SET ormgate.session = DEFAULT", "reset ormgate.session; own"},
    {"SELECT set_config('ormgate.join', $1, false)", "touch ormgate.join; own; ormgate.join = ?"},
    {"SELECT current_setting('ormgate.session')", "own"},
    {"SELECT current_setting('x'), 'ormgate.session'", ""},
    {"SHOW ormgate.session", "own"},
    {"RESET ormgate.session", "reset ormgate.session; own"},
    {"SELECT pg_advisory_unlock_all(); CLOSE ALL; UNLISTEN *; RESET ALL;",
     "unpin LISTEN, session advisory lock, cursor WITH HOLD; reset all"},
};
// clang-format on

TEST(Classifier, TellsWhatOutlivesAStatement) {
    for (const Case& c : cases) EXPECT_EQ(told(classify(c.sql)), c.expected) << c.sql;
}

TEST(Classifier, SeesTheSameInPieces) {
    for (const Case& c : cases) {
        const std::string_view sql = c.sql;
        Classifier classifier;
        for (std::size_t i = 0; i < sql.size(); ++i) classifier.feed(sql.substr(i, 1));
        EXPECT_EQ(told(classifier.finish()), c.expected) << c.sql;
    }
}

TEST(Classifier, FollowsTheServersStringSyntax) {
    EXPECT_EQ(told(classify("SELECT 'a\\'; LISTEN x; --'", true)), "");
}

TEST(Classifier, CountsStatements) {
    EXPECT_EQ(classify("").statements, 0u);
    EXPECT_EQ(classify(" ; ;").statements, 0u);
    EXPECT_EQ(classify("SELECT 1; SELECT ';'").statements, 2u);
}

TEST(Classifier, SurvivesLongNames) {
    EXPECT_EQ(classify("SET " + std::string(500, 'x') + " = 1").touched.size(), 1u);
    EXPECT_TRUE(classify(std::string(500, 'y')).plain());
}

}  // namespace
}  // namespace ormgate
