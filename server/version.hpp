#pragma once

namespace ormgate {

inline constexpr char version[] = "0.1.0";

}  // namespace ormgate
