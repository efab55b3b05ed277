#include "dialects/lifter.hpp"

namespace ormgate::dialects {
namespace {

using namespace literals;

bool begins_query_or_dml(Keyword word) {
    switch (word) {
        case "select"_kw:
        case "insert"_kw:
        case "update"_kw:
        case "delete"_kw:
        case "with"_kw:
        case "values"_kw:
        case "table"_kw:
        case "merge"_kw:
        case "replace"_kw:
            return true;
        default:
            return false;
    }
}

}  // namespace

// varchar(10), numeric(10,2), CURRENT_TIMESTAMP(3): the numbers belong to the type.
bool Lifter::is_type_before_parenthesis() const {
    if (previous_.kind != TokenKind::word) return false;
    switch (find_keyword(sql_.substr(previous_.begin, previous_.end - previous_.begin))) {
        case "varchar"_kw:
        case "char"_kw:
        case "character"_kw:
        case "nchar"_kw:
        case "varying"_kw:
        case "numeric"_kw:
        case "decimal"_kw:
        case "dec"_kw:
        case "float"_kw:
        case "bit"_kw:
        case "time"_kw:
        case "timestamp"_kw:
        case "interval"_kw:
        case "second"_kw:
        case "current_time"_kw:
        case "current_timestamp"_kw:
        case "localtime"_kw:
        case "localtimestamp"_kw:
            return true;
        default:
            return false;
    }
}

std::int32_t Lifter::slot(const Token& token) {
    if (!decided_ && !token.is('(')) {
        decided_ = true;
        lifts_ = token.kind == TokenKind::word &&
                 begins_query_or_dml(find_keyword(sql_.substr(token.begin, token.end - token.begin)));
    }
    if (token.is('(')) in_type_ = is_type_before_parenthesis();
    if (token.is(')')) in_type_ = false;
    previous_ = token;
    if (!lifts_ || in_type_ || !token.is_literal() || next_ == most) return -1;
    return next_++;
}

}  // namespace ormgate::dialects
