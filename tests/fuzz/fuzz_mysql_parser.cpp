#include <cstdlib>

#include "dialects/parser.hpp"
#include "dialects/printer/printer.hpp"

using namespace ormgate::dialects;

// Any bytes are parsed or refused, under any sql_mode; what is accepted is printed as something that is
// accepted, and the same then. The first byte picks the dialect and its mode.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view sql(reinterpret_cast<const char*>(data), size);
    const DialectId id = (data[0] & 1) != 0 ? DialectId::mysql : DialectId::mariadb;
    auto parsed = parse_statement(sql, dialect(id, static_cast<std::uint8_t>(data[0] >> 1)));
    if (!parsed) return 0;
    const std::string printed = print_mysql(**parsed, id);
    auto again = parse_statement(printed, dialect(id));
    if (!again && again.error().code == ormgate::Errc::syntax_error) std::abort();
    if (again && print_mysql(**again, id) != printed) std::abort();
    return 0;
}
