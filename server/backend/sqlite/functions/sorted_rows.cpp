#include "server/backend/sqlite/functions/sorted_rows.hpp"

#include <algorithm>

#include "server/backend/sqlite/functions/typed_value.hpp"

namespace ormgate::sqlite {
namespace {

int compare_nullable(const Value& a, const Value& b, Type type, bool nulls_first, bool descending) {
    bool null_a = is_null(a), null_b = is_null(b);
    if (null_a || null_b) {
        if (null_a == null_b) return 0;
        return null_a == nulls_first ? -1 : 1;
    }
    int order = compare_values(view(a), view(b), type);
    return descending ? -order : order;
}

}  // namespace

Answer SortedRows::read_specification(std::string_view text, int keys) {
    known_ = true;
    distinct_ = text.starts_with('D');
    if (distinct_) text.remove_prefix(1);
    while (text.size() >= 3) {
        Key key;
        key.descending = text[0] == 'd';
        key.nulls_first = text[1] == 'f';
        // bytes and numbers compare natively under any type that has no order of its own
        key.type = text[2] == 'n'   ? TypeId::numeric
                   : text[2] == 'i' ? TypeId::interval
                   : text[2] == 'j' ? TypeId::jsonb
                                    : TypeId::text;
        std::size_t length = 3;
        if (text[2] == '(') {
            length = std::min(text.find(')'), text.size() - 1) + 1;
            Result<Type> type = type_of_name(text.substr(3, length - 4));
            if (!type) return fail(type.error());
            key.type = *type;
        }
        text.remove_prefix(length);
        keys_.push_back(key);
    }
    if (!text.empty() || keys_.size() != static_cast<std::size_t>(keys))
        return fail(Errc::internal, "malformed sort specification");
    return {};
}

Answer SortedRows::add(Call& call, int second_argument, int specification) {
    // A specification of one key without keys, as ordered-set aggregates have it: the value is its own key.
    const bool own_key = call.count() == specification + 1 && call.text(specification).size() >= 3;
    const int keys = own_key ? 1 : std::max(call.count() - specification - 1, 0);
    if (!known_) {
        std::string_view text = call.count() > specification ? call.text(specification) : std::string_view();
        if (Answer done = read_specification(text, keys); !done) return done;
    }
    Row row;
    row.first = copy(call.value(0));
    if (second_argument > 0) row.second = copy(call.value(second_argument));
    for (int i = 0; i < keys; ++i) row.keys.push_back(copy(call.value(own_key ? 0 : specification + 1 + i)));
    row.arrival = rows_.empty() ? 0 : rows_.back().arrival + 1;
    rows_.push_back(std::move(row));
    sorted_ = false;
    return {};
}

void SortedRows::remove_first() {
    if (!rows_.empty()) rows_.erase(rows_.begin());
}

std::vector<SortedRows::Row>& SortedRows::finish(Type type_of_first) {
    if (sorted_ || (keys_.empty() && !distinct_)) return rows_;
    auto compare_rows = [&](const Row& a, const Row& b) {
        for (std::size_t i = 0; i < keys_.size(); ++i) {
            const Key& key = keys_[i];
            if (int order = compare_nullable(a.keys[i], b.keys[i], key.type, key.nulls_first, key.descending);
                order != 0)
                return order;
        }
        if (!distinct_) return 0;
        if (int order = compare_nullable(a.first, b.first, type_of_first, false, false); order != 0)
            return order;
        return compare_nullable(a.second, b.second, TypeId::text, false, false);
    };
    std::ranges::sort(rows_, [&](const Row& a, const Row& b) {
        int order = compare_rows(a, b);
        return order != 0 ? order < 0 : a.arrival < b.arrival;
    });
    if (distinct_) {
        auto doubles =
            std::ranges::unique(rows_, [&](const Row& a, const Row& b) { return compare_rows(a, b) == 0; });
        rows_.erase(doubles.begin(), doubles.end());
    }
    sorted_ = true;
    return rows_;
}

}  // namespace ormgate::sqlite
