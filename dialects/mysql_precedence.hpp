#pragma once

namespace ormgate::dialects::mysql {

// Precedence of operators from low to high, as the grammars of MySQL and MariaDB (sql_yacc.yy) have it.
enum Level : int {
    assignment_level = 0,  // @a := 1
    or_level,
    xor_level,
    and_level,
    not_level,
    truth_level,       // IS TRUE, IS FALSE, IS UNKNOWN
    comparison_level,  // and IS NULL
    predicate_level,   // IN, BETWEEN, LIKE, REGEXP …
    bit_or_level,
    bit_and_level,
    shift_level,
    additive_level,
    multiplicative_level,
    bit_xor_level,
    concatenation_level,  // || under PIPES_AS_CONCAT
    sign_level,
    not_sign_level,  // !, BINARY
    collate_level,
    primary_level,
};

}  // namespace ormgate::dialects::mysql
