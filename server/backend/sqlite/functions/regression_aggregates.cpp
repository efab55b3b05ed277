#include <cmath>
#include <deque>
#include <limits>
#include <optional>

#include "server/backend/sqlite/functions/families.hpp"

namespace ormgate::sqlite {
namespace {

constexpr std::size_t longest_frame = 65536;

// The sums of Youngs and Cramer over pairs, as PostgreSQL's float8_regr_accum keeps them.
struct PairSums {
    double n = 0, sx = 0, sxx = 0, sy = 0, syy = 0, sxy = 0;

    Answer add(double y, double x) {
        double before = n;
        n += 1;
        double old_sx = sx, old_sy = sy;
        sx += x;
        sy += y;
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        if (before == 0) {
            if (!std::isfinite(x)) sxx = sxy = nan;
            if (!std::isfinite(y)) syy = sxy = nan;
            return {};
        }
        double dx = x * n - sx, dy = y * n - sy, scale = 1.0 / (n * before);
        sxx += dx * dx * scale;
        syy += dy * dy * scale;
        sxy += dx * dy * scale;
        bool finite_x = std::isfinite(old_sx) && std::isfinite(x),
             finite_y = std::isfinite(old_sy) && std::isfinite(y);
        bool overflow = (finite_x && (std::isinf(sx) || std::isinf(sxx))) ||
                        (finite_y && (std::isinf(sy) || std::isinf(syy))) ||
                        (finite_x && finite_y && std::isinf(sxy));
        if (overflow) return fail(Errc::numeric_value_out_of_range, "value out of range: overflow");
        if (std::isinf(sxx)) sxx = nan;
        if (std::isinf(syy)) syy = nan;
        if (std::isinf(sxy)) sxy = nan;
        return {};
    }
};

using Measure = std::optional<double> (*)(const PairSums&);

template <Measure measure>
class PairAggregate : public Accumulator {
public:
    Answer add(Call& row) override {
        if (row.null(1)) return {};
        double y = row.real(0), x = row.real(1);
        if (pairs_.size() < longest_frame)
            pairs_.push_back({y, x});
        else
            forgetful_ = true;
        return sums_.add(y, x);
    }
    Answer remove(Call& row) override {
        if (row.null(1)) return {};
        if (forgetful_)
            return fail(Errc::unsupported, "window frames of more than 65536 pairs are not supported");
        pairs_.pop_front();
        sums_ = PairSums{};
        for (const Pair& pair : pairs_)
            if (Answer done = sums_.add(pair.y, pair.x); !done) return done;
        return {};
    }
    Answer answer(Call& result) override {
        if (std::optional<double> value = measure(sums_)) result.answer(*value);
        return {};
    }

private:
    struct Pair {
        double y, x;
    };
    PairSums sums_;
    std::deque<Pair> pairs_;
    bool forgetful_ = false;
};

class PairCount : public Accumulator {
public:
    Answer add(Call& row) override {
        count_ += !row.null(1);
        return {};
    }
    Answer remove(Call& row) override {
        count_ -= !row.null(1);
        return {};
    }
    Answer answer(Call& result) override {
        result.answer(count_);
        return {};
    }

private:
    std::int64_t count_ = 0;
};

std::optional<double> if_any(const PairSums& s, double value) {
    return s.n < 1 ? std::nullopt : std::optional(value);
}
std::optional<double> sxx(const PairSums& s) {
    return if_any(s, s.sxx);
}
std::optional<double> syy(const PairSums& s) {
    return if_any(s, s.syy);
}
std::optional<double> sxy(const PairSums& s) {
    return if_any(s, s.sxy);
}
std::optional<double> average_x(const PairSums& s) {
    return if_any(s, s.sx / s.n);
}
std::optional<double> average_y(const PairSums& s) {
    return if_any(s, s.sy / s.n);
}
std::optional<double> population_covariance(const PairSums& s) {
    return if_any(s, s.sxy / s.n);
}
std::optional<double> sample_covariance(const PairSums& s) {
    return s.n < 2 ? std::nullopt : std::optional(s.sxy / (s.n - 1));
}
std::optional<double> correlation(const PairSums& s) {
    if (s.n < 1 || s.sxx == 0 || s.syy == 0) return std::nullopt;
    return s.sxy / std::sqrt(s.sxx * s.syy);
}
std::optional<double> determination(const PairSums& s) {
    if (s.n < 1 || s.sxx == 0) return std::nullopt;
    return s.syy == 0 ? 1.0 : (s.sxy * s.sxy) / (s.sxx * s.syy);
}
std::optional<double> slope(const PairSums& s) {
    return s.n < 1 || s.sxx == 0 ? std::nullopt : std::optional(s.sxy / s.sxx);
}
std::optional<double> intercept(const PairSums& s) {
    return s.n < 1 || s.sxx == 0 ? std::nullopt : std::optional((s.sy - s.sx * s.sxy / s.sxx) / s.n);
}

// clang-format off: one row a line
constexpr AggregateFunction functions[] = {
    {"pg_corr", 2, 2, true, true, make_accumulator<PairAggregate<correlation>>},
    {"pg_covar_pop", 2, 2, true, true, make_accumulator<PairAggregate<population_covariance>>},
    {"pg_covar_samp", 2, 2, true, true, make_accumulator<PairAggregate<sample_covariance>>},
    {"pg_regr_avgx", 2, 2, true, true, make_accumulator<PairAggregate<average_x>>},
    {"pg_regr_avgy", 2, 2, true, true, make_accumulator<PairAggregate<average_y>>},
    {"pg_regr_count", 2, 2, true, true, make_accumulator<PairCount>},
    {"pg_regr_intercept", 2, 2, true, true, make_accumulator<PairAggregate<intercept>>},
    {"pg_regr_r2", 2, 2, true, true, make_accumulator<PairAggregate<determination>>},
    {"pg_regr_slope", 2, 2, true, true, make_accumulator<PairAggregate<slope>>},
    {"pg_regr_sxx", 2, 2, true, true, make_accumulator<PairAggregate<sxx>>},
    {"pg_regr_sxy", 2, 2, true, true, make_accumulator<PairAggregate<sxy>>},
    {"pg_regr_syy", 2, 2, true, true, make_accumulator<PairAggregate<syy>>},
};
// clang-format on

}  // namespace

std::span<const AggregateFunction> regression_aggregates() {
    return functions;
}

}  // namespace ormgate::sqlite
