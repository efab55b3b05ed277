#include <limits>
#include <string>

#include "server/backend/sqlite/functions/datetime_arguments.hpp"
#include "server/backend/sqlite/functions/table_function.hpp"

namespace ormgate::sqlite {
namespace {

Error zero_step() {
    return {Errc::invalid_parameter_value, "step size cannot equal zero"};
}

class IntegerSeries : public Rows {
public:
    IntegerSeries(
        std::int64_t start, std::int64_t stop, std::int64_t step, std::int64_t low, std::int64_t high)
        : next_(start), stop_(stop), step_(step), low_(low), high_(high) {}
    Result<bool> next() override {
        if (ended_ || (step_ > 0 ? next_ > stop_ : next_ < stop_)) return false;
        current_ = next_;
        // An overflow ends the series, as it does in PostgreSQL.
        ended_ = __builtin_add_overflow(next_, step_, &next_) || next_ < low_ || next_ > high_;
        return true;
    }
    ValueView column(std::size_t) const override { return current_; }

private:
    std::int64_t current_ = 0, next_, stop_, step_, low_, high_;
    bool ended_ = false;
};

template <class T>
Result<std::unique_ptr<Rows>> integers(Call& call) {
    std::int64_t step = call.count() > 2 ? call.integer(2) : 1;
    if (step == 0) return fail(zero_step());
    return std::make_unique<IntegerSeries>(
        call.integer(0), call.integer(1), step, std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
}

class DecimalSeries : public Rows {
public:
    DecimalSeries(Decimal start, Decimal stop, Decimal step)
        : next_(std::move(start)), stop_(std::move(stop)), step_(std::move(step)) {}
    Result<bool> next() override {
        if (step_.sign() > 0 ? next_ > stop_ : next_ < stop_) return false;
        current_ = next_.text();
        Result<Decimal> following = add(next_, step_);
        if (!following) return fail(following.error());
        next_ = std::move(*following);
        return true;
    }
    ValueView column(std::size_t) const override { return std::string_view(current_); }

private:
    std::string current_;
    Decimal next_, stop_, step_;
};

Result<std::unique_ptr<Rows>> decimals(Call& call) {
    constexpr const char* names[] = {"start value", "stop value", "step size"};
    Decimal bounds[3] = {0, 0, 1};
    for (int i = 0; i < call.count(); ++i) {
        Result<Decimal> bound = call.decimal(i);
        if (!bound) return fail(bound.error());
        if (!bound->finite())
            return fail(Errc::invalid_parameter_value,
                        std::string(names[i]) + " cannot be " + (bound->is_nan() ? "NaN" : "infinity"));
        bounds[i] = std::move(*bound);
    }
    if (bounds[2].is_zero()) return fail(zero_step());
    return std::make_unique<DecimalSeries>(std::move(bounds[0]), std::move(bounds[1]), std::move(bounds[2]));
}

// With a zone, days and months are the zone's.
class TimestampSeries : public Rows {
public:
    TimestampSeries(Timestamp start, Timestamp stop, Interval step, const TimeZone* zone)
        : next_(start), stop_(stop), step_(step), ascending_(compare(step, Interval{}) > 0), zone_(zone) {}
    Result<bool> next() override {
        if (ascending_ ? next_ > stop_ : next_ < stop_) return false;
        current_ = zone_ != nullptr ? canonical_utc(next_) : canonical(next_);
        Result<Timestamp> following = zone_ != nullptr ? add(next_, step_, *zone_) : add(next_, step_);
        if (!following) return fail(following.error());
        next_ = *following;
        return true;
    }
    ValueView column(std::size_t) const override { return std::string_view(current_); }

private:
    std::string current_;
    Timestamp next_, stop_;
    Interval step_;
    bool ascending_;
    const TimeZone* zone_;
};

template <bool with_zone>
Result<std::unique_ptr<Rows>> timestamps(Call& call) {
    Result<Timestamp> start = argument<Timestamp>(call, 0), stop = argument<Timestamp>(call, 1);
    Result<Interval> step = argument<Interval>(call, 2);
    if (!start) return fail(start.error());
    if (!stop) return fail(stop.error());
    if (!step) return fail(step.error());
    if (compare(*step, Interval{}) == 0) return fail(zero_step());
    const TimeZone* zone = with_zone ? &zone_of(call.context()) : nullptr;
    return std::make_unique<TimestampSeries>(*start, *stop, *step, zone);
}

}  // namespace

std::span<const TableFunction> series_functions() {
    static const TableFunction functions[] = {
        {"pg_generate_series_int4", {"value"}, 2, 3, true, integers<std::int32_t>},
        {"pg_generate_series_int8", {"value"}, 2, 3, true, integers<std::int64_t>},
        {"pg_generate_series_numeric", {"value"}, 2, 3, true, decimals},
        {"pg_generate_series_timestamp", {"value"}, 3, 3, true, timestamps<false>},
        {"pg_generate_series_timestamptz", {"value"}, 3, 3, true, timestamps<true>},
    };
    return functions;
}

}  // namespace ormgate::sqlite
