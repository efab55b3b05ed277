#pragma once

#include <cstdio>
#include <stdexcept>
#include <string>

#include "core/type.hpp"

namespace ormgate::test {

// 'numeric(5,2)[]' by pg_type's names.
inline Type type_of_name(std::string name) {
    const bool array = name.ends_with("[]");
    if (array) name.resize(name.size() - 2);
    int first = -1;
    int second = 0;
    const std::size_t parenthesis = name.find('(');
    if (parenthesis != std::string::npos) {
        std::sscanf(name.c_str() + parenthesis, "(%d,%d)", &first, &second);
        name.resize(parenthesis);
    }
    const TypeInfo* row = type_named(name);
    if (row == nullptr) throw std::runtime_error("no type " + name);
    int modifier = first;
    if (first >= 0 && (row->id == TypeId::varchar || row->id == TypeId::bpchar)) modifier = first + 4;
    if (first >= 0 && row->id == TypeId::numeric) modifier = (first << 16 | (second & 0x7ff)) + 4;
    if (first >= 0 && row->id == TypeId::interval) modifier = 0x7fff << 16 | first;
    return Type(row->id, array, modifier);
}

}  // namespace ormgate::test
