#include <algorithm>

#include "dialects/bind/types.hpp"

namespace ormgate::dialects {
namespace {

using Lists = std::vector<std::vector<Type>>;
using Indexes = std::vector<std::size_t>;

bool known(Type type) {
    return type.id != TypeId::unknown;
}

// anyarray beside anyelement: one type cannot be both.
bool wants_array_and_element(const std::vector<Type>& list) {
    const auto has = [&](TypeId a, TypeId b) {
        return std::ranges::any_of(list, [&](Type t) { return t.id == a || t.id == b; });
    };
    return has(TypeId::anyarray, TypeId::anycompatiblearray) &&
           has(TypeId::anyelement, TypeId::anycompatible);
}

// The arguments of anyelement and anyarray must be of one type; those of anycompatible need only go together,
// but an array can be no element beside an array.
bool is_consistent(const std::vector<Type>& list, const std::vector<Type>& inputs) {
    Type element;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const bool array = list[i].id == TypeId::anyarray;
        if (!known(inputs[i]) || (!array && list[i].id != TypeId::anyelement)) continue;
        Type here = inputs[i].id == TypeId::int2vector  ? Type(TypeId::int16)
                    : inputs[i].id == TypeId::oidvector ? Type(TypeId::oid)
                                                        : inputs[i];
        if (array) here.array = false;
        const bool same = here.id == element.id && here.array == element.array;
        if (known(element) && !same) return false;
        element = here;
    }
    if (!wants_array_and_element(list)) return true;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const bool single = list[i].id == TypeId::anyelement || list[i].id == TypeId::anycompatible;
        if (single && inputs[i].array) return false;
    }
    return true;
}

// Keeps the candidates that score highest.
template <class Score>
void keep_best(Indexes& candidates, Score score) {
    int best = 0;
    for (const std::size_t c : candidates) best = std::max(best, score(c));
    std::erase_if(candidates, [&](std::size_t c) { return score(c) < best; });
}

// The category that candidates agree on for an argument of unknown type; 0 if they do not. String wins.
char agreed_category(const Lists& lists,
                     const Indexes& candidates,
                     std::size_t argument,
                     bool& any_preferred) {
    char agreed = 0;
    bool conflict = false;
    for (const std::size_t c : candidates) {
        const char here = category(lists[c][argument]);
        if (agreed == 0) agreed = here;
        if (here == agreed) {
            any_preferred |= preferred(lists[c][argument]);
            continue;
        }
        conflict = true;
        if (here != 'S') continue;
        agreed = 'S';
        any_preferred = preferred(lists[c][argument]);
    }
    if (conflict && agreed != 'S') return 0;
    return agreed;
}

void resolve_unknowns(const Lists& lists, Indexes& candidates, const std::vector<Type>& inputs) {
    struct Slot {
        std::size_t argument;
        char category;
        bool any_preferred;
    };
    std::vector<Slot> slots;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (known(inputs[i])) continue;
        Slot slot{i, 0, false};
        slot.category = agreed_category(lists, candidates, i, slot.any_preferred);
        if (slot.category == 0) return;
        slots.push_back(slot);
    }
    Indexes kept;
    for (const std::size_t c : candidates) {
        const bool fits = std::ranges::all_of(slots, [&](const Slot& slot) {
            const Type type = lists[c][slot.argument];
            return category(type) == slot.category && (!slot.any_preferred || preferred(type));
        });
        if (fits) kept.push_back(c);
    }
    if (!kept.empty()) candidates = std::move(kept);
}

// If all arguments of known type have the same one, the unknown ones are taken to have it too.
void assume_same_type(const Lists& lists, Indexes& candidates, const std::vector<Type>& inputs) {
    Type type;
    for (const Type input : inputs) {
        if (!known(input)) continue;
        if (known(type) && !same_type(type, input)) return;
        type = input;
    }
    if (!known(type)) return;
    Indexes kept;
    for (const std::size_t c : candidates)
        if (std::ranges::all_of(lists[c],
                                [&](Type t) { return can_coerce(type, t, CastContext::implicit); }) &&
            !wants_array_and_element(lists[c]))
            kept.push_back(c);
    if (kept.size() == 1) candidates = std::move(kept);
}

}  // namespace

Selection select_candidate(const Lists& lists, const std::vector<Type>& inputs) {
    if (std::ranges::all_of(inputs, known))
        for (std::size_t c = 0; c < lists.size(); ++c)
            if (std::ranges::equal(lists[c], inputs, same_type)) return {c, false};
    Indexes candidates;
    for (std::size_t c = 0; c < lists.size(); ++c) {
        bool fits = lists[c].size() == inputs.size();
        for (std::size_t i = 0; fits && i < inputs.size(); ++i)
            fits = can_coerce(inputs[i], lists[c][i], CastContext::implicit);
        if (fits && is_consistent(lists[c], inputs)) candidates.push_back(c);
    }
    if (candidates.empty()) return {};
    const auto exact_matches = [&](std::size_t c) {
        int count = 0;
        for (std::size_t i = 0; i < inputs.size(); ++i)
            count += known(inputs[i]) && same_type(inputs[i], lists[c][i]);
        return count;
    };
    const auto preferred_matches = [&](std::size_t c) {
        int count = 0;
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            if (!known(inputs[i])) continue;
            const Type type = lists[c][i];
            count += same_type(inputs[i], type) || (category(type) == category(inputs[i]) && preferred(type));
        }
        return count;
    };
    if (candidates.size() > 1) keep_best(candidates, exact_matches);
    if (candidates.size() > 1) keep_best(candidates, preferred_matches);
    if (candidates.size() > 1 && std::ranges::any_of(inputs, [](Type t) { return !known(t); })) {
        resolve_unknowns(lists, candidates, inputs);
        if (candidates.size() > 1) assume_same_type(lists, candidates, inputs);
    }
    if (candidates.size() == 1) return {candidates[0], false};
    return {std::nullopt, true};
}

}  // namespace ormgate::dialects
