#pragma once

#include <array>
#include <string_view>

#include "config/settings.hpp"

namespace ormgate {

// words<E> are the names of an enumeration's values, in its order: in the config, in logs and towards libpq
// alike.
template <class E>
inline constexpr std::array<std::string_view, 0> words{};

template <>
inline constexpr auto words<BackendKind> = std::to_array<std::string_view>({"sqlite", "postgres", "mysql"});
template <>
inline constexpr auto words<ClientTls> =
    std::to_array<std::string_view>({"disable", "prefer", "require", "verify"});
template <>
inline constexpr auto words<LoginMethod> = std::to_array<std::string_view>({"scram", "cleartext"});
template <>
inline constexpr auto words<BackendTls> =
    std::to_array<std::string_view>({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"});
template <>
inline constexpr auto words<TargetSession> = std::to_array<std::string_view>(
    {"any", "read-write", "read-only", "primary", "standby", "prefer-standby"});
template <>
inline constexpr auto words<PoolMode> =
    std::to_array<std::string_view>({"session", "transaction", "statement"});
template <>
inline constexpr auto words<Synchronous> =
    std::to_array<std::string_view>({"off", "normal", "full", "extra"});
template <>
inline constexpr auto words<LogLevel> =
    std::to_array<std::string_view>({"debug", "info", "warning", "error"});
template <>
inline constexpr auto words<LogFormat> = std::to_array<std::string_view>({"text", "json"});

template <class E>
constexpr std::string_view word(E value) {
    return words<E>[static_cast<std::size_t>(value)];
}

}  // namespace ormgate
