#include "policy/include_tree.h"

#include <fmt/format.h>

#include <algorithm>

namespace holdfast {
namespace {

constexpr std::size_t kDeepest = 8;
constexpr std::size_t kMostFiles = 32;

// "folder/policy.yaml", "../base.yaml" → "base.yaml": text only, links are not known here.
std::string beside(const std::string& file, const std::string& path) {
  std::string whole = path;
  const auto slash = file.rfind('/');
  if (!path.starts_with('/') && slash != std::string::npos) {
    whole = file.substr(0, slash + 1) + path;
  }
  std::vector<std::string> parts;
  std::size_t start = 0;
  while (start <= whole.size()) {
    const auto end = std::min(whole.find('/', start), whole.size());
    const auto part = whole.substr(start, end - start);
    start = end + 1;
    if (part == "." || part.empty()) continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else {
      parts.push_back(part);
    }
  }
  std::string out = whole.starts_with('/') ? "/" : "";
  for (std::size_t i = 0; i < parts.size(); ++i) out += (i > 0 ? "/" : "") + parts[i];
  return out;
}

void set_value(YamlNode& map, const YamlNode& key, YamlNode value) {
  for (std::size_t i = 0; i < map.keys.size(); ++i) {
    if (map.keys[i].text != key.text) continue;
    map.keys[i] = key;
    map.items[i] = std::move(value);
    return;
  }
  map.keys.push_back(key);
  map.items.push_back(std::move(value));
}

// `over` laid upon `under`.
YamlNode merged(YamlNode under, YamlNode over, bool at_top) {
  if (under.kind != YamlNode::Kind::map || over.kind != YamlNode::Kind::map) return over;
  under.place = over.place;
  for (std::size_t i = 0; i < over.keys.size(); ++i) {
    const auto& key = over.keys[i];
    auto& value = over.items[i];
    const YamlNode* below = under.find(key.text);
    const bool is_list =
        below && below->kind == YamlNode::Kind::list && value.kind == YamlNode::Kind::list;
    if (at_top && is_list && (key.text == "interfaces" || key.text == "threads")) {
      auto joined = *below;
      for (auto& item : value.items) joined.items.push_back(std::move(item));
      set_value(under, key, std::move(joined));
    } else if (below && !(at_top && key.text == "match")) {
      set_value(under, key, merged(*below, std::move(value), false));
    } else {
      set_value(under, key, std::move(value));
    }
  }
  return under;
}

class IncludeReader {
 public:
  IncludeReader(const ReadInclude& read, Complaints& complaints, IncludedFiles& included)
      : read_(read), complaints_(complaints), included_(included) {}

  YamlNode read(const std::string& file, std::string_view text) {
    path_.push_back(file);
    auto tree = read_yaml(file, text, complaints_);
    const YamlNode* unsupported = tree.find("unsupported");
    if (unsupported && unsupported->text == "skip") included_.skipping.push_back(file);
    YamlNode base;
    if (const YamlNode* include = tree.find("include")) base = read_all(file, *include);
    path_.pop_back();
    if (base.kind != YamlNode::Kind::map) return tree;
    return merged(std::move(base), std::move(tree), true);
  }

 private:
  YamlNode read_all(const std::string& file, const YamlNode& include) {
    std::vector<YamlNode> names;
    if (include.kind == YamlNode::Kind::scalar) {
      names.push_back(include);
    } else if (include.kind == YamlNode::Kind::list) {
      names = include.items;
    }
    if (names.empty()) {
      complaints_.error(include.place, "'include' is a file, or a list of files");
    }
    YamlNode base;
    for (const auto& name : names) {
      if (name.kind != YamlNode::Kind::scalar || name.text.empty()) {
        complaints_.error(name.place,
                          fmt::format("'include' names files; {} is none", kind_of(name)));
        continue;
      }
      auto tree = read_one(beside(file, name.text), name);
      base = base.kind == YamlNode::Kind::map ? merged(std::move(base), std::move(tree), true)
                                              : std::move(tree);
    }
    return base;
  }

  YamlNode read_one(const std::string& file, const YamlNode& name) {
    if (std::find(path_.begin(), path_.end(), file) != path_.end()) {
      complaints_.error(name.place, fmt::format("{} includes itself: {} includes {}", quoted(file),
                                                path_.back(), file));
      return {};
    }
    if (path_.size() >= kDeepest || included_.paths.size() >= kMostFiles) {
      complaints_.error(name.place, fmt::format("includes are nested more than {} deep, or more "
                                                "than {} files are included",
                                                kDeepest, kMostFiles));
      return {};
    }
    const auto text = read_(file);
    if (!text) {
      complaints_.error(name.place, fmt::format("{} cannot be included: {}", quoted(file),
                                                text.error().sentence));
      return {};
    }
    included_.paths.push_back(file);
    return read(file, *text);
  }

  const ReadInclude& read_;
  Complaints& complaints_;
  IncludedFiles& included_;
  std::vector<std::string> path_;
};

}  // namespace

YamlNode read_with_includes(const std::string& file, std::string_view text,
                            const ReadInclude& read_include, Complaints& complaints,
                            IncludedFiles& included) {
  return IncludeReader(read_include, complaints, included).read(file, text);
}

}  // namespace holdfast
