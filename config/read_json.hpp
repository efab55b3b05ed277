#pragma once

#include "config/document.hpp"

namespace ormgate {

std::expected<Node, Problems> read_json(std::string_view text);

}  // namespace ormgate
