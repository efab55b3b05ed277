#include "config/tree_builder.hpp"

namespace ormgate {

std::size_t count_nodes(const Node& node) {
    std::size_t count = 1;
    for (const Node& child : node.children) count += count_nodes(child);
    return count;
}

bool TreeBuilder::refuse(std::size_t line, std::string message) {
    problems_.push_back({line, {}, std::move(message)});
    return false;
}

bool TreeBuilder::begin(Node::Kind kind, std::size_t line) {
    if (wants_key()) return refuse(line, "a key must be text");
    if (open_.size() == max_depth) return refuse(line, "is nested too deeply");
    Open& opened = open_.emplace_back();
    opened.node.kind = kind;
    opened.node.line = line;
    return true;
}

bool TreeBuilder::end() {
    Node node = std::move(open_.back().node);
    open_.pop_back();
    return value(std::move(node));
}

bool TreeBuilder::key(std::string name, std::size_t line) {
    Open& parent = open_.back();
    if (!parent.keys.insert(name).second) problems_.push_back({line, name, "is given twice"});
    parent.key = std::move(name);
    parent.key_line = line;
    parent.has_key = true;
    return true;
}

bool TreeBuilder::value(Node node) {
    if (++nodes_ > max_nodes) return refuse(node.line, "the file is too large");
    if (open_.empty()) {
        root_ = std::move(node);
        latest_ = &root_;
        return true;
    }
    Open& parent = open_.back();
    if (parent.node.kind == Node::Kind::map) {
        node.key = std::move(parent.key);
        node.key_line = parent.key_line;
        parent.has_key = false;
    }
    latest_ = &parent.node.children.emplace_back(std::move(node));
    return true;
}

}  // namespace ormgate
