#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.hpp"

namespace ormgate::sqlite {

// Json is a parsed JSON text whose numbers keep their digits. `source` is the node's part of the text it was
// read from, which must outlive it; empty for a node that was made.
struct Json {
    enum class Kind : std::uint8_t { null, string, number, boolean, array, object };
    Kind kind = Kind::null;
    bool truth = false;
    std::string text;               // of a string, unescaped; of a number, its digits
    std::vector<Json> items;        // of an array; the values of an object
    std::vector<std::string> keys;  // of an object, beside items
    std::string_view source;

    bool is_scalar() const { return kind != Kind::array && kind != Kind::object; }
    const Json* find(std::string_view key) const;  // the last of equal keys
    Json* find(std::string_view key) { return const_cast<Json*>(std::as_const(*this).find(key)); }
    void set(std::string key, Json value);
    static Json of_text(std::string value);
    static Json of_number(std::string digits);
    static Json of_boolean(bool value);
};

// 22P02 as PostgreSQL's json input says it.
Result<Json> parse_json(std::string_view text);

// As jsonb: equal keys reduced to the last, keys in jsonb's order, numbers as numeric prints them.
Result<Json> parse_jsonb(std::string_view text);
Result<void> normalize(Json& value);
void sort_keys(Json& object);
bool key_less(std::string_view a, std::string_view b);  // by length, then bytes

// One blank behind ',' and ':', as jsonb prints.
void print_json(const Json& value, std::string& out);
std::string printed(const Json& value);

std::string_view kind_name(Json::Kind kind);

// jsonb's order: Object > Array > Boolean > Number > String > null; by size, then element by element.
int compare(const Json& a, const Json& b);

}  // namespace ormgate::sqlite
