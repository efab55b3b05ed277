#include <algorithm>
#include <string>

#include "core/array.hpp"
#include "core/json_text.hpp"
#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/json_build.hpp"
#include "server/backend/sqlite/functions/json_value.hpp"
#include "server/backend/sqlite/functions/sorted_rows.hpp"
#include "server/backend/sqlite/functions/typed_value.hpp"

namespace ormgate::sqlite {
namespace {

// string_agg(value, separator, specification, keys…): each separator stands before its own value.
template <bool bytes>
class StringAggregate : public Accumulator {
public:
    Answer add(Call& row) override { return rows_.add(row, 1, 2); }
    Answer remove(Call&) override {
        rows_.remove_first();
        return {};
    }
    Answer answer(Call& result) override {
        if (rows_.empty()) return {};
        std::string out;
        bool first = true;
        for (const SortedRows::Row& row : rows_.finish()) {
            if (!first) append(out, row.second);
            first = false;
            append(out, row.first);
        }
        if (bytes)
            result.answer(as_bytes(out));
        else
            result.answer(out);
        return {};
    }

private:
    static void append(std::string& out, const Value& value) {
        if (const auto* text = std::get_if<std::string>(&value))
            out += *text;
        else if (const auto* blob = std::get_if<Bytes>(&value))
            out += as_text(*blob);
        else if (const auto* integer = std::get_if<std::int64_t>(&value))
            out += std::to_string(*integer);
    }
    SortedRows rows_;
};

// Aggregates of values with their types: (value, type, specification, keys…).
class TypedCollection : public Accumulator {
public:
    Answer add(Call& row) override {
        if (!known_) {
            Result<Type> type = json_type_of_name(row.text(1));
            if (!type) return fail(type.error());
            type_ = *type;
            known_ = true;
        }
        return rows_.add(row, -1, 2);
    }
    Answer remove(Call&) override {
        rows_.remove_first();
        return {};
    }

protected:
    SortedRows rows_;
    Type type_;

private:
    bool known_ = false;
};

class ArrayAggregate : public TypedCollection {
public:
    Answer add(Call& row) override {
        if (row.null(0) && row.text(1).starts_with('_'))
            return fail(Errc::null_value_not_allowed, "cannot accumulate null arrays");
        return TypedCollection::add(row);
    }
    Answer answer(Call& result) override {
        if (rows_.empty()) return {};
        if (type_.array) return answer_nested(result);
        Array array;
        for (const SortedRows::Row& row : rows_.finish(type_)) array.elements.push_back(row.first);
        array.dimensions = {array.elements.size()};
        result.answer(canonical_array(array, type_));
        return {};
    }

private:
    Answer answer_nested(Call& result) {
        std::string out = "[";
        std::vector<std::size_t> dimensions;
        for (const SortedRows::Row& row : rows_.finish(type_)) {
            const auto& text = std::get<std::string>(row.first);
            Result<Array> array = read_array(text, type_.element());
            if (!array) return fail(array.error());
            if (array->dimensions.empty())
                return fail(Errc::array_subscript_error, "cannot accumulate empty arrays");
            if (!dimensions.empty() && dimensions != array->dimensions)
                return fail(Errc::array_subscript_error,
                            "cannot accumulate arrays of different dimensionality");
            dimensions = array->dimensions;
            if (out.size() > 1) out += ',';
            out += text;
        }
        result.answer(out + "]");
        return {};
    }
};

template <bool binary>
class JsonAggregate : public TypedCollection {
public:
    Answer answer(Call& result) override {
        if (rows_.empty()) return {};
        bool structured = type_.array || type_.id == TypeId::record;
        std::string out = "[";
        for (const SortedRows::Row& row : rows_.finish(type_)) {
            if (out.size() > 1) out += structured && !is_null(row.first) ? ", \n " : ", ";
            if (Answer done = append_as_json(out, view(row.first), type_, result.context()); !done)
                return done;
        }
        out += ']';
        if (binary) return answer_result(result, normalize_jsonb(out));
        result.answer(out);
        return {};
    }
};

// json_object_agg(key, key type, value, value type, specification, keys…)
template <bool binary>
class JsonObjectAggregate : public Accumulator {
public:
    Answer add(Call& row) override {
        if (row.null(0)) return fail(Errc::invalid_parameter_value, "field name must not be null");
        Result<Type> key = json_type_of_name(row.text(1)), value = json_type_of_name(row.text(3));
        if (!key) return fail(key.error());
        if (!value) return fail(value.error());
        key_type_ = *key;
        value_type_ = *value;
        return rows_.add(row, 2, 4);
    }
    Answer remove(Call&) override {
        rows_.remove_first();
        return {};
    }
    Answer answer(Call& result) override {
        if (rows_.empty()) return {};
        std::string out = "{ ";
        for (const SortedRows::Row& row : rows_.finish(key_type_)) {
            if (out.size() > 2) out += ", ";
            if (Answer done = append_as_key(out, view(row.first), key_type_, result.context()); !done)
                return done;
            out += " : ";
            if (Answer done = append_as_json(out, view(row.second), value_type_, result.context()); !done)
                return done;
        }
        out += " }";
        if (binary) return answer_result(result, normalize_jsonb(out));
        result.answer(out);
        return {};
    }

private:
    SortedRows rows_;
    Type key_type_, value_type_;
};

// max(value, labels) and min(value, labels) of an enumeration; labels is a JSON array in their order.
template <bool greatest>
class EnumExtreme : public Accumulator {
public:
    Answer add(Call& row) override {
        if (labels_.empty()) {
            Result<Json> labels = parse_json(row.text(1));
            if (!labels) return fail(labels.error());
            for (Json& label : labels->items) labels_.push_back(std::move(label.text));
            counts_.resize(labels_.size());
        }
        return count(row, 1);
    }
    Answer remove(Call& row) override { return count(row, -1); }
    Answer answer(Call& result) override {
        for (std::size_t i = 0; i < labels_.size(); ++i) {
            const std::size_t place = greatest ? labels_.size() - 1 - i : i;
            if (counts_[place] == 0) continue;
            result.answer(labels_[place]);
            break;
        }
        return {};
    }

private:
    Answer count(Call& row, std::int64_t by) {
        const auto found = std::ranges::find(labels_, row.text(0));
        if (found != labels_.end()) counts_[static_cast<std::size_t>(found - labels_.begin())] += by;
        return {};
    }
    std::vector<std::string> labels_;
    std::vector<std::int64_t> counts_;
};

// The value of a subquery that may answer one row only.
class SingleRow : public Accumulator {
public:
    Answer add(Call& row) override {
        if (seen_)
            return fail(Errc::cardinality_violation,
                        "more than one row returned by a subquery used as an expression");
        seen_ = true;
        value_ = copy(row.value(0));
        return {};
    }
    Answer answer(Call& result) override {
        result.answer(value_);
        return {};
    }

private:
    bool seen_ = false;
    Value value_;
};

// clang-format off: one row a line
constexpr AggregateFunction functions[] = {
    {"pg_array_agg", 2, any_number, false, true, make_accumulator<ArrayAggregate>},
    {"pg_json_agg", 2, any_number, false, true, make_accumulator<JsonAggregate<false>>},
    {"pg_json_object_agg", 4, any_number, false, true, make_accumulator<JsonObjectAggregate<false>>},
    {"pg_jsonb_agg", 2, any_number, false, true, make_accumulator<JsonAggregate<true>>},
    {"pg_jsonb_object_agg", 4, any_number, false, true, make_accumulator<JsonObjectAggregate<true>>},
    {"pg_max_enum", 2, 2, true, true, make_accumulator<EnumExtreme<true>>},
    {"pg_min_enum", 2, 2, true, true, make_accumulator<EnumExtreme<false>>},
    {"pg_single_row", 1, 1, false, false, make_accumulator<SingleRow>},
    {"pg_string_agg", 2, any_number, true, true, make_accumulator<StringAggregate<false>>},
    {"pg_string_agg_bytea", 2, any_number, true, true, make_accumulator<StringAggregate<true>>},
};
// clang-format on

}  // namespace

std::span<const AggregateFunction> collecting_aggregates() {
    return functions;
}

}  // namespace ormgate::sqlite
