#include <algorithm>

#include "dialects/mysql_precedence.hpp"
#include "dialects/printer/mysql/writer.hpp"

namespace ormgate::dialects {

using namespace ast;

void MysqlWriter::write(const Call& node) {
    if (!special_call(node)) {
        function_name(node.function);
        arguments(node);
    }
    over(node);
}

void MysqlWriter::over(const Call& call) {
    if (!call.over) return;
    out += " OVER ";
    if (call.over->by_name_only)
        identifier(call.over->name);
    else
        window(*call.over);
}

void MysqlWriter::group_concat(const Call& call) {
    out += call.distinct ? "GROUP_CONCAT(DISTINCT " : "GROUP_CONCAT(";
    const bool separated = call.args.back().name == "separator";
    const std::size_t values = call.args.size() - (separated ? 1 : 0);
    for (std::size_t i = 0; i < values; ++i) {
        if (i > 0) out += ", ";
        expression(*call.args[i].value);
    }
    if (!call.order_by.empty()) {
        out += " ORDER BY ";
        sort_keys(call.order_by);
    }
    if (separated) {
        out += " SEPARATOR ";
        expression(*call.args.back().value);
    }
    limit(call.limit, call.offset);
    out += ')';
}

void MysqlWriter::reaction(const JsonReaction& reaction, std::string_view event) {
    switch (reaction.kind) {
        case JsonReaction::Kind::unspecified:
            return;
        case JsonReaction::Kind::null:
            out += " NULL";
            break;
        case JsonReaction::Kind::error:
            out += " ERROR";
            break;
        case JsonReaction::Kind::default_:
            out += " DEFAULT ";
            expression(*reaction.value);
    }
    out += event;
}

bool MysqlWriter::special_call(const Call& call) {
    auto argument = [&](std::size_t index) { expression(*call.args[index].value); };
    auto word = [&](std::size_t index) { return upper(call.args[index].value->as<Literal>()->text); };
    auto rest = [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            if (i > first) out += ", ";
            argument(i);
        }
    };
    if (call.json) {
        out += "JSON_VALUE(";
        rest(0, 2);
        if (call.json->returning) {
            out += " RETURNING ";
            type(*call.json->returning);
        }
        reaction(call.json->on_empty, " ON EMPTY");
        reaction(call.json->on_error, " ON ERROR");
        out += ')';
        return true;
    }
    switch (call.syntax) {
        case CallSyntax::keyword: {
            static constexpr std::string_view called[] = {
                "now", "curdate", "curtime", "sysdate", "current_role"};
            out += upper(call.function.front());
            const bool parentheses = std::ranges::find(called, call.function.front()) != std::end(called);
            if (parentheses || !call.args.empty()) arguments(call);
            return true;
        }
        case CallSyntax::interval_call:
            out += "INTERVAL ";
            argument(0);
            out += ' ' + word(1);
            return true;
        case CallSyntax::extract:
            out += "EXTRACT(" + word(0) + " FROM ";
            argument(1);
            break;
        case CallSyntax::position_in:
            out += "POSITION(";
            operand(*call.args[1].value, mysql::bit_or_level);
            out += " IN ";
            argument(0);
            break;
        case CallSyntax::group_concat:
            group_concat(call);
            return true;
        case CallSyntax::convert_using:
            out += "CONVERT(";
            argument(0);
            out += " USING ";
            identifier(call.args[1].value->as<Literal>()->text);
            break;
        case CallSyntax::char_using:
            out += "CHAR(";
            rest(0, call.args.size() - 1);
            out += " USING ";
            identifier(call.args.back().value->as<Literal>()->text);
            break;
        case CallSyntax::unit_first:
            out += upper(call.function.front()) + '(' + word(0) + ", ";
            rest(1, call.args.size());
            break;
        case CallSyntax::weight_string:
            out += "WEIGHT_STRING(";
            argument(0);
            out += " AS " + word(1) + '(';
            argument(2);
            out += ')';
            break;
        default:
            return Writer::special_call(call);
    }
    out += ')';
    return true;
}

}  // namespace ormgate::dialects
