#include <cstdlib>

#include "dialects/parser.hpp"
#include "dialects/printer/printer.hpp"

using namespace ormgate::dialects;

// Any bytes are parsed or refused; what PostgreSQL's parser accepts is printed as something it accepts.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view sql(reinterpret_cast<const char*>(data), size);
    static_cast<void>(parse_statement(sql, sqlite_dialect));
    auto parsed = parse_statement(sql, postgres_dialect);
    if (!parsed) return 0;
    const std::string printed = print_postgres(**parsed);
    auto again = parse_statement(printed, postgres_dialect);
    if (!again && again.error().code == ormgate::Errc::syntax_error) std::abort();
    return 0;
}
