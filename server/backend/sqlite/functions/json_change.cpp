#include <algorithm>
#include <charconv>
#include <string>

#include "core/json_text.hpp"
#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/json_value.hpp"

namespace ormgate::sqlite {
namespace {

Error invalid(std::string message) {
    return {Errc::invalid_parameter_value, std::move(message)};
}

Answer answer_jsonb(Call& call, Json& value) {
    sort_keys(value);
    call.answer(printed(value));
    return {};
}

// ---- ||

Json as_array(Json value) {
    if (value.kind == Json::Kind::array) return value;
    Json array;
    array.kind = Json::Kind::array;
    array.items.push_back(std::move(value));
    return array;
}

Answer concatenate(Call& call) {
    Result<Json> a = parse_jsonb(call.text(0)), b = parse_jsonb(call.text(1));
    if (!a) return fail(a.error());
    if (!b) return fail(b.error());
    if (a->kind == Json::Kind::object && b->kind == Json::Kind::object) {
        for (std::size_t i = 0; i < b->items.size(); ++i)
            a->set(std::move(b->keys[i]), std::move(b->items[i]));
        return answer_jsonb(call, *a);
    }
    Json left = as_array(std::move(*a)), right = as_array(std::move(*b));
    std::ranges::move(right.items, std::back_inserter(left.items));
    return answer_jsonb(call, left);
}

// ---- -

void erase_at(Json& value, std::size_t i) {
    value.items.erase(value.items.begin() + static_cast<std::ptrdiff_t>(i));
    if (value.kind == Json::Kind::object)
        value.keys.erase(value.keys.begin() + static_cast<std::ptrdiff_t>(i));
}

void erase_key(Json& value, std::string_view key) {
    for (std::size_t i = value.items.size(); i-- > 0;) {
        bool named = value.kind == Json::Kind::object
                         ? value.keys[i] == key
                         : value.items[i].kind == Json::Kind::string && value.items[i].text == key;
        if (named) erase_at(value, i);
    }
}

Answer delete_key(Call& call) {
    Result<Json> value = parse_jsonb(call.text(0));
    if (!value) return fail(value.error());
    if (value->is_scalar()) return fail(invalid("cannot delete from scalar"));
    erase_key(*value, call.text(1));
    return answer_jsonb(call, *value);
}

Answer delete_keys(Call& call) {
    Result<Json> value = parse_jsonb(call.text(0)), keys = parse_json(call.text(1));
    if (!value) return fail(value.error());
    if (!keys) return fail(keys.error());
    if (value->is_scalar()) return fail(invalid("cannot delete from scalar"));
    for (const Json& key : keys->items)
        if (key.kind == Json::Kind::string) erase_key(*value, key.text);
    return answer_jsonb(call, *value);
}

Answer delete_index(Call& call) {
    Result<Json> value = parse_jsonb(call.text(0));
    if (!value) return fail(value.error());
    if (value->is_scalar()) return fail(invalid("cannot delete from scalar"));
    if (value->kind == Json::Kind::object)
        return fail(invalid("cannot delete from object using integer index"));
    std::int64_t index = call.integer(1);
    auto size = static_cast<std::int64_t>(value->items.size());
    if (index < 0) index += size;
    if (index >= 0 && index < size) erase_at(*value, static_cast<std::size_t>(index));
    return answer_jsonb(call, *value);
}

// ---- along a path

enum class Change : std::uint8_t { set, set_or_create, insert_before, insert_after, remove };

class PathChange {
public:
    PathChange(Change change, const Json& path, const Json* value)
        : change_(change), path_(path), value_(value) {}

    Answer apply(Json& node, std::size_t level = 0) const {
        const Json& key = path_.items[level];
        if (key.kind == Json::Kind::null)
            return fail(Errc::null_value_not_allowed,
                        "path element at position " + std::to_string(level + 1) + " is null");
        bool last = level + 1 == path_.items.size();
        if (node.kind == Json::Kind::object) return at_key(node, key.text, level, last);
        if (node.kind == Json::Kind::array) return at_index(node, key.text, level, last);
        return {};
    }

private:
    bool inserts() const { return change_ == Change::insert_before || change_ == Change::insert_after; }

    Answer at_key(Json& object, const std::string& key, std::size_t level, bool last) const {
        Json* found = object.find(key);
        if (!last) return found != nullptr ? apply(*found, level + 1) : Answer{};
        if (change_ == Change::remove) {
            erase_key(object, key);
            return {};
        }
        if (found != nullptr && inserts())
            return fail(invalid("cannot replace existing key")
                            .with_hint("Try using the function jsonb_set to replace key value."));
        if (found != nullptr || change_ != Change::set) object.set(key, *value_);
        return {};
    }

    Answer at_index(Json& array, std::string_view key, std::size_t level, bool last) const {
        std::int32_t index = 0;
        auto [end, status] = std::from_chars(key.data(), key.data() + key.size(), index);
        if (status != std::errc() || end != key.data() + key.size())
            return fail(Errc::invalid_text_representation,
                        "path element at position " + std::to_string(level + 1) + " is not an integer: \"" +
                            std::string(key) + "\"");
        auto size = static_cast<std::int64_t>(array.items.size());
        std::int64_t at = index < 0 ? index + size : index;
        bool inside = at >= 0 && at < size;
        if (!last) return inside ? apply(array.items[static_cast<std::size_t>(at)], level + 1) : Answer{};
        if (change_ == Change::remove) {
            if (inside) erase_at(array, static_cast<std::size_t>(at));
            return {};
        }
        if (inside && !inserts()) {
            array.items[static_cast<std::size_t>(at)] = *value_;
            return {};
        }
        if (!inside && change_ == Change::set) return {};
        std::int64_t place = inside ? at + (change_ == Change::insert_after ? 1 : 0) : at < 0 ? 0 : size;
        array.items.insert(array.items.begin() + place, *value_);
        return {};
    }

    Change change_;
    const Json& path_;
    const Json* value_;
};

void sort_deeply(Json& value) {
    for (Json& item : value.items) sort_deeply(item);
    sort_keys(value);
}

Answer change_path(Call& call, Change change, const Json* value) {
    Result<Json> target = parse_jsonb(call.text(0)), path = parse_json(call.text(1));
    if (!target) return fail(target.error());
    if (!path) return fail(path.error());
    if (!path->items.empty() && path->items[0].kind == Json::Kind::array)
        return fail(Errc::array_subscript_error, "wrong number of array subscripts");
    if (target->is_scalar())
        return fail(
            invalid(change == Change::remove ? "cannot delete path in scalar" : "cannot set path in scalar"));
    bool nothing_to_set = change == Change::set && target->items.empty();
    if (!path->items.empty() && !nothing_to_set) {
        PathChange along(change, *path, value);
        if (Answer done = along.apply(*target); !done) return done;
        sort_deeply(*target);
    }
    call.answer(printed(*target));
    return {};
}

Answer set(Call& call) {
    Result<Json> value = parse_jsonb(call.text(2));
    if (!value) return fail(value.error());
    bool creates = call.count() < 4 || call.boolean(3);
    return change_path(call, creates ? Change::set_or_create : Change::set, &*value);
}

Answer insert(Call& call) {
    Result<Json> value = parse_jsonb(call.text(2));
    if (!value) return fail(value.error());
    bool after = call.count() > 3 && call.boolean(3);
    return change_path(call, after ? Change::insert_after : Change::insert_before, &*value);
}

Answer delete_path(Call& call) {
    return change_path(call, Change::remove, nullptr);
}

Answer set_lax(Call& call) {
    if (call.null(0) || call.null(1) || (call.count() > 3 && call.null(3))) return {};
    if (call.count() > 4 && call.null(4))
        return fail(
            invalid("null_value_treatment must be \"delete_key\", \"return_target\", \"use_json_null\", or "
                    "\"raise_exception\""));
    if (!call.null(2)) return set(call);
    std::string_view treatment = call.count() > 4 ? call.text(4) : "use_json_null";
    if (treatment == "raise_exception")
        return fail(
            Error(Errc::null_value_not_allowed, "JSON value must not be null")
                .with_detail("Exception was raised because null_value_treatment is \"raise_exception\".")
                .with_hint(
                    "To avoid, either change the null_value_treatment argument or ensure that an SQL NULL "
                    "is not passed."));
    if (treatment == "return_target") {
        call.answer_argument(0);
        return {};
    }
    if (treatment == "delete_key") return delete_path(call);
    if (treatment != "use_json_null")
        return fail(
            invalid("null_value_treatment must be \"delete_key\", \"return_target\", \"use_json_null\", or "
                    "\"raise_exception\""));
    Json null;
    bool creates = call.count() < 4 || call.boolean(3);
    return change_path(call, creates ? Change::set_or_create : Change::set, &null);
}

// ---- the whole

void strip(Json& value) {
    for (std::size_t i = value.items.size(); i-- > 0;) {
        if (value.kind == Json::Kind::object && value.items[i].kind == Json::Kind::null)
            erase_at(value, i);
        else
            strip(value.items[i]);
    }
}

void append_without_blanks(const Json& value, std::string& out) {
    if (value.is_scalar()) return print_json(value, out);
    bool object = value.kind == Json::Kind::object;
    out += object ? '{' : '[';
    for (std::size_t i = 0; i < value.items.size(); ++i) {
        if (i > 0) out += ',';
        if (object) {
            append_json_string(out, value.keys[i]);
            out += ':';
        }
        append_without_blanks(value.items[i], out);
    }
    out += object ? '}' : ']';
}

Answer strip_json(Call& call) {
    Result<Json> value = parse_json(call.text(0));
    if (!value) return fail(value.error());
    strip(*value);
    std::string out;
    append_without_blanks(*value, out);
    call.answer(out);
    return {};
}

Answer strip_jsonb(Call& call) {
    Result<Json> value = parse_jsonb(call.text(0));
    if (!value) return fail(value.error());
    strip(*value);
    return answer_jsonb(call, *value);
}

void append_pretty(const Json& value, std::size_t depth, std::string& out) {
    if (value.is_scalar()) return print_json(value, out);
    bool object = value.kind == Json::Kind::object;
    out += object ? '{' : '[';
    for (std::size_t i = 0; i < value.items.size(); ++i) {
        out += i > 0 ? ",\n" : "\n";
        out.append((depth + 1) * 4, ' ');
        if (object) {
            append_json_string(out, value.keys[i]);
            out += ": ";
        }
        append_pretty(value.items[i], depth + 1, out);
    }
    out += '\n';
    out.append(depth * 4, ' ');
    out += object ? '}' : ']';
}

Answer pretty(Call& call) {
    Result<Json> value = parse_jsonb(call.text(0));
    if (!value) return fail(value.error());
    std::string out;
    append_pretty(*value, 0, out);
    call.answer(out);
    return {};
}

// clang-format off: one row a line
constexpr ScalarFunction functions[] = {
    {"pg_json_strip_nulls", 1, 1, pure, strip_json},
    {"pg_jsonb_concat", 2, 2, pure, concatenate},
    {"pg_jsonb_delete", 2, 2, pure, delete_key},
    {"pg_jsonb_delete_array", 2, 2, pure, delete_keys},
    {"pg_jsonb_delete_index", 2, 2, pure, delete_index},
    {"pg_jsonb_delete_path", 2, 2, pure, delete_path},
    {"pg_jsonb_insert", 3, 4, pure, insert},
    {"pg_jsonb_pretty", 1, 1, pure, pretty},
    {"pg_jsonb_set", 3, 4, pure, set},
    {"pg_jsonb_set_lax", 3, 5, stable, set_lax},
    {"pg_jsonb_strip_nulls", 1, 1, pure, strip_jsonb},
};
// clang-format on

}  // namespace

std::span<const ScalarFunction> json_change_functions() {
    return functions;
}

}  // namespace ormgate::sqlite
