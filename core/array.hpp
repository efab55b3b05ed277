#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/type.hpp"
#include "core/value.hpp"

namespace ormgate {

// Array is the content of a canonical array value: elements in row-major order and the length of each
// dimension (none: the empty array).
struct Array {
    std::vector<std::size_t> dimensions;
    std::vector<Value> elements;  // canonical values of the element type, or null
};

// StorageClass is which alternative of Value a type's canonical form uses.
enum class StorageClass : std::uint8_t { integer, real, text, bytes };
StorageClass storage_class(TypeId type);

// The canonical JSON text ↔ Array. In the JSON, integers and booleans are numbers, floats are numbers or the
// strings "NaN", "Infinity", "-Infinity", bytea is a string '\x…', every other type is a string.
Result<Array> read_array(std::string_view json, Type element);
std::string canonical_array(const Array& array, Type element);
// The canonical JSON of one element.
void append_array_element(std::string& json, const ValueView& element, Type type);

// PostgreSQL's array_in splits '{1,NULL,"a b"}' into the elements' texts; nullopt is NULL.
struct ArrayText {
    std::vector<std::size_t> dimensions;
    std::vector<std::optional<std::string>> elements;
};
Result<ArrayText> parse_array_text(std::string_view text);
// Appends array_out's text; print_element appends the text of one element that is not null.
void append_array(std::string& out,
                  const Array& array,
                  const std::function<void(std::string&, const ValueView&)>& print_element);
// Appends the text of one element, quoted if array_out would.
void append_array_text(std::string& out, std::string_view element);

}  // namespace ormgate
