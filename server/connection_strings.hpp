#pragma once

#include <string>

#include "config/settings.hpp"

namespace ormgate {

// What to paste into psql, Django and SQLAlchemy to use database `app` of the embedded default.
std::string connection_strings(const ListenSettings& listening, std::string_view path);

}  // namespace ormgate
