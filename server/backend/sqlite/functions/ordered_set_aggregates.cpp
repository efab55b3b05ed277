#include <algorithm>
#include <cmath>
#include <string>

#include "core/array.hpp"
#include "core/interval.hpp"
#include "core/text_io.hpp"
#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/json_value.hpp"
#include "server/backend/sqlite/functions/sorted_rows.hpp"
#include "server/backend/sqlite/functions/typed_value.hpp"

namespace ormgate::sqlite {
namespace {

// percentile_…(fraction) WITHIN GROUP (ORDER BY value) arrives as (fraction, value, specification); the value
// is its own key.

std::string shown(double fraction) {
    return print_float64(fraction);
}

Error bad_fraction(double fraction) {
    return {Errc::numeric_value_out_of_range,
            "percentile value " + shown(fraction) + " is not between 0 and 1"};
}

class Percentile : public Accumulator {
public:
    Answer add(Call& row) override {
        if (!known_) {
            known_ = true;
            if (Answer done = read_fractions(row); !done) return done;
            specification_ = std::string(row.text(2));
            if (specification_.size() < 3) return fail(Errc::internal, "malformed sort specification");
        }
        if (!row.null(1)) values_.push_back(copy(row.value(1)));
        return {};
    }

protected:
    virtual Answer read_fractions(Call& row) = 0;

    const std::vector<Value>& sorted() {
        char kind = specification_.empty() ? 'b' : specification_[2];
        Type type = kind == 'n'   ? TypeId::numeric
                    : kind == 'i' ? TypeId::interval
                    : kind == 'j' ? TypeId::jsonb
                                  : TypeId::text;
        if (kind == '(') {
            const std::string_view name = std::string_view(specification_).substr(3);
            if (Result<Type> found = type_of_name(name.substr(0, name.size() - 1))) type = *found;
        }
        bool descending = specification_.starts_with('d');
        std::ranges::sort(values_, [&](const Value& a, const Value& b) {
            int order = compare_values(view(a), view(b), type);
            return descending ? order > 0 : order < 0;
        });
        return values_;
    }

    static const Value& discrete(const std::vector<Value>& values, double fraction) {
        auto size = static_cast<double>(values.size());
        auto row = static_cast<std::size_t>(std::max(std::ceil(fraction * size), 1.0));
        return values[std::min(row, values.size()) - 1];
    }

    std::vector<Value> values_;

private:
    std::string specification_;
    bool known_ = false;
};

double real_of(const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
    if (const auto* number = std::get_if<double>(&value)) return *number;
    const auto* text = std::get_if<std::string>(&value);
    Result<double> number = parse_float64(text != nullptr ? *text : std::string("NaN"));
    return number ? *number : std::nan("");
}

// How values between two rows are found.
struct Floats {
    static Result<Value> between(const Value& low, const Value& high, double share) {
        double a = real_of(low), b = real_of(high);
        return Value(a + share * (b - a));
    }
    static constexpr TypeId type = TypeId::float64;
};
struct Intervals {
    static Result<Value> between(const Value& low, const Value& high, double share) {
        Result<Interval> a = parse_interval(std::get<std::string>(low)),
                         b = parse_interval(std::get<std::string>(high));
        if (!a) return fail(a.error());
        if (!b) return fail(b.error());
        Result<Interval> distance = subtract(*b, *a);
        if (!distance) return fail(distance.error());
        Result<Interval> part = multiply(*distance, share);
        if (!part) return fail(part.error());
        Result<Interval> result = ormgate::add(*a, *part);
        if (!result) return fail(result.error());
        return Value(canonical(*result));
    }
    static constexpr TypeId type = TypeId::interval;
};

template <class Kind>
Result<Value> continuous(const std::vector<Value>& values, double fraction) {
    double row = fraction * static_cast<double>(values.size() - 1);
    auto first = static_cast<std::size_t>(std::floor(row)), second = static_cast<std::size_t>(std::ceil(row));
    if (first == second) {
        if constexpr (Kind::type == TypeId::float64)
            return Value(real_of(values[first]));
        else
            return values[first];
    }
    return Kind::between(values[first], values[second], row - static_cast<double>(first));
}

class OnePercentile : public Percentile {
protected:
    Answer read_fractions(Call& row) override {
        if (row.null(0)) return {};
        fraction_ = row.real(0);
        if (!(*fraction_ >= 0 && *fraction_ <= 1)) return fail(bad_fraction(*fraction_));
        return {};
    }
    std::optional<double> fraction_;
};

template <class Kind>
class ContinuousPercentile : public OnePercentile {
public:
    Answer answer(Call& result) override {
        if (values_.empty() || !fraction_) return {};
        return answer_result(result, continuous<Kind>(sorted(), *fraction_));
    }
};

class DiscretePercentile : public OnePercentile {
public:
    Answer answer(Call& result) override {
        if (values_.empty() || !fraction_) return {};
        result.answer(discrete(sorted(), *fraction_));
        return {};
    }
};

class ManyPercentiles : public Percentile {
protected:
    Answer read_fractions(Call& row) override {
        if (row.null(0)) return {};
        Result<Array> fractions = read_array(row.text(0), TypeId::float64);
        if (!fractions) return fail(fractions.error());
        fractions_ = std::move(*fractions);
        given_ = true;
        for (const Value& fraction : fractions_.elements) {
            if (is_null(fraction)) continue;
            if (double value = real_of(fraction); !(value >= 0 && value <= 1))
                return fail(bad_fraction(value));
        }
        return {};
    }
    Array fractions_;
    bool given_ = false;
};

template <class Kind>
class ContinuousPercentiles : public ManyPercentiles {
public:
    Answer answer(Call& result) override {
        if (values_.empty() || !given_) return {};
        Array array;
        array.dimensions = fractions_.dimensions;
        for (const Value& fraction : fractions_.elements) {
            Result<Value> value = is_null(fraction) ? Value() : continuous<Kind>(sorted(), real_of(fraction));
            if (!value) return fail(value.error());
            array.elements.push_back(std::move(*value));
        }
        result.answer(canonical_array(array, Kind::type));
        return {};
    }
};

class DiscretePercentiles : public ManyPercentiles {
public:
    Answer answer(Call& result) override {
        if (values_.empty() || !given_) return {};
        Array array;
        array.dimensions = fractions_.dimensions;
        for (const Value& fraction : fractions_.elements)
            array.elements.push_back(is_null(fraction) ? Value() : discrete(sorted(), real_of(fraction)));
        result.answer(canonical_array(array, element_type()));
        return {};
    }

private:
    // The canonical form of the values tells how their array is written.
    Type element_type() const {
        if (std::holds_alternative<std::int64_t>(values_[0])) return TypeId::int64;
        if (std::holds_alternative<double>(values_[0])) return TypeId::float64;
        if (std::holds_alternative<Bytes>(values_[0])) return TypeId::bytea;
        return TypeId::text;
    }
};

// mode() WITHIN GROUP (ORDER BY value): of the most frequent values, the first one.
class Mode : public Accumulator {
public:
    Answer add(Call& row) override { return row.null(0) ? Answer{} : rows_.add(row, -1, 1); }
    Answer answer(Call& result) override {
        if (rows_.empty()) return {};
        std::vector<SortedRows::Row>& rows = rows_.finish();
        std::size_t best = 0, best_count = 0;
        for (std::size_t i = 0, start = 0; i < rows.size(); ++i) {
            if (compare_values(view(rows[i].keys.empty() ? rows[i].first : rows[i].keys[0]),
                               view(rows[start].keys.empty() ? rows[start].first : rows[start].keys[0]),
                               TypeId::text) != 0)
                start = i;
            if (i - start + 1 <= best_count) continue;
            best_count = i - start + 1;
            best = start;
        }
        result.answer(rows[best].first);
        return {};
    }

private:
    SortedRows rows_;
};

constexpr AggregateFunction functions[] = {
    {"pg_mode", 2, 2, false, false, make_accumulator<Mode>},
    {"pg_percentile_cont", 3, 3, false, false, make_accumulator<ContinuousPercentile<Floats>>},
    {"pg_percentile_cont_array", 3, 3, false, false, make_accumulator<ContinuousPercentiles<Floats>>},
    {"pg_percentile_cont_interval", 3, 3, false, false, make_accumulator<ContinuousPercentile<Intervals>>},
    {"pg_percentile_cont_interval_array",
     3,
     3,
     false,
     false,
     make_accumulator<ContinuousPercentiles<Intervals>>},
    {"pg_percentile_disc", 3, 3, false, false, make_accumulator<DiscretePercentile>},
    {"pg_percentile_disc_array", 3, 3, false, false, make_accumulator<DiscretePercentiles>},
};

}  // namespace

std::span<const AggregateFunction> ordered_set_aggregates() {
    return functions;
}

}  // namespace ormgate::sqlite
