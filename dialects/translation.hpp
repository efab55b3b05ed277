#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/value.hpp"

namespace ormgate::dialects {

// Binding says where the value of one placeholder of the target's SQL comes from. The n-th binding of a step
// fills its n-th placeholder (?1, ?2 …); the value arrives in the canonical form of `type`. A literal of a
// type with a modifier is assigned to a column of it: too long is an error.
struct Binding {
    enum class Source : std::uint8_t { parameter, literal } source = Source::parameter;
    std::uint16_t index = 0;  // of the client's parameter ($1 is 0) or of the statement's lifted literal
    Type type;
};

// Step is one statement of the target. Most translations have one; DDL and data-modifying WITH have several,
// which the backend runs in order as one atomic whole.
struct Step {
    std::string sql;
    std::vector<Binding> bindings;
    bool result = true;  // its rows are the statement's rows, its changes the statement's count
    std::optional<std::uint16_t> keeps = {};  // its rows are for later steps: pg_kept() of this number
    std::vector<Column> kept = {};            // their columns
};

// Watched is a table whose rows the statement must know to have been touched by itself.
struct Watched {
    std::string table;  // as the target calls it
    bool images;        // as they were before, too: pg_before()
};

enum class Access : std::uint8_t {
    read,   // runs in any snapshot
    write,  // changes rows or locks them (FOR UPDATE): takes its turn as a writer
    ddl,    // changes the schema too
};

// Translation is what the backend needs to run one statement of the client. Immutable, shared by all who send
// the same template.
struct Translation {
    std::string tag;  // CommandComplete's verb: SELECT, INSERT, CREATE TABLE …
    Access access = Access::read;
    std::vector<Step> steps;       // none: nothing to run (CREATE TABLE IF NOT EXISTS of one that exists)
    std::vector<Column> columns;   // of the result; empty: none
    bool returns_rows = false;     // true also for a result of no columns
    std::vector<Type> parameters;  // the client's, inferred
    std::vector<std::string> notices;
    bool creates_temporary = false;  // pins the session to a connection
    bool reads_catalog = false;
    bool changes_sequences = false;  // by its SQL, not only by nextval() and setval()
    std::vector<Watched> watched;
};
using TranslationPtr = std::shared_ptr<const Translation>;

}  // namespace ormgate::dialects
