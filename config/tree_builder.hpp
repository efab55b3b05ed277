#pragma once

#include <set>
#include <string>
#include <vector>

#include "config/document.hpp"

namespace ormgate {

// TreeBuilder turns a parser's events into a Node tree. Its limits keep a hostile or mistaken file small: an
// honest config is some five levels deep.
class TreeBuilder {
public:
    static constexpr std::size_t max_depth = 32;
    static constexpr std::size_t max_nodes = 200'000;

    // Each answers false once nothing more can be built; the reason is then in problems().
    bool begin(Node::Kind kind, std::size_t line);
    bool end();
    bool key(std::string name, std::size_t line);
    bool value(Node node);

    bool wants_key() const {
        return !open_.empty() && open_.back().node.kind == Node::Kind::map && !open_.back().has_key;
    }
    bool refuse(std::size_t line, std::string message);
    Node& innermost() { return open_.back().node; }  // of the open lists and maps
    // The value that end() or value() put into the tree last.
    const Node& latest() const { return *latest_; }

    Problems& problems() { return problems_; }
    Node take() { return std::move(root_); }

private:
    struct Open {
        Node node;
        std::set<std::string, std::less<>> keys;
        bool has_key = false;
        std::string key;
        std::size_t key_line = 0;
    };
    std::vector<Open> open_;
    Node root_;
    const Node* latest_ = &root_;
    std::size_t nodes_ = 0;
    Problems problems_;
};

std::size_t count_nodes(const Node& node);

}  // namespace ormgate
