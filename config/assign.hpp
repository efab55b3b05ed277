#pragma once

#include <string>

#include "config/document.hpp"
#include "config/load.hpp"
#include "config/table.hpp"

namespace ormgate {

// Puts a value of the file into the member that a row of the table means. The answer is empty, or what is
// wrong.
std::string assign(const Setting& setting,
                   const Field& field,
                   const Node& node,
                   const Surroundings& surroundings);

// What is wrong with a field's present value, by its row; empty: nothing.
std::string refusal_of(const Setting& setting, const Field& field);

}  // namespace ormgate
