#include "config/read_yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "config/tree_builder.hpp"

namespace ormgate {
namespace {

// Thrown through yaml-cpp's parser to end it when the tree builder has refused something.
struct Refused {};

std::size_t line_of(const YAML::Mark& mark) {
    return mark.is_null() ? 0 : static_cast<std::size_t>(mark.line) + 1;
}

// Puts what `<<: *defaults` names into the map, below the map's own keys.
void merge(Node& map, TreeBuilder& tree) {
    const auto is_merge = [](const Node& child) { return child.key == "<<"; };
    std::vector<Node> merged;
    for (const Node& child : map.children) {
        if (!is_merge(child)) continue;
        if (child.kind != Node::Kind::map) tree.refuse(child.key_line, "what << merges must be a map");
        merged = child.children;
    }
    std::erase_if(map.children, is_merge);
    for (Node& inherited : merged)
        if (std::ranges::find(map.children, inherited.key, &Node::key) == map.children.end())
            map.children.push_back(std::move(inherited));
}

// YamlEvents feeds the tree builder, and resolves what only YAML has: anchors, aliases, merge keys.
class YamlEvents final : public YAML::EventHandler {
public:
    explicit YamlEvents(TreeBuilder& tree) : tree_(tree) {}

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        scalar({.line = line_of(mark)}, anchor);
    }
    void OnScalar(const YAML::Mark& mark,
                  const std::string& tag,
                  YAML::anchor_t anchor,
                  const std::string& text) override {
        refuse_tag(mark, tag);
        scalar({.kind = Node::Kind::scalar, .quoted = tag == "!", .line = line_of(mark), .text = text},
               anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end())
            return check(tree_.refuse(line_of(mark), "an alias within its own anchor"));
        copied_ += count_nodes(found->second);
        if (copied_ > TreeBuilder::max_nodes)
            return check(tree_.refuse(line_of(mark), "the aliases unfold to too much"));
        Node copy = found->second;
        copy.key.clear();
        scalar(std::move(copy), 0);
    }
    void OnSequenceStart(const YAML::Mark& mark,
                         const std::string& tag,
                         YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        begin(Node::Kind::list, mark, tag, anchor);
    }
    void OnSequenceEnd() override { end(); }
    void OnMapStart(const YAML::Mark& mark,
                    const std::string& tag,
                    YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        begin(Node::Kind::map, mark, tag, anchor);
    }
    void OnMapEnd() override {
        merge(tree_.innermost(), tree_);
        end();
    }

private:
    static void check(bool ok) {
        if (!ok) throw Refused{};
    }
    void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
        if (!tag.empty() && tag != "?" && tag != "!")
            check(tree_.refuse(line_of(mark), "tags have no meaning here"));
    }
    void begin(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        refuse_tag(mark, tag);
        check(tree_.begin(kind, line_of(mark)));
        anchored_.push_back(anchor);
    }
    void end() {
        const YAML::anchor_t anchor = anchored_.back();
        anchored_.pop_back();
        check(tree_.end());
        if (anchor != 0) anchors_[anchor] = tree_.latest();
    }
    void scalar(Node node, YAML::anchor_t anchor) {
        if (anchor != 0) anchors_[anchor] = node;
        if (!tree_.wants_key()) return check(tree_.value(std::move(node)));
        if (node.kind != Node::Kind::scalar) return check(tree_.refuse(node.line, "a key must be text"));
        check(tree_.key(std::move(node.text), node.line));
    }

    TreeBuilder& tree_;
    std::vector<YAML::anchor_t> anchored_;  // of the open lists and maps, 0 = none
    std::map<YAML::anchor_t, Node> anchors_;
    std::size_t copied_ = 0;
};

}  // namespace

std::expected<Node, Problems> read_yaml(std::string_view text) {
    TreeBuilder tree;
    YamlEvents events(tree);
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        if (parser.HandleNextDocument(events) && parser.HandleNextDocument(events))
            tree.refuse(0, "holds more than one document");
    } catch (const Refused&) {
    } catch (const YAML::Exception& error) {
        tree.refuse(line_of(error.mark), error.msg);
    } catch (const std::exception& error) {
        tree.refuse(0, std::string("is not YAML: ") + error.what());
    }
    if (!tree.problems().empty()) return std::unexpected(std::move(tree.problems()));
    return tree.take();
}

}  // namespace ormgate
