#include "server/backend/sqlite/functions/json_value.hpp"

#include <algorithm>
#include <numeric>

#include "core/decimal.hpp"
#include "core/json_text.hpp"

namespace ormgate::sqlite {
namespace {

// The text has been checked by check_json(), so reading needs no messages of its own.
class Reader {
public:
    explicit Reader(std::string_view text) : in_(text) {}

    Result<Json> read() {
        skip_blanks();
        std::string_view begin = in_;
        Result<Json> value = read_value();
        if (value) value->source = begin.substr(0, begin.size() - in_.size());
        return value;
    }

private:
    void skip_blanks() {
        std::size_t n = in_.find_first_not_of(" \t\r\n");
        in_.remove_prefix(n == in_.npos ? in_.size() : n);
    }
    bool take(char c) {
        skip_blanks();
        if (in_.empty() || in_[0] != c) return false;
        in_.remove_prefix(1);
        return true;
    }

    Result<Json> read_value() {
        switch (in_.empty() ? '\0' : in_[0]) {
            case '{':
                return read_object();
            case '[':
                return read_array();
            case '"': {
                Result<std::string> text = take_json_string(in_);
                if (!text) return fail(text.error());
                return Json::of_text(std::move(*text));
            }
            case 't':
                in_.remove_prefix(4);
                return Json::of_boolean(true);
            case 'f':
                in_.remove_prefix(5);
                return Json::of_boolean(false);
            case 'n':
                in_.remove_prefix(4);
                return Json{};
            default:
                break;
        }
        std::size_t n = std::min(in_.find_first_not_of("+-.0123456789eE"), in_.size());
        Json number = Json::of_number(std::string(in_.substr(0, n)));
        in_.remove_prefix(n);
        return number;
    }

    Result<Json> read_array() {
        Json array;
        array.kind = Json::Kind::array;
        in_.remove_prefix(1);
        if (take(']')) return array;
        do {
            Result<Json> item = read();
            if (!item) return item;
            array.items.push_back(std::move(*item));
        } while (take(','));
        take(']');
        return array;
    }

    Result<Json> read_object() {
        Json object;
        object.kind = Json::Kind::object;
        in_.remove_prefix(1);
        if (take('}')) return object;
        do {
            skip_blanks();
            Result<std::string> key = take_json_string(in_);
            if (!key) return fail(key.error());
            take(':');
            Result<Json> item = read();
            if (!item) return item;
            object.keys.push_back(std::move(*key));
            object.items.push_back(std::move(*item));
        } while (take(','));
        take('}');
        return object;
    }

    std::string_view in_;
};

int sign_of(std::strong_ordering order) {
    return order < 0 ? -1 : order > 0 ? 1 : 0;
}

// Object > Array > Boolean > Number > String > null
int rank(const Json& value) {
    switch (value.kind) {
        case Json::Kind::object:
            return 5;
        case Json::Kind::array:
            return 4;
        case Json::Kind::boolean:
            return 3;
        case Json::Kind::number:
            return 2;
        case Json::Kind::string:
            return 1;
        default:
            return 0;
    }
}

int compare_numbers(std::string_view a, std::string_view b) {
    Result<Decimal> x = Decimal::parse(a), y = Decimal::parse(b);
    return x && y ? sign_of(*x <=> *y) : sign_of(a <=> b);
}

}  // namespace

const Json* Json::find(std::string_view key) const {
    for (std::size_t i = keys.size(); i-- > 0;)
        if (keys[i] == key) return &items[i];
    return nullptr;
}

void Json::set(std::string key, Json value) {
    if (Json* found = find(key)) {
        *found = std::move(value);
        return;
    }
    keys.push_back(std::move(key));
    items.push_back(std::move(value));
}

Json Json::of_text(std::string value) {
    Json json;
    json.kind = Kind::string;
    json.text = std::move(value);
    return json;
}
Json Json::of_number(std::string digits) {
    Json json;
    json.kind = Kind::number;
    json.text = std::move(digits);
    return json;
}
Json Json::of_boolean(bool value) {
    Json json;
    json.kind = Kind::boolean;
    json.truth = value;
    return json;
}

Result<Json> parse_json(std::string_view text) {
    if (Result<void> valid = check_json(text); !valid) return fail(valid.error());
    return Reader(text).read();
}

Result<Json> parse_jsonb(std::string_view text) {
    Result<Json> value = parse_json(text);
    if (!value) return value;
    if (Result<void> done = normalize(*value); !done) return fail(done.error());
    return value;
}

bool key_less(std::string_view a, std::string_view b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

void sort_keys(Json& object) {
    bool sorted = true;
    for (std::size_t i = 1; i < object.keys.size() && sorted; ++i)
        sorted = key_less(object.keys[i - 1], object.keys[i]);
    if (sorted) return;
    std::vector<std::size_t> order(object.keys.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        if (object.keys[a] == object.keys[b]) return a < b;
        return key_less(object.keys[a], object.keys[b]);
    });
    std::vector<std::string> keys;
    std::vector<Json> items;
    for (std::size_t i : order) {
        bool repeated = !keys.empty() && keys.back() == object.keys[i];
        if (repeated) {
            items.back() = std::move(object.items[i]);
            continue;
        }
        keys.push_back(std::move(object.keys[i]));
        items.push_back(std::move(object.items[i]));
    }
    object.keys = std::move(keys);
    object.items = std::move(items);
}

Result<void> normalize(Json& value) {
    if (value.kind == Json::Kind::number) {
        Result<Decimal> number = Decimal::parse(value.text);
        if (!number) return fail(number.error());
        value.text = number->text();
    }
    for (Json& item : value.items)
        if (Result<void> done = normalize(item); !done) return done;
    sort_keys(value);
    return {};
}

void print_json(const Json& value, std::string& out) {
    switch (value.kind) {
        case Json::Kind::null:
            out += "null";
            return;
        case Json::Kind::boolean:
            out += value.truth ? "true" : "false";
            return;
        case Json::Kind::number:
            out += value.text;
            return;
        case Json::Kind::string:
            append_json_string(out, value.text);
            return;
        default:
            break;
    }
    bool object = value.kind == Json::Kind::object;
    out += object ? '{' : '[';
    for (std::size_t i = 0; i < value.items.size(); ++i) {
        if (i > 0) out += ", ";
        if (object) {
            append_json_string(out, value.keys[i]);
            out += ": ";
        }
        print_json(value.items[i], out);
    }
    out += object ? '}' : ']';
}

std::string printed(const Json& value) {
    std::string out;
    print_json(value, out);
    return out;
}

std::string_view kind_name(Json::Kind kind) {
    constexpr std::string_view names[] = {"null", "string", "number", "boolean", "array", "object"};
    return names[static_cast<std::size_t>(kind)];
}

namespace {

int compare_nodes(const Json& a, const Json& b) {
    if (rank(a) != rank(b)) return rank(a) < rank(b) ? -1 : 1;
    switch (a.kind) {
        case Json::Kind::null:
            return 0;
        case Json::Kind::boolean:
            return static_cast<int>(a.truth) - static_cast<int>(b.truth);
        case Json::Kind::number:
            return compare_numbers(a.text, b.text);
        case Json::Kind::string:
            return sign_of(a.text <=> b.text);
        default:
            break;
    }
    if (a.items.size() != b.items.size()) return a.items.size() < b.items.size() ? -1 : 1;
    for (std::size_t i = 0; i < a.items.size(); ++i) {
        if (a.kind == Json::Kind::object)
            if (int order = sign_of(a.keys[i] <=> b.keys[i]); order != 0) return order;
        if (int order = compare_nodes(a.items[i], b.items[i]); order != 0) return order;
    }
    return 0;
}

}  // namespace

int compare(const Json& a, const Json& b) {
    // An empty array at the top sorts below everything, an old quirk of PostgreSQL that indexes have kept
    // alive.
    bool empty_a = a.kind == Json::Kind::array && a.items.empty(),
         empty_b = b.kind == Json::Kind::array && b.items.empty();
    if (empty_a != empty_b && a.kind != b.kind) return empty_a ? -1 : 1;
    return compare_nodes(a, b);
}

}  // namespace ormgate::sqlite
