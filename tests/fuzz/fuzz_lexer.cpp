#include <cstdlib>

#include "dialects/lexer.hpp"

using namespace ormgate::dialects;

// Any bytes are cut into templates or refused; a template's text lies inside them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view sql(reinterpret_cast<const char*>(data), size);
    for (const Dialect* dialect : {&postgres_dialect, &mysql_dialect, &mariadb_dialect, &sqlite_dialect}) {
        auto templates = cut_templates(sql, *dialect);
        if (!templates) continue;
        for (const Template& each : *templates) {
            if (each.begin + each.text.size() > size || each.key.empty()) std::abort();
            for (const LiftedLiteral& literal : each.literals)
                if (literal.position < each.begin || literal.position >= each.begin + each.text.size())
                    std::abort();
        }
    }
    return 0;
}
