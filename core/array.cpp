#include "core/array.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <span>

#include "core/bytea.hpp"
#include "core/json_text.hpp"
#include "core/object_names.hpp"
#include "core/scan.hpp"
#include "core/text_io.hpp"

namespace ormgate {
namespace {

constexpr std::size_t most_dimensions = 6;

std::unexpected<Error> malformed(std::string_view json) {
    return fail(Errc::invalid_text_representation, "malformed array value: \"" + std::string(json) + "\"");
}

// Reader reads the canonical JSON; the first way down to an element fixes the number of dimensions.
class Reader {
public:
    Reader(std::string_view json, TypeId element) : in_(json), element_(element) {}

    bool run() {
        blanks();
        if (!array(0)) return false;
        blanks();
        if (!in_.empty()) return false;
        for (const std::size_t length : out_.dimensions)
            if (length == 0) return out_.elements.empty() && (out_.dimensions.clear(), true);
        return true;
    }
    Array take() { return std::move(out_); }

private:
    void blanks() {
        while (!in_.empty() && is_blank(in_.front())) in_.remove_prefix(1);
    }
    bool take(char c) {
        if (!in_.starts_with(c)) return false;
        in_.remove_prefix(1);
        return true;
    }

    bool array(std::size_t depth) {
        if (depth >= most_dimensions || !take('[')) return false;
        const bool first_visit = depth == out_.dimensions.size();
        if (first_visit) out_.dimensions.push_back(0);
        std::size_t count = 0;
        blanks();
        if (!take(']')) {
            do {
                blanks();
                if (!item(depth)) return false;
                ++count;
                blanks();
            } while (take(','));
            if (!take(']')) return false;
        }
        if (first_visit) out_.dimensions[depth] = count;
        if (count == 0) bottom_ = depth;
        return out_.dimensions[depth] == count;
    }

    bool item(std::size_t depth) {
        if (in_.starts_with('[')) return bottom_ != depth && array(depth + 1);
        if (bottom_ == unknown) bottom_ = depth;
        return bottom_ == depth && element();
    }

    bool element() {
        if (take_word("null")) {
            out_.elements.emplace_back();
            return true;
        }
        if (in_.starts_with('"')) {
            Result<std::string> text = take_json_string(in_);
            return text && add(*std::move(text), true);
        }
        if (take_word("true")) return add("1", false);
        if (take_word("false")) return add("0", false);
        const std::size_t end = std::min(in_.find_first_of(",] \t\r\n"), in_.size());
        std::string number(in_.substr(0, end));
        in_.remove_prefix(end);
        return add(std::move(number), false);
    }

    bool take_word(std::string_view word) {
        if (!in_.starts_with(word)) return false;
        in_.remove_prefix(word.size());
        return true;
    }

    template <class Number>
    bool add_number(const std::string& text) {
        Number value{};
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + text.size()) return false;
        out_.elements.emplace_back(value);
        return true;
    }

    // In the storage class that the element type's canonical form has.
    bool add(std::string text, bool quoted) {
        const StorageClass storage = storage_class(element_);
        switch (storage) {
            case StorageClass::integer:
                return add_number<std::int64_t>(text);
            case StorageClass::real: {
                if (!quoted) return add_number<double>(text);
                const Result<double> value = parse_float64(text);
                if (value) out_.elements.emplace_back(*value);
                return value.has_value();
            }
            case StorageClass::bytes: {
                Result<Bytes> bytes = parse_bytea(text);
                if (bytes) out_.elements.emplace_back(*std::move(bytes));
                return bytes.has_value();
            }
            case StorageClass::text:
                break;
        }
        if (!quoted) {  // what SQLite's JSON functions made of a text that looks like a number
            double ignored = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ignored);
            if (error == std::errc::invalid_argument || end != text.data() + text.size()) return false;
        }
        out_.elements.emplace_back(std::move(text));
        return true;
    }

    static constexpr std::size_t unknown = std::numeric_limits<std::size_t>::max();
    std::string_view in_;
    TypeId element_;
    std::size_t bottom_ = unknown;
    Array out_;
};

// Writes one dimension of a row-major list, elements by `element(index)`.
template <class Element>
void write_nested(std::string& out,
                  std::span<const std::size_t> dimensions,
                  std::size_t& index,
                  std::string_view brackets,
                  const Element& element) {
    out += brackets[0];
    for (std::size_t i = 0; i < dimensions.front(); ++i) {
        if (i > 0) out += ',';
        if (dimensions.size() > 1)
            write_nested(out, dimensions.subspan(1), index, brackets, element);
        else
            element(index++);
    }
    out += brackets[1];
}

std::size_t element_count(const std::vector<std::size_t>& dimensions) {
    std::size_t count = dimensions.empty() ? 0 : 1;
    for (const std::size_t length : dimensions) count *= length;
    return count;
}

// Splitter is array_in's scanner.
class Splitter {
public:
    explicit Splitter(std::string_view text) : text_(text), in_(text) {}

    Result<ArrayText> run() {
        blanks();
        if (in_.starts_with('[')) {
            if (auto read = skip_bounds(); !read) return fail(read.error());
        } else if (!in_.starts_with('{')) {
            return refuse("Array value must start with \"{\" or dimension information.");
        }
        if (auto read = level(0); !read) return fail(read.error());
        blanks();
        if (!in_.empty()) return refuse("Junk after closing right brace.");
        for (const std::size_t length : out_.dimensions)
            if (length == 0) return ArrayText{};
        if (bounds_ && *bounds_ != out_.dimensions)
            return refuse("Specified array dimensions do not match array contents.");
        return std::move(out_);
    }

private:
    std::unexpected<Error> refuse(std::string detail) const {
        return fail(Error(Errc::invalid_text_representation,
                          "malformed array literal: \"" + std::string(text_) + "\"")
                        .with_detail(std::move(detail)));
    }
    std::unexpected<Error> unexpected_character(char c) const {
        return refuse(std::string("Unexpected \"") + c + "\" character.");
    }
    std::unexpected<Error> end_of_input() const { return refuse("Unexpected end of input."); }
    void blanks() {
        while (!in_.empty() && is_blank(in_.front())) in_.remove_prefix(1);
    }

    // [1:2][1:3]= is read if all dimensions begin at 1: canonical arrays have no other bounds.
    Result<void> skip_bounds() {
        bounds_.emplace();
        while (in_.starts_with('[')) {
            in_.remove_prefix(1);
            int low = 1;
            int high = 0;
            const auto number = [this](int& out) {
                const auto [end, error] = std::from_chars(in_.data(), in_.data() + in_.size(), out);
                in_.remove_prefix(static_cast<std::size_t>(end - in_.data()));
                return error == std::errc();
            };
            if (!number(high)) return refuse("\"[\" must introduce explicitly-specified array dimensions.");
            if (in_.starts_with(':')) {
                low = high;
                in_.remove_prefix(1);
                if (!number(high)) return refuse("Missing array dimension value.");
            }
            if (!in_.starts_with(']')) return refuse("Missing \"]\" after array dimensions.");
            in_.remove_prefix(1);
            if (low != 1)
                return fail(Errc::unsupported, "arrays with a lower bound other than 1 are not supported");
            if (high < low)
                return fail(Errc::array_subscript_error, "upper bound cannot be less than lower bound");
            bounds_->push_back(static_cast<std::size_t>(high));
        }
        blanks();
        if (!in_.starts_with('=')) return refuse("Missing \"=\" after array dimensions.");
        in_.remove_prefix(1);
        blanks();
        if (!in_.starts_with('{')) return refuse("Array contents must start with \"{\".");
        return {};
    }

    Result<void> level(std::size_t depth) {
        if (depth >= most_dimensions)
            return fail(Errc::program_limit_exceeded,
                        "number of array dimensions (" + std::to_string(depth + 1) +
                            ") exceeds the maximum allowed (6)");
        in_.remove_prefix(1);  // the brace
        const bool first_visit = depth == out_.dimensions.size();
        if (first_visit) out_.dimensions.push_back(0);
        std::size_t count = 0;
        blanks();
        if (in_.starts_with('}')) {
            if (depth > 0) return unexpected_character('}');
            in_.remove_prefix(1);
        } else {
            while (true) {
                if (auto read = item(depth); !read) return read;
                ++count;
                blanks();
                if (in_.empty()) return end_of_input();
                const char c = in_.front();
                if (c == '{') return unexpected_character(c);
                if (c != ',' && c != '}') return refuse("Unexpected array element.");
                in_.remove_prefix(1);
                if (c == '}') break;
            }
        }
        if (first_visit) out_.dimensions[depth] = count;
        if (out_.dimensions[depth] != count)
            return refuse("Multidimensional arrays must have sub-arrays with matching dimensions.");
        return {};
    }

    Result<void> item(std::size_t depth) {
        blanks();
        if (in_.empty()) return end_of_input();
        if (in_.starts_with('{')) {
            if (bottom_ == depth) return unexpected_character('{');
            return level(depth + 1);
        }
        if (bottom_ == unknown) bottom_ = depth;
        if (bottom_ != depth) return refuse("Unexpected array element.");
        return in_.starts_with('"') ? quoted() : bare();
    }

    Result<void> quoted() {
        in_.remove_prefix(1);
        std::string text;
        while (!in_.empty() && in_.front() != '"') {
            if (in_.front() == '\\') in_.remove_prefix(1);
            if (in_.empty()) return end_of_input();
            text += in_.front();
            in_.remove_prefix(1);
        }
        if (in_.empty()) return end_of_input();
        in_.remove_prefix(1);
        out_.elements.emplace_back(std::move(text));
        return {};
    }

    Result<void> bare() {
        std::string text;
        std::size_t kept = 0;  // blanks at the end do not count, unless escaped
        bool escaped = false;
        while (true) {
            if (in_.empty()) return end_of_input();
            const char c = in_.front();
            if (c == ',' || c == '}') break;
            if (c == '{') return unexpected_character(c);
            if (c == '"') return refuse("Unexpected array element.");
            const bool backslash = c == '\\';
            if (backslash) {
                in_.remove_prefix(1);
                escaped = true;
                if (in_.empty()) return end_of_input();
            }
            text += in_.front();
            if (backslash || !is_blank(c)) kept = text.size();
            in_.remove_prefix(1);
        }
        text.resize(kept);
        if (text.empty()) return unexpected_character(in_.front());
        if (!escaped && equals_ignoring_case(text, "null"))
            out_.elements.emplace_back(std::nullopt);
        else
            out_.elements.emplace_back(std::move(text));
        return {};
    }

    static constexpr std::size_t unknown = std::numeric_limits<std::size_t>::max();
    std::string_view text_, in_;
    std::optional<std::vector<std::size_t>> bounds_;
    std::size_t bottom_ = unknown;
    ArrayText out_;
};

}  // namespace

StorageClass storage_class(TypeId type) {
    if (is_oid_alias(type)) return StorageClass::integer;
    switch (type) {
        case TypeId::boolean:
        case TypeId::int16:
        case TypeId::int32:
        case TypeId::int64:
        case TypeId::money:
        case TypeId::oid:
        case TypeId::xid:
            return StorageClass::integer;
        case TypeId::float32:
        case TypeId::float64:
            return StorageClass::real;
        case TypeId::bytea:
            return StorageClass::bytes;
        default:
            return StorageClass::text;
    }
}

Result<Array> read_array(std::string_view json, Type element) {
    Reader reader(json, element.id);
    if (!reader.run()) return malformed(json);
    return reader.take();
}

void append_array_element(std::string& json, const ValueView& element, Type) {
    struct Append {
        std::string& out;
        void operator()(std::monostate) const { out += "null"; }
        void operator()(std::int64_t value) const { out += std::to_string(value); }
        void operator()(double value) const {
            const std::string text = print_float64(value);
            if (std::isfinite(value))
                out += text;
            else
                append_json_string(out, text);
        }
        void operator()(std::string_view text) const { append_json_string(out, text); }
        void operator()(ByteView bytes) const {
            std::string hex;
            append_bytea_hex(hex, bytes);
            append_json_string(out, hex);
        }
    };
    std::visit(Append{json}, element);
}

std::string canonical_array(const Array& array, Type element) {
    if (element_count(array.dimensions) == 0 || element_count(array.dimensions) != array.elements.size())
        return "[]";
    std::string json;
    std::size_t index = 0;
    write_nested(json, array.dimensions, index, "[]", [&](std::size_t i) {
        append_array_element(json, view(array.elements[i]), element);
    });
    return json;
}

Result<ArrayText> parse_array_text(std::string_view text) {
    return Splitter(text).run();
}

void append_array_text(std::string& out, std::string_view element) {
    bool quote = element.empty() || equals_ignoring_case(element, "null");
    for (const char c : element)
        quote = quote || is_blank(c) || c == '"' || c == '\\' || c == '{' || c == '}' || c == ',';
    if (!quote) {
        out += element;
        return;
    }
    out += '"';
    for (const char c : element) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    out += '"';
}

void append_array(std::string& out,
                  const Array& array,
                  const std::function<void(std::string&, const ValueView&)>& print_element) {
    if (array.elements.empty()) {
        out += "{}";
        return;
    }
    std::size_t index = 0;
    std::string element;
    write_nested(out, array.dimensions, index, "{}", [&](std::size_t i) {
        if (is_null(array.elements[i])) {
            out += "NULL";
            return;
        }
        element.clear();
        print_element(element, view(array.elements[i]));
        append_array_text(out, element);
    });
}

}  // namespace ormgate
