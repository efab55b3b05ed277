#pragma once

#include "core/network.hpp"

namespace ormgate::sqlite {

// inet's order: by family, the network's bits, their number, then the host's bits. -1, 0, 1.
int compare_networks(const NetworkAddress& a, const NetworkAddress& b);

}  // namespace ormgate::sqlite
