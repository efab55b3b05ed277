#include "server/backend/sqlite/functions/context.hpp"

#include "server/backend/sqlite/functions/regex_cache.hpp"

namespace ormgate::sqlite {

FunctionContext::FunctionContext() : regexes(std::make_unique<RegexCache>()) {}
FunctionContext::~FunctionContext() = default;

}  // namespace ormgate::sqlite
