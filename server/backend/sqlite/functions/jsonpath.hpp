#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "server/backend/sqlite/functions/call.hpp"
#include "server/backend/sqlite/functions/json_value.hpp"

namespace ormgate::sqlite {

// PathNode is one node of a parsed jsonpath. A path is a chain: `next` is applied to each item that a node
// yields.
struct PathNode {
    enum class Kind : std::uint8_t {
        root,      // $
        current,   // @
        variable,  // $name
        last,      // the last subscript
        literal,
        key,          // .name
        any_key,      // .*
        any_item,     // [*]
        descendants,  // .**{low to high}
        subscripts,   // [a, b to c]: operands in pairs, the second null for a single one
        filter,       // ? (condition)
        method,       // .size() …
        negative,
        positive,
        add,
        subtract,
        multiply,
        divide,
        modulo,
        equal,
        not_equal,
        less,
        less_or_equal,
        greater,
        greater_or_equal,
        and_,
        or_,
        not_,
        exists,
        is_unknown,
        starts_with,
        like_regex,
    };
    Kind kind = Kind::root;
    std::string text;  // of a key, variable or method; the pattern of like_regex
    std::string flags;
    Json value;                       // of a literal
    std::int64_t low = 0, high = -1;  // of descendants; -1: last
    std::vector<std::unique_ptr<PathNode>> operands;
    std::unique_ptr<PathNode> next;
};
using PathNodePtr = std::unique_ptr<PathNode>;

struct JsonPath {
    bool strict = false;
    PathNodePtr expression;
};

// 42601 as PostgreSQL's jsonpath input says it.
Result<JsonPath> parse_jsonpath(std::string_view text);

// The items a path yields, in order. They point into the document, the variables, the path or `made`, which
// holds those that were computed.
struct PathItems {
    std::vector<const Json*> items;
    std::vector<std::unique_ptr<Json>> made;
};
// After a failure the items that were found before it are there.
Result<void> evaluate(const JsonPath& path,
                      const Json& document,
                      const Json& variables,
                      FunctionContext& context,
                      PathItems& out);

}  // namespace ormgate::sqlite
