#include "config/read_json.hpp"

#include <iterator>
#include <nlohmann/json.hpp>

#include "config/tree_builder.hpp"

namespace ormgate {
namespace {

// Position says how far the parser has read, which its own interface does not tell.
struct Position {
    std::size_t line =
        1;  // of the byte read last: a number is only over when the byte after it has been read
    std::size_t next_line = 1;

    void read(char byte) {
        line = next_line;
        if (byte == '\n') ++next_line;
    }
};

class CountingIterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    CountingIterator(const char* at, Position* position) : at_(at), position_(position) {}
    reference operator*() const { return *at_; }
    CountingIterator& operator++() {
        position_->read(*at_++);
        return *this;
    }
    CountingIterator operator++(int) {
        CountingIterator before = *this;
        ++*this;
        return before;
    }
    friend bool operator==(const CountingIterator& a, const CountingIterator& b) { return a.at_ == b.at_; }

private:
    const char* at_;
    Position* position_;
};

// JsonEvents feeds the tree builder. A function that answers false ends the parse.
class JsonEvents final : public nlohmann::json_sax<nlohmann::json> {
public:
    JsonEvents(TreeBuilder& tree, const Position& position) : tree_(tree), position_(position) {}

    bool null() override { return tree_.value({.line = position_.line}); }
    bool boolean(bool value) override { return plain(value ? "true" : "false"); }
    bool number_integer(number_integer_t value) override { return plain(std::to_string(value)); }
    bool number_unsigned(number_unsigned_t value) override { return plain(std::to_string(value)); }
    bool number_float(number_float_t, const string_t& written) override { return plain(written); }
    bool string(string_t& value) override {
        return tree_.value(
            {.kind = Node::Kind::scalar, .quoted = true, .line = position_.line, .text = std::move(value)});
    }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return tree_.begin(Node::Kind::map, position_.line); }
    bool key(string_t& name) override { return tree_.key(std::move(name), position_.line); }
    bool end_object() override { return tree_.end(); }
    bool start_array(std::size_t) override { return tree_.begin(Node::Kind::list, position_.line); }
    bool end_array() override { return tree_.end(); }
    bool parse_error(std::size_t,
                     const std::string& token,
                     const nlohmann::detail::exception& error) override {
        std::string message =
            error.what();  // [json.exception.parse_error.101] parse error at line 1, column 2: …
        if (const std::size_t colon = message.find(": "); colon != std::string::npos)
            message.erase(0, colon + 2);
        if (message.empty()) message = "unexpected '" + token + "'";
        return tree_.refuse(position_.line, "is not JSON: " + message);
    }

private:
    bool plain(std::string text) {
        return tree_.value({.kind = Node::Kind::scalar, .line = position_.line, .text = std::move(text)});
    }
    TreeBuilder& tree_;
    const Position& position_;
};

}  // namespace

std::expected<Node, Problems> read_json(std::string_view text) {
    TreeBuilder tree;
    Position position;
    JsonEvents events(tree, position);
    const CountingIterator first(text.data(), &position), last(text.data() + text.size(), &position);
    nlohmann::json::sax_parse(first, last, &events);
    if (!tree.problems().empty()) return std::unexpected(std::move(tree.problems()));
    return tree.take();
}

}  // namespace ormgate
