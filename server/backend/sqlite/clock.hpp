#pragma once

#include <chrono>

#include "core/datetime.hpp"

namespace ormgate::sqlite {

inline Timestamp now() {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count();
    return {microseconds + unix_epoch_seconds * microseconds_per_second};
}

}  // namespace ormgate::sqlite
