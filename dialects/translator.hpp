#pragma once

#include <list>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/error.hpp"
#include "core/schema.hpp"
#include "core/text_io.hpp"
#include "dialects/ast/statement.hpp"
#include "dialects/dialect.hpp"
#include "dialects/lexer.hpp"
#include "dialects/translation.hpp"

namespace ormgate::dialects {

// What a translation depends on besides the statement's template; all of it is part of the cache's key.
struct TranslateContext {
    SchemaPtr schema;
    std::span<const std::string> search_path;  // without the implicit pg_catalog
    std::span<const Type> parameter_types;     // as declared by Parse; TypeId::unknown or absent: inferred
    const Schema* catalog =
        nullptr;  // the tables of pg_catalog and information_schema; absent: the dialect's own
};

// Plan is what is known of a client's statement once it has been parsed and, if a backend is to run it,
// translated.
struct Plan {
    ast::StatementPtr statement;  // the session runs BEGIN, SET, DECLARE … itself, from here
    TranslationPtr translation;   // null for what the session runs itself
    std::vector<std::pair<std::uint16_t, std::string>>
        pinned;  // literals a rule has looked at, and what it saw
};
using PlanPtr = std::shared_ptr<const Plan>;

// Translator turns statements of one dialect into another's: parse, bind, passes, generate. It caches plans
// by the lexer's template, bounded by entries. One per worker and direction; not thread-safe.
class Translator {
public:
    Translator(const Dialect& from, const Dialect& to, std::size_t cache_entries);
    ~Translator();

    // Errors carry the position in the whole text the template was cut from. `text` reads the literals that
    // stand in the translation itself, as those of definitions do; such a translation is not cached.
    Result<PlanPtr> plan(const Template& statement,
                         const TranslateContext& context,
                         const TextSettings& text = {});

    // Translates a statement the session holds already: a cursor's query, a prepared statement's body.
    Result<TranslationPtr> translate(ast::Statement& statement,
                                     std::string_view source,
                                     const TranslateContext& context,
                                     const TextSettings& text = {});

private:
    struct Cache;
    const Dialect& from_;
    const Dialect& to_;
    std::unique_ptr<Cache> cache_;
};

}  // namespace ormgate::dialects
