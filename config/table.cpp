#include "config/table.hpp"

#include <algorithm>

#include "config/units.hpp"

namespace ormgate {
namespace {

std::string joined(std::span<const std::string_view> words) {
    std::string text;
    for (const std::string_view word : words) text += (text.empty() ? "" : ", ") + std::string(word);
    return text;
}

struct Quantity {
    std::uint64_t operator()(const bool* v) const { return *v ? 1 : 0; }
    std::uint64_t operator()(const std::uint16_t* v) const { return *v; }
    std::uint64_t operator()(const std::uint32_t* v) const { return *v; }
    std::uint64_t operator()(const ByteCount* v) const { return *v; }
    std::uint64_t operator()(const Duration* v) const { return static_cast<std::uint64_t>(v->count()); }
    std::uint64_t operator()(const Percent* v) const { return v->value; }
    std::uint64_t operator()(const std::string* v) const { return v->size(); }
    std::uint64_t operator()(const std::vector<std::string>* v) const { return v->size(); }
    std::uint64_t operator()(const Choice& v) const { return *v.value; }
};

struct Print {
    std::string operator()(const bool* v) const { return *v ? "true" : "false"; }
    std::string operator()(const std::uint16_t* v) const { return std::to_string(*v); }
    std::string operator()(const std::uint32_t* v) const { return std::to_string(*v); }
    std::string operator()(const ByteCount* v) const { return to_text(*v); }
    std::string operator()(const Duration* v) const { return to_text(*v); }
    std::string operator()(const Percent* v) const { return std::to_string(v->value) + "%"; }
    std::string operator()(const std::string* v) const { return *v; }
    std::string operator()(const std::vector<std::string>* v) const {
        const std::vector<std::string_view> items(v->begin(), v->end());
        return "[" + joined(items) + "]";
    }
    std::string operator()(const Choice& v) const { return std::string(v.words[*v.value]); }
};

struct Expect {
    std::string operator()(const bool*) const { return "true or false"; }
    std::string operator()(const std::uint16_t*) const { return "a whole number"; }
    std::string operator()(const std::uint32_t*) const { return "a whole number"; }
    std::string operator()(const ByteCount*) const { return "a size such as 64KiB"; }
    std::string operator()(const Duration*) const { return "a duration such as 15s"; }
    std::string operator()(const Percent*) const { return "a percentage such as 10%"; }
    std::string operator()(const std::string*) const { return "text"; }
    std::string operator()(const std::vector<std::string>*) const { return "a list of texts"; }
    std::string operator()(const Choice& v) const { return "one of " + joined(v.words); }
};

}  // namespace

const Setting* setting_named(std::string_view key) {
    const auto rows = setting_table();
    const auto found = std::ranges::find(rows, key, &Setting::key);
    return found == rows.end() ? nullptr : &*found;
}

std::uint64_t quantity(const Field& field) {
    return std::visit(Quantity{}, field);
}
std::string to_text(const Field& field) {
    return std::visit(Print{}, field);
}
std::string expectation(const Field& field) {
    return std::visit(Expect{}, field);
}

std::string bound_text(const Field& field, std::uint64_t bound) {
    if (std::holds_alternative<Duration*>(field)) return to_text(Duration(static_cast<Duration::rep>(bound)));
    if (std::holds_alternative<ByteCount*>(field)) return to_text(ByteCount{bound});
    return std::to_string(bound);
}

}  // namespace ormgate
