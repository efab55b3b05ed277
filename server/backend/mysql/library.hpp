#pragma once

// MariaDB Connector/C, with how it keeps a connection's TLS: there is no call that tells.
#include <mysql.h>
using uchar = unsigned char;
#define HAVE_TLS 1
#include <ma_pvio.h>

struct ssl_st;

namespace ormgate {

inline ssl_st* tls_of(const MYSQL* connection) {
    const MARIADB_PVIO* io = connection->net.pvio;
    return io == nullptr || io->ctls == nullptr ? nullptr : static_cast<ssl_st*>(io->ctls->ssl);
}

}  // namespace ormgate
