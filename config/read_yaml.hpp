#pragma once

#include "config/document.hpp"

namespace ormgate {

std::expected<Node, Problems> read_yaml(std::string_view text);

}  // namespace ormgate
