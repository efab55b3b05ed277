#include "config/assign.hpp"

#include <algorithm>
#include <limits>

#include "config/interpolate.hpp"
#include "config/nearest.hpp"
#include "config/units.hpp"

namespace ormgate {
namespace {

// SetText stores a scalar's text; each answers whether it was one of its type.
struct SetText {
    std::string_view text;

    template <class T>
    static bool store(T* member, const std::optional<T>& parsed) {
        if (parsed) *member = *parsed;
        return parsed.has_value();
    }
    template <class T>
    bool small_integer(T* member) const {
        const std::optional<std::uint64_t> number = parse_integer(text);
        if (!number || *number > std::numeric_limits<T>::max()) return false;
        *member = static_cast<T>(*number);
        return true;
    }
    bool operator()(bool* member) const { return store(member, read_boolean(text)); }
    bool operator()(std::uint16_t* member) const { return small_integer(member); }
    bool operator()(std::uint32_t* member) const { return small_integer(member); }
    bool operator()(ByteCount* member) const { return store(member, parse_byte_count(text)); }
    bool operator()(Duration* member) const { return store(member, parse_duration(text)); }
    bool operator()(Percent* member) const { return store(member, parse_percent(text)); }
    bool operator()(std::string* member) const {
        *member = text;
        return true;
    }
    bool operator()(std::vector<std::string>* member) const {
        member->emplace_back(text);
        return true;
    }
    bool operator()(const Choice& choice) const {
        const auto found = std::ranges::find(choice.words, text);
        if (found == choice.words.end()) return false;
        *choice.value = static_cast<std::uint8_t>(found - choice.words.begin());
        return true;
    }
};

bool is_textual(const Field& field) {
    return std::holds_alternative<std::string*>(field) ||
           std::holds_alternative<std::vector<std::string>*>(field) || std::holds_alternative<Choice>(field);
}

// The units that durations, sizes and percentages carry make them texts in JSON.
bool has_unit(const Field& field) {
    return std::holds_alternative<Duration*>(field) || std::holds_alternative<ByteCount*>(field) ||
           std::holds_alternative<Percent*>(field);
}

// Some bounds only a type can break: an integer too large for its member must read as out of bounds as well.
std::string refusal_of_text(const Setting& setting, const Field& field, const std::string& text) {
    const bool counts =
        std::holds_alternative<std::uint16_t*>(field) || std::holds_alternative<std::uint32_t*>(field);
    if (counts && parse_integer(text))
        return "must be between " + std::to_string(setting.bounds.min) + " and " +
               std::to_string(setting.bounds.max);
    std::string hint;
    if (const Choice* choice = std::get_if<Choice>(&field)) hint = did_you_mean(text, choice->words);
    return "'" + text + "' is not " + expectation(field) + hint;
}

std::string assign_scalar(const Setting& setting,
                          const Field& field,
                          const Node& node,
                          const Surroundings& surroundings) {
    const std::expected<std::string, std::string> text = interpolate(node.text, surroundings);
    if (!text) return text.error();
    // A variable's value has no type of its own, so quotes around ${NAME} mean nothing.
    const bool is_text_only = node.quoted && *text == node.text;
    if (is_text_only && !is_textual(field) && !has_unit(field))
        return "\"" + *text + "\" is text, not " + expectation(field);
    if (!std::visit(SetText{*text}, field)) return refusal_of_text(setting, field, *text);
    if (text->find('\0') != std::string::npos) return "must not contain a zero byte";
    return {};
}

std::string assign_list(const Setting& setting,
                        const Field& field,
                        const Node& node,
                        const Surroundings& surroundings) {
    for (const Node& item : node.children) {
        if (item.kind != Node::Kind::scalar) return "must be a list of texts, and nothing else";
        if (std::string refusal = assign_scalar(setting, field, item, surroundings); !refusal.empty())
            return refusal;
    }
    return {};
}

}  // namespace

std::string refusal_of(const Setting& setting, const Field& field) {
    const std::uint64_t amount = quantity(field);
    const auto [min, max] = setting.bounds;
    const bool is_text = std::holds_alternative<std::string*>(field);
    const bool is_list = std::holds_alternative<std::vector<std::string>*>(field);
    if (is_text && amount < min) return "is missing";
    if (is_text && amount > max) return "is longer than " + std::to_string(max) + " bytes";
    if (is_list && (amount < min || amount > max))
        return "must have at most " + std::to_string(max) + " items";
    if (amount < min || amount > max)
        return "must be between " + bound_text(field, min) + " and " + bound_text(field, max);
    if (setting.refusal == nullptr) return {};
    if (is_list) {
        for (const std::string& item : *std::get<std::vector<std::string>*>(field))
            if (const std::string_view refusal = setting.refusal(item); !refusal.empty())
                return std::string(refusal);
        return {};
    }
    const std::string& text = *std::get<std::string*>(field);
    return text.empty() ? std::string() : std::string(setting.refusal(text));
}

std::string assign(const Setting& setting,
                   const Field& field,
                   const Node& node,
                   const Surroundings& surroundings) {
    const bool is_list = std::holds_alternative<std::vector<std::string>*>(field);
    if (node.kind == Node::Kind::nothing) return "has no value; expected " + expectation(field);
    if (node.kind == Node::Kind::map) return "is a map; expected " + expectation(field);
    if (node.kind == Node::Kind::list && !is_list) return "is a list; expected " + expectation(field);
    std::string refusal = node.kind == Node::Kind::list ? assign_list(setting, field, node, surroundings)
                                                        : assign_scalar(setting, field, node, surroundings);
    return refusal.empty() ? refusal_of(setting, field) : refusal;
}

}  // namespace ormgate
