#include "policy/yaml_tree.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>

namespace holdfast {
namespace {

constexpr std::size_t kMostBytes = std::size_t{256} << 10;
constexpr std::size_t kMostNodes = 20000;
constexpr std::size_t kDeepest = 32;

std::size_t nodes_in(const YamlNode& node) {
  std::size_t count = 1 + node.keys.size();
  for (const auto& item : node.items) count += nodes_in(item);
  return count;
}

std::size_t depth_of(const YamlNode& node) {
  std::size_t deepest = 0;
  for (const auto& item : node.items) deepest = std::max(deepest, depth_of(item));
  return deepest + 1;
}

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view file, Complaints& complaints)
      : file_(file), complaints_(complaints) {}

  YamlNode root;
  bool stopped() const { return stopped_; }

  TextPlace place_of(const YAML::Mark& mark) const {
    if (mark.is_null()) return {file_, 0, 0};
    return {file_, mark.line + 1, mark.column + 1};
  }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(node(YamlNode::Kind::null, mark), anchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    auto scalar = node(YamlNode::Kind::scalar, mark);
    scalar.text = value;
    if (tag == "!") ++scalar.place.column;  // yaml-cpp's tag of a quoted scalar
    add(std::move(scalar), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (stopped_) return;
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      stop(place_of(mark), "this alias stands inside what it is an alias of");
      return;
    }
    nodes_ += nodes_in(found->second);
    if (open_.size() + depth_of(found->second) > kDeepest) stop_too_deep(place_of(mark));
    add(found->second, YAML::NullAnchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(node(YamlNode::Kind::list, mark), anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(node(YamlNode::Kind::map, mark), anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    YamlNode node;
    YAML::anchor_t anchor = YAML::NullAnchor;
    bool expects_value = false;  // of a map: the next node belongs to the last key
    bool skips_value = false;    // that key was wrong
  };

  YamlNode node(YamlNode::Kind kind, const YAML::Mark& mark) const {
    YamlNode made;
    made.kind = kind;
    made.place = place_of(mark);
    return made;
  }

  void stop(const TextPlace& place, std::string sentence) {
    if (!stopped_) complaints_.error(place, std::move(sentence));
    stopped_ = true;
  }
  void stop_too_deep(const TextPlace& place) {
    stop(place, fmt::format("more than {} levels of maps and lists", kDeepest));
  }

  void open(YamlNode made, YAML::anchor_t anchor) {
    if (stopped_) return;
    if (open_.size() >= kDeepest) return stop_too_deep(made.place);
    open_.push_back({std::move(made), anchor, false, false});
  }

  void close() {
    if (stopped_) return;
    Frame frame = std::move(open_.back());
    open_.pop_back();
    add(std::move(frame.node), frame.anchor);
  }

  void add(YamlNode made, YAML::anchor_t anchor) {
    if (stopped_) return;
    if (++nodes_ > kMostNodes) {
      return stop(made.place, fmt::format("more than {} values, aliases counted", kMostNodes));
    }
    if (anchor != YAML::NullAnchor) anchors_[anchor] = made;
    if (open_.empty()) {
      root = std::move(made);
      return;
    }
    Frame& frame = open_.back();
    if (frame.node.kind != YamlNode::Kind::map) {
      frame.node.items.push_back(std::move(made));
    } else if (!frame.expects_value) {
      add_key(frame, std::move(made));
    } else {
      if (!frame.skips_value) {
        if (made.kind == YamlNode::Kind::null) made.place = frame.node.keys.back().place;
        frame.node.items.push_back(std::move(made));
      }
      frame.expects_value = frame.skips_value = false;
    }
  }

  void add_key(Frame& frame, YamlNode key) {
    frame.expects_value = true;
    if (key.kind != YamlNode::Kind::scalar) {
      complaints_.error(key.place, fmt::format("a key must be a word, not {}", kind_of(key)));
      frame.skips_value = true;
      return;
    }
    if (frame.node.find(key.text)) {
      const auto& keys = frame.node.keys;
      const auto first = std::find_if(
          keys.begin(), keys.end(), [&](const YamlNode& other) { return other.text == key.text; });
      complaints_.error(key.place, fmt::format("key {} stands here twice, first in line {}",
                                               quoted(key.text), first->place.line));
      frame.skips_value = true;
      return;
    }
    frame.node.keys.push_back(std::move(key));
  }

  std::string file_;
  Complaints& complaints_;
  std::vector<Frame> open_;
  std::map<YAML::anchor_t, YamlNode> anchors_;
  std::size_t nodes_ = 0;
  bool stopped_ = false;
};

// yaml-cpp's words for a token that YAML reserves do not help who wrote "@irq" bare.
std::string sentence_of(const YAML::Exception& error, std::string_view text) {
  std::size_t start = 0;
  for (int line = 0; line < error.mark.line && start != std::string_view::npos; ++line) {
    start = text.find('\n', start);
    if (start != std::string_view::npos) ++start;
  }
  if (start != std::string_view::npos && !error.mark.is_null()) {
    const auto at = start + static_cast<std::size_t>(error.mark.column);
    if (at < text.size() && (text[at] == '@' || text[at] == '`')) {
      return fmt::format("YAML keeps a leading '{}' for itself: write it between quotes", text[at]);
    }
    const auto indent = text.substr(start, text.find_first_not_of(" \t", start) - start);
    if (indent.find('\t') != std::string_view::npos) return "YAML allows no tab here: use blanks";
  }
  return fmt::format("not YAML: {}", error.msg);
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  if (kind != Kind::map) return nullptr;
  for (std::size_t i = 0; i < keys.size() && i < items.size(); ++i) {
    if (keys[i].text == key) return &items[i];
  }
  return nullptr;
}

std::string kind_of(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null: return "nothing";
    case YamlNode::Kind::scalar: return quoted(node.text);
    case YamlNode::Kind::list: return "a list";
    case YamlNode::Kind::map: return "a map";
  }
  return "nothing";
}

YamlNode read_yaml(std::string_view file, std::string_view text, Complaints& complaints) {
  if (text.size() > kMostBytes) {
    complaints.error({std::string(file), 0, 0},
                     fmt::format("{} bytes; a policy has at most {}", text.size(), kMostBytes));
    return {};
  }
  TreeBuilder builder(file, complaints);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) return {};
    TreeBuilder second(file, complaints);
    if (parser.HandleNextDocument(second) && second.root.kind != YamlNode::Kind::null) {
      complaints.error(second.root.place, "a second document: a policy is one YAML document");
    }
  } catch (const YAML::Exception& error) {
    complaints.error(builder.place_of(error.mark), sentence_of(error, text));
  }
  return builder.stopped() ? YamlNode{} : std::move(builder.root);
}

}  // namespace holdfast
