#include <array>
#include <cmath>
#include <deque>
#include <string>

#include "core/decimal.hpp"
#include "core/interval.hpp"
#include "server/backend/sqlite/functions/families.hpp"

namespace ormgate::sqlite {
namespace {

// A moving frame over floats is summed anew, because taking a float back out of a sum does not give the sum
// before it. Frames longer than this are refused; a plain aggregate just stops remembering.
constexpr std::size_t longest_float_frame = 65536;

// ---- exact sums of integers

class IntegerSum : public Accumulator {
public:
    Answer add(Call& row) override {
        sum_ += row.integer(0);
        square_sum_ += Decimal::Integer(row.integer(0)) * row.integer(0);
        ++count_;
        return {};
    }
    Answer remove(Call& row) override {
        sum_ -= row.integer(0);
        square_sum_ -= Decimal::Integer(row.integer(0)) * row.integer(0);
        --count_;
        return {};
    }

protected:
    Decimal sum() const { return {sum_, 0}; }
    Decimal square_sum() const { return {square_sum_, 0}; }
    std::int64_t count_ = 0;

private:
    Decimal::Integer sum_, square_sum_;
};

// ---- exact sums of numerics, with NaN and the infinities counted apart, so that they can leave a frame
// again

class NumericSum : public Accumulator {
public:
    Answer add(Call& row) override { return change(row, 1); }
    Answer remove(Call& row) override { return change(row, -1); }

protected:
    Result<Decimal> sum() const {
        if (std::optional<Decimal> special = special_sum()) return *special;
        return sum_.round(scale());
    }
    std::optional<Decimal> special_sum() const {
        if (nans_ > 0 || (infinities_ > 0 && minus_infinities_ > 0)) return Decimal::nan();
        if (infinities_ > 0) return Decimal::infinity();
        if (minus_infinities_ > 0) return Decimal::minus_infinity();
        return std::nullopt;
    }
    Decimal square_sum() const { return square_sum_; }
    std::int64_t count_ = 0;

private:
    // The largest scale among the rows of the frame decides how many digits the sum shows.
    int scale() const {
        for (std::size_t i = scales_.size(); i-- > 0;)
            if (scales_[i] > 0) return static_cast<int>(i);
        return 0;
    }

    Answer change(Call& row, int by) {
        Result<Decimal> value = row.decimal(0);
        if (!value) return fail(value.error());
        count_ += by;
        switch (value->kind()) {
            case Decimal::Kind::nan:
                nans_ += by;
                return {};
            case Decimal::Kind::infinity:
                infinities_ += by;
                return {};
            case Decimal::Kind::minus_infinity:
                minus_infinities_ += by;
                return {};
            default:
                break;
        }
        auto scale = static_cast<std::size_t>(value->scale());
        if (scales_.size() <= scale) scales_.resize(scale + 1);
        scales_[scale] += by;
        Result<Decimal> square = ormgate::multiply(*value, *value);
        if (!square) return fail(square.error());
        Result<Decimal> sum = by > 0 ? ormgate::add(sum_, *value) : subtract(sum_, *value);
        Result<Decimal> squares =
            by > 0 ? ormgate::add(square_sum_, *square) : subtract(square_sum_, *square);
        if (!sum) return fail(sum.error());
        if (!squares) return fail(squares.error());
        sum_ = std::move(*sum);
        square_sum_ = std::move(*squares);
        return {};
    }

    Decimal sum_, square_sum_;
    std::vector<std::int64_t> scales_;
    std::int64_t nans_ = 0, infinities_ = 0, minus_infinities_ = 0;
};

template <class Sum>
class SumOf : public Sum {
public:
    Answer answer(Call& result) override {
        if (this->count_ == 0) return {};
        if constexpr (std::is_same_v<Sum, IntegerSum>) {
            result.answer(this->sum());
            return {};
        } else {
            return answer_result(result, this->sum());
        }
    }
};

template <class Sum>
class AverageOf : public Sum {
public:
    Answer answer(Call& result) override {
        if (this->count_ == 0) return {};
        Result<Decimal> sum = this->sum();
        if (!sum) return fail(sum.error());
        return answer_result(result, divide(*sum, Decimal(this->count_)));
    }
};

enum class Spread : std::uint8_t {
    population_variance,
    sample_variance,
    population_deviation,
    sample_deviation
};
constexpr bool of_sample(Spread spread) {
    return spread == Spread::sample_variance || spread == Spread::sample_deviation;
}
constexpr bool is_deviation(Spread spread) {
    return spread == Spread::population_deviation || spread == Spread::sample_deviation;
}

// (N·Σx² − (Σx)²) / (N·N or N·(N−1)), in the scale that PostgreSQL's division chooses.
Result<Decimal> spread_of(const Decimal& sum, const Decimal& square_sum, std::int64_t count, Spread spread) {
    Result<Decimal> left = multiply(Decimal(count), square_sum), right = multiply(sum, sum);
    if (!left) return left;
    if (!right) return right;
    Result<Decimal> numerator = subtract(*left, *right);
    if (!numerator) return numerator;
    if (numerator->sign() <= 0) return Decimal(0);
    Result<Decimal> divisor = multiply(Decimal(count), Decimal(of_sample(spread) ? count - 1 : count));
    if (!divisor) return divisor;
    Result<Decimal> variance = divide(*numerator, *divisor);
    if (!variance || !is_deviation(spread)) return variance;
    Result<Decimal> deviation = square_root(*variance);
    if (!deviation) return deviation;
    return deviation->round(variance->scale());
}

template <class Sum, Spread spread>
class SpreadOf : public Sum {
public:
    Answer answer(Call& result) override {
        if (this->count_ < (of_sample(spread) ? 2 : 1)) return {};
        if constexpr (std::is_same_v<Sum, NumericSum>) {
            if (this->special_sum()) {
                result.answer(Decimal::nan());
                return {};
            }
        }
        Result<Decimal> sum = this->sum();
        if (!sum) return fail(sum.error());
        return answer_result(result, spread_of(*sum, this->square_sum(), this->count_, spread));
    }
};

// ---- floats

template <class State>
class FloatAggregate : public Accumulator {
public:
    Answer add(Call& row) override {
        double value = row.real(0);
        if (remembered_.size() < longest_float_frame)
            remembered_.push_back(value);
        else
            forgetful_ = true;
        return state_.add(value);
    }
    Answer remove(Call&) override {
        if (forgetful_)
            return fail(Errc::unsupported,
                        "window frames of more than 65536 floating-point values are not supported");
        remembered_.pop_front();
        state_ = State{};
        for (double value : remembered_)
            if (Answer done = state_.add(value); !done) return done;
        return {};
    }
    Answer answer(Call& result) override { return state_.answer(result); }

private:
    State state_;
    std::deque<double> remembered_;
    bool forgetful_ = false;
};

Error overflow() {
    return {Errc::numeric_value_out_of_range, "value out of range: overflow"};
}

template <class T>
struct FloatSum {
    T sum = 0;
    bool any = false;
    Answer add(double value) {
        auto term = static_cast<T>(value);
        T next = any ? sum + term : term;
        if (std::isinf(next) && !std::isinf(sum) && !std::isinf(term)) return fail(overflow());
        sum = next;
        any = true;
        return {};
    }
    Answer answer(Call& result) const {
        if (any) result.answer(static_cast<double>(sum));
        return {};
    }
};

// The algorithm of Youngs and Cramer, which PostgreSQL uses, so that even the last digit agrees.
struct FloatMoments {
    double count = 0, sum = 0, squares = 0;
    Answer add(double value) {
        double before = count;
        count += 1;
        double old_sum = sum;
        sum += value;
        if (before > 0) {
            double distance = value * count - sum;
            squares += distance * distance / (count * before);
            if (std::isinf(sum) || std::isinf(squares)) {
                if (!std::isinf(old_sum) && !std::isinf(value)) return fail(overflow());
                squares = std::numeric_limits<double>::quiet_NaN();
            }
        } else if (!std::isfinite(value)) {
            squares = std::numeric_limits<double>::quiet_NaN();
        }
        return {};
    }
};

struct FloatAverage : FloatMoments {
    Answer answer(Call& result) const {
        if (count > 0) result.answer(sum / count);
        return {};
    }
};

template <Spread spread>
struct FloatSpread : FloatMoments {
    Answer answer(Call& result) const {
        if (count < (of_sample(spread) ? 2 : 1)) return {};
        double variance = squares / (of_sample(spread) ? count - 1 : count);
        result.answer(is_deviation(spread) ? std::sqrt(variance) : variance);
        return {};
    }
};

// ---- intervals

template <bool average>
class IntervalSum : public Accumulator {
public:
    Answer add(Call& row) override {
        ++count_;
        return change(row, ormgate::add);
    }
    Answer remove(Call& row) override {
        --count_;
        return change(row, ormgate::subtract);
    }
    Answer answer(Call& result) override {
        if (count_ == 0) return {};
        Result<Interval> value = average ? divide(sum_, static_cast<double>(count_)) : sum_;
        if (!value) return fail(value.error());
        result.answer(canonical(*value));
        return {};
    }

private:
    Answer change(Call& row, Result<Interval> (*operation)(const Interval&, const Interval&)) {
        Result<Interval> value = parse_interval(row.text(0));
        if (!value) return fail(value.error());
        Result<Interval> next = operation(sum_, *value);
        if (!next) return fail(next.error());
        sum_ = *next;
        return {};
    }
    Interval sum_;
    std::int64_t count_ = 0;
};

// ---- bits: how often each is set, so that a row can leave a frame

enum class BitOperation : std::uint8_t { and_, or_, xor_ };

template <BitOperation operation>
class BitAggregate : public Accumulator {
public:
    Answer add(Call& row) override { return change(row.integer(0), 1); }
    Answer remove(Call& row) override { return change(row.integer(0), -1); }
    Answer answer(Call& result) override {
        if (count_ == 0) return {};
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < set_.size(); ++i) {
            bool set = operation == BitOperation::and_  ? set_[i] == count_
                       : operation == BitOperation::or_ ? set_[i] > 0
                                                        : set_[i] % 2 != 0;
            bits |= static_cast<std::uint64_t>(set) << i;
        }
        result.answer(static_cast<std::int64_t>(bits));
        return {};
    }

private:
    Answer change(std::int64_t value, int by) {
        count_ += by;
        for (std::size_t i = 0; i < set_.size(); ++i)
            if ((static_cast<std::uint64_t>(value) >> i & 1) != 0) set_[i] += by;
        return {};
    }
    std::array<std::int64_t, 64> set_{};
    std::int64_t count_ = 0;
};

template <class Sum, Spread spread>
constexpr auto spread_function = make_accumulator<SpreadOf<Sum, spread>>;
template <Spread spread>
constexpr auto float_spread_function = make_accumulator<FloatAggregate<FloatSpread<spread>>>;

// Rows of one measure of spread, for each type.
#define ORMGATE_SPREAD(name, spread)                                             \
    {name "_float4", 1, 1, true, true, float_spread_function<spread>},           \
        {name "_float8", 1, 1, true, true, float_spread_function<spread>},       \
        {name "_int2", 1, 1, true, true, spread_function<IntegerSum, spread>},   \
        {name "_int4", 1, 1, true, true, spread_function<IntegerSum, spread>},   \
        {name "_int8", 1, 1, true, true, spread_function<IntegerSum, spread>}, { \
        name "_numeric", 1, 1, true, true, spread_function<NumericSum, spread>   \
    }

// clang-format off: one row a line
constexpr AggregateFunction functions[] = {
    {"pg_avg_float4", 1, 1, true, true, make_accumulator<FloatAggregate<FloatAverage>>},
    {"pg_avg_float8", 1, 1, true, true, make_accumulator<FloatAggregate<FloatAverage>>},
    {"pg_avg_int2", 1, 1, true, true, make_accumulator<AverageOf<IntegerSum>>},
    {"pg_avg_int4", 1, 1, true, true, make_accumulator<AverageOf<IntegerSum>>},
    {"pg_avg_int8", 1, 1, true, true, make_accumulator<AverageOf<IntegerSum>>},
    {"pg_avg_interval", 1, 1, true, true, make_accumulator<IntervalSum<true>>},
    {"pg_avg_numeric", 1, 1, true, true, make_accumulator<AverageOf<NumericSum>>},
    {"pg_bit_and_int2", 1, 1, true, true, make_accumulator<BitAggregate<BitOperation::and_>>},
    {"pg_bit_and_int4", 1, 1, true, true, make_accumulator<BitAggregate<BitOperation::and_>>},
    {"pg_bit_and_int8", 1, 1, true, true, make_accumulator<BitAggregate<BitOperation::and_>>},
    {"pg_bit_or_int2", 1, 1, true, true, make_accumulator<BitAggregate<BitOperation::or_>>},
    {"pg_bit_or_int4", 1, 1, true, true, make_accumulator<BitAggregate<BitOperation::or_>>},
    {"pg_bit_or_int8", 1, 1, true, true, make_accumulator<BitAggregate<BitOperation::or_>>},
    {"pg_bit_xor_int2", 1, 1, true, true, make_accumulator<BitAggregate<BitOperation::xor_>>},
    {"pg_bit_xor_int4", 1, 1, true, true, make_accumulator<BitAggregate<BitOperation::xor_>>},
    {"pg_bit_xor_int8", 1, 1, true, true, make_accumulator<BitAggregate<BitOperation::xor_>>},
    {"pg_sum_float4", 1, 1, true, true, make_accumulator<FloatAggregate<FloatSum<float>>>},
    {"pg_sum_float8", 1, 1, true, true, make_accumulator<FloatAggregate<FloatSum<double>>>},
    {"pg_sum_int8", 1, 1, true, true, make_accumulator<SumOf<IntegerSum>>},
    {"pg_sum_interval", 1, 1, true, true, make_accumulator<IntervalSum<false>>},
    {"pg_sum_numeric", 1, 1, true, true, make_accumulator<SumOf<NumericSum>>},
    ORMGATE_SPREAD("pg_stddev", Spread::sample_deviation),
    ORMGATE_SPREAD("pg_stddev_pop", Spread::population_deviation),
    ORMGATE_SPREAD("pg_stddev_samp", Spread::sample_deviation),
    ORMGATE_SPREAD("pg_var_pop", Spread::population_variance),
    ORMGATE_SPREAD("pg_var_samp", Spread::sample_variance),
    ORMGATE_SPREAD("pg_variance", Spread::sample_variance),
};
// clang-format on
#undef ORMGATE_SPREAD

}  // namespace

std::span<const AggregateFunction> numeric_aggregates() {
    return functions;
}

}  // namespace ormgate::sqlite
