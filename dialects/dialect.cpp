#include "dialects/dialect.hpp"

namespace ormgate::dialects {

const Dialect& dialect(DialectId id) {
    switch (id) {
        case DialectId::postgres:
            return postgres_dialect;
        case DialectId::mysql:
            return mysql_dialect;
        case DialectId::mariadb:
            return mariadb_dialect;
        case DialectId::sqlite:
            break;
    }
    return sqlite_dialect;
}

}  // namespace ormgate::dialects
