#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "core/decimal.hpp"
#include "core/text_io.hpp"
#include "server/backend/sqlite/functions/jsonpath.hpp"
#include "server/backend/sqlite/functions/regex_cache.hpp"
#include "server/backend/sqlite/functions/typed_value.hpp"

namespace ormgate::sqlite {
namespace {

using Kind = PathNode::Kind;
using Emit = std::function<void(const Json*)>;
enum class Truth : std::uint8_t { no, yes, unknown };

// SQLSTATEs of SQL/JSON that no other function raises.
constexpr const char *no_member = "2203A", *no_object = "2203C", *no_array = "22039",
                     *bad_subscript = "22033", *not_numeric = "22036", *not_single = "22038",
                     *not_a_number = "2203B";

std::string_view symbol(Kind kind) {
    switch (kind) {
        case Kind::add:
        case Kind::positive:
            return "+";
        case Kind::subtract:
        case Kind::negative:
            return "-";
        case Kind::multiply:
            return "*";
        case Kind::divide:
            return "/";
        default:
            return "%";
    }
}

// Evaluator walks a path over a document. Lax paths unwrap and wrap arrays where the next step needs it and
// overlook members that are not there. Errors are thrown; a condition takes one for unknown.
class Evaluator {
public:
    Evaluator(const JsonPath& path,
              const Json& root,
              const Json& variables,
              FunctionContext& context,
              PathItems& out)
        : lax_(!path.strict), root_(root), variables_(variables), context_(context), out_(out) {}

    void run(const PathNode& expression) {
        execute(expression, &root_, [&](const Json* item) { out_.items.push_back(item); });
    }

private:
    const Json* make(Json value) {
        out_.made.push_back(std::make_unique<Json>(std::move(value)));
        return out_.made.back().get();
    }

    // Hands what a node yields to the node behind it.
    void pass(const PathNode& node, const Json* item, const Emit& emit) {
        if (node.next == nullptr) return emit(item);
        execute(*node.next, item, emit);
    }

    bool unwraps(const Json* item) const { return lax_ && item->kind == Json::Kind::array; }

    void execute(const PathNode& node, const Json* item, const Emit& emit, bool unwrap = true) {
        if (context_.is_cancelled())
            throw Error(Errc::query_canceled, "canceling statement due to user request");
        switch (node.kind) {
            case Kind::root:
                return pass(node, &root_, emit);
            case Kind::current:
                return pass(node, current_, emit);
            case Kind::literal:
                return pass(node, &node.value, emit);
            case Kind::last:
                return pass(node, make(Json::of_number(std::to_string(size_ - 1))), emit);
            case Kind::variable: {
                const Json* found = variables_.find(node.text);
                if (found == nullptr)
                    throw Error(Errc::undefined_object,
                                "could not find jsonpath variable \"" + node.text + "\"");
                return pass(node, found, emit);
            }
            case Kind::key:
                return key(node, item, emit, unwrap);
            case Kind::any_key:
                return any_key(node, item, emit, unwrap);
            case Kind::any_item:
                return any_item(node, item, emit);
            case Kind::subscripts:
                return subscripts(node, item, emit);
            case Kind::descendants:
                return descendants(node, item, emit);
            case Kind::filter:
                if (unwrap && unwraps(item)) {
                    for (const Json& element : item->items) execute(node, &element, emit, false);
                    return;
                }
                if (with_current(item, [&] { return truth(*node.operands[0]); }) == Truth::yes)
                    pass(node, item, emit);
                return;
            case Kind::method:
                return method(node, item, emit, unwrap);
            case Kind::negative:
            case Kind::positive:
                return sign(node, item, emit);
            case Kind::add:
            case Kind::subtract:
            case Kind::multiply:
            case Kind::divide:
            case Kind::modulo:
                return pass(node, arithmetic(node, item), emit);
            default:
                break;
        }
        const Truth answer = truth(node);
        pass(node, make(answer == Truth::unknown ? Json{} : Json::of_boolean(answer == Truth::yes)), emit);
    }

    // ---- accessors

    void key(const PathNode& node, const Json* item, const Emit& emit, bool unwrap) {
        if (item->kind == Json::Kind::object) {
            if (const Json* found = item->find(node.text)) return pass(node, found, emit);
            if (!forgiving())
                throw error_with_state(no_member, "JSON object does not contain key \"" + node.text + "\"");
            return;
        }
        if (unwrap && unwraps(item)) {
            for (const Json& element : item->items) key(node, &element, emit, false);
            return;
        }
        if (!forgiving())
            throw error_with_state(no_member, "jsonpath member accessor can only be applied to an object");
    }

    void any_key(const PathNode& node, const Json* item, const Emit& emit, bool unwrap) {
        if (item->kind == Json::Kind::object) {
            for (const Json& value : item->items) pass(node, &value, emit);
            return;
        }
        if (unwrap && unwraps(item)) {
            for (const Json& element : item->items) any_key(node, &element, emit, false);
            return;
        }
        if (!forgiving())
            throw error_with_state(no_object,
                                   "jsonpath wildcard member accessor can only be applied to an object");
    }

    void any_item(const PathNode& node, const Json* item, const Emit& emit) {
        if (item->kind == Json::Kind::array) {
            for (const Json& element : item->items) pass(node, &element, emit);
            return;
        }
        if (lax_) return pass(node, item, emit);
        if (!forgiving())
            throw error_with_state(no_array,
                                   "jsonpath wildcard array accessor can only be applied to an array");
    }

    std::int64_t subscript(const PathNode& node, const Json* item) {
        std::vector<const Json*> found;
        execute(node, item, [&](const Json* one) { found.push_back(one); });
        if (found.size() != 1 || found[0]->kind != Json::Kind::number)
            throw error_with_state(bad_subscript, "jsonpath array subscript is not a single numeric value");
        const Result<Decimal> number = Decimal::parse(found[0]->text);
        const Result<std::int64_t> index =
            number ? number->trunc().to_int(INT32_MIN, INT32_MAX, "integer") : Result<std::int64_t>(-1);
        if (!index) throw error_with_state(bad_subscript, "jsonpath array subscript is out of integer range");
        return *index;
    }

    void subscripts(const PathNode& node, const Json* item, const Emit& emit) {
        const bool array = item->kind == Json::Kind::array;
        if (!array && !lax_) {
            if (forgiving()) return;
            throw error_with_state(no_array, "jsonpath array accessor can only be applied to an array");
        }
        const std::int64_t size = array ? static_cast<std::int64_t>(item->items.size()) : 1;
        for (std::size_t i = 0; i + 1 < node.operands.size(); i += 2) {
            const std::int64_t before = std::exchange(size_, size);
            std::int64_t from = subscript(*node.operands[i], item);
            std::int64_t to = node.operands[i + 1] == nullptr ? from : subscript(*node.operands[i + 1], item);
            size_ = before;
            if (!forgiving() && (from < 0 || from > to || to >= size))
                throw error_with_state(bad_subscript, "jsonpath array subscript is out of bounds");
            from = std::max<std::int64_t>(from, 0);
            to = std::min(to, size - 1);
            for (; from <= to; ++from)
                pass(node, array ? &item->items[static_cast<std::size_t>(from)] : item, emit);
        }
    }

    void descendants(const PathNode& node, const Json* item, const Emit& emit) {
        const bool before = std::exchange(forgiving_, true);
        if (node.low == 0) pass(node, item, emit);
        descend(node, item, emit, 1);
        forgiving_ = before;
    }

    void descend(const PathNode& node, const Json* item, const Emit& emit, std::int64_t level) {
        for (const Json& child : item->items) {
            const bool leaves = node.low == -1 && node.high == -1;
            if (leaves ? child.is_scalar() : node.low != -1 && level >= node.low) pass(node, &child, emit);
            if (node.high == -1 || level < node.high) descend(node, &child, emit, level + 1);
        }
    }

    void method(const PathNode& node, const Json* item, const Emit& emit, bool unwrap) {
        if (node.text == "type")
            return pass(node, make(Json::of_text(std::string(kind_name(item->kind)))), emit);
        if (node.text == "size") {
            if (item->kind != Json::Kind::array && !lax_ && !forgiving())
                throw error_with_state(no_array,
                                       "jsonpath item method .size() can only be applied to an array");
            const std::size_t size = item->kind == Json::Kind::array ? item->items.size() : 1;
            return pass(node, make(Json::of_number(std::to_string(size))), emit);
        }
        if (unwrap && unwraps(item)) {
            for (const Json& element : item->items) method(node, &element, emit, false);
            return;
        }
        if (node.text == "double") return pass(node, as_double(item), emit);
        const Result<Decimal> number =
            item->kind == Json::Kind::number ? Decimal::parse(item->text) : Result<Decimal>(fail(Error()));
        if (!number)
            throw error_with_state(
                not_numeric,
                "jsonpath item method ." + node.text + "() can only be applied to a numeric value");
        const Decimal result = node.text == "abs"     ? number->abs()
                               : node.text == "floor" ? number->floor()
                                                      : number->ceil();
        pass(node, make(Json::of_number(result.text())), emit);
    }

    const Json* as_double(const Json* item) {
        if (item->kind != Json::Kind::number && item->kind != Json::Kind::string)
            throw error_with_state(
                not_numeric,
                "jsonpath item method .double() can only be applied to a string or numeric value");
        const Result<double> number = parse_float64(item->text);
        if (!number || !std::isfinite(*number))
            throw error_with_state(
                not_numeric,
                std::string(item->kind == Json::Kind::string ? "string" : "numeric") +
                    " argument of jsonpath item method .double() is not a valid representation "
                    "of a double precision number");
        return make(Json::of_number(Decimal::of_double(*number).text()));
    }

    // ---- arithmetic

    // What an operand yields, its arrays unwrapped if the path is lax.
    std::vector<const Json*> operand(const PathNode& node, const Json* item) {
        std::vector<const Json*> out;
        execute(node, item, [&](const Json* one) {
            if (!unwraps(one)) return out.push_back(one);
            for (const Json& element : one->items) out.push_back(&element);
        });
        return out;
    }

    Decimal single_number(const PathNode& node, std::size_t side, const Json* item) {
        const std::vector<const Json*> found = operand(*node.operands[side], item);
        Result<Decimal> number = found.size() == 1 && found[0]->kind == Json::Kind::number
                                     ? Decimal::parse(found[0]->text)
                                     : Result<Decimal>(fail(Error()));
        if (!number)
            throw error_with_state(not_single,
                                   std::string(side == 0 ? "left" : "right") +
                                       " operand of jsonpath operator " + std::string(symbol(node.kind)) +
                                       " is not a single numeric value");
        return *number;
    }

    const Json* arithmetic(const PathNode& node, const Json* item) {
        const Decimal a = single_number(node, 0, item), b = single_number(node, 1, item);
        const Result<Decimal> result = node.kind == Kind::add        ? ormgate::add(a, b)
                                       : node.kind == Kind::subtract ? ormgate::subtract(a, b)
                                       : node.kind == Kind::multiply ? ormgate::multiply(a, b)
                                       : node.kind == Kind::divide   ? ormgate::divide(a, b)
                                                                     : ormgate::modulo(a, b);
        if (!result) throw Error(result.error());
        return make(Json::of_number(result->text()));
    }

    void sign(const PathNode& node, const Json* item, const Emit& emit) {
        for (const Json* one : operand(*node.operands[0], item)) {
            if (one->kind != Json::Kind::number)
                throw error_with_state(not_a_number,
                                       "operand of unary jsonpath operator " +
                                           std::string(symbol(node.kind)) + " is not a numeric value");
            if (node.kind == Kind::positive) {
                pass(node, one, emit);
                continue;
            }
            const Result<Decimal> number = Decimal::parse(one->text);
            pass(node, number ? make(Json::of_number((-*number).text())) : one, emit);
        }
    }

    // ---- conditions

    template <class Work>
    Truth with_current(const Json* item, Work work) {
        const Json* before = std::exchange(current_, item);
        const Truth answer = work();
        current_ = before;
        return answer;
    }

    Truth truth(const PathNode& node) {
        switch (node.kind) {
            case Kind::and_: {
                const Truth a = truth(*node.operands[0]);
                if (a == Truth::no) return a;
                const Truth b = truth(*node.operands[1]);
                return b == Truth::yes ? a : b;
            }
            case Kind::or_: {
                const Truth a = truth(*node.operands[0]);
                if (a == Truth::yes) return a;
                const Truth b = truth(*node.operands[1]);
                return b == Truth::no ? a : b;
            }
            case Kind::not_: {
                const Truth a = truth(*node.operands[0]);
                return a == Truth::unknown ? a : a == Truth::yes ? Truth::no : Truth::yes;
            }
            case Kind::is_unknown:
                return truth(*node.operands[0]) == Truth::unknown ? Truth::yes : Truth::no;
            default:
                break;
        }
        const Json* before = current_;
        const bool forgave = forgiving_;
        try {
            return node.kind == Kind::exists ? exists(node) : compares(node);
        } catch (const Error& error) {
            // only what the path itself has got wrong
            if (error.code == Errc::query_canceled || error.code == Errc::undefined_object) throw;
            current_ = before;
            forgiving_ = forgave;
            return Truth::unknown;
        }
    }

    Truth exists(const PathNode& node) {
        bool any = false;
        execute(*node.operands[0], current_ == nullptr ? &root_ : current_, [&](const Json*) { any = true; });
        return any ? Truth::yes : Truth::no;
    }

    Truth compares(const PathNode& node) {
        const Json* item = current_ == nullptr ? &root_ : current_;
        const std::vector<const Json*> left = operand(*node.operands[0], item);
        std::vector<const Json*> right{nullptr};
        if (node.kind == Kind::starts_with) {
            right.clear();
            execute(*node.operands[1], item, [&](const Json* one) { right.push_back(one); });
        } else if (node.operands.size() > 1) {
            right = operand(*node.operands[1], item);
        }
        bool found = false, unknown = false;
        for (const Json* a : left)
            for (const Json* b : right) {
                const Truth one = compare_items(node, *a, b);
                if (one == Truth::unknown && !lax_) return one;
                if (one == Truth::yes && lax_) return one;
                found |= one == Truth::yes;
                unknown |= one == Truth::unknown;
            }
        return found ? Truth::yes : unknown ? Truth::unknown : Truth::no;
    }

    static Truth of(bool truth) { return truth ? Truth::yes : Truth::no; }

    Truth compare_items(const PathNode& node, const Json& a, const Json* b) {
        if (node.kind == Kind::like_regex) return matches(node, a);
        if (node.kind == Kind::starts_with) {
            if (a.kind != Json::Kind::string || b->kind != Json::Kind::string) return Truth::unknown;
            return of(a.text.starts_with(b->text));
        }
        if (a.kind != b->kind) {
            if (a.kind == Json::Kind::null || b->kind == Json::Kind::null)
                return of(node.kind == Kind::not_equal);
            return Truth::unknown;
        }
        if (!a.is_scalar()) return Truth::unknown;
        const int order = sqlite::compare(a, *b);
        switch (node.kind) {
            case Kind::equal:
                return of(order == 0);
            case Kind::not_equal:
                return of(order != 0);
            case Kind::less:
                return of(order < 0);
            case Kind::less_or_equal:
                return of(order <= 0);
            case Kind::greater:
                return of(order > 0);
            default:
                return of(order >= 0);
        }
    }

    Truth matches(const PathNode& node, const Json& a) {
        if (a.kind != Json::Kind::string) return Truth::unknown;
        RegexOptions options;
        options.dot_stops_at_newline = true;
        for (const char flag : node.flags) {
            if (flag == 'i') options.caseless = true;
            if (flag == 's') options.dot_stops_at_newline = false;
            if (flag == 'm') options.anchors_at_newlines = true;
            if (flag == 'q') options.literal = true;
        }
        Result<Regex*> regex = context_.regexes->find(node.text, options);
        if (!regex) throw Error(regex.error());
        const Result<bool> found = (*regex)->matches(a.text);
        if (!found) throw Error(found.error());
        return of(*found);
    }

    bool forgiving() const { return lax_ || forgiving_; }

    bool lax_;
    bool forgiving_ = false;  // behind .** what is not there is overlooked, even if the path is strict
    const Json& root_;
    const Json& variables_;
    FunctionContext& context_;
    PathItems& out_;
    const Json* current_ = nullptr;
    std::int64_t size_ = 0;
};

}  // namespace

Result<void> evaluate(const JsonPath& path,
                      const Json& document,
                      const Json& variables,
                      FunctionContext& context,
                      PathItems& out) {
    try {
        Evaluator(path, document, variables, context, out).run(*path.expression);
    } catch (Error& error) {
        return fail(std::move(error));
    }
    return {};
}

}  // namespace ormgate::sqlite
