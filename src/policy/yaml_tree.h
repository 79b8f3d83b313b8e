// YAML text as a tree in which everything knows its place. Nothing is interpreted yet: "off" and
// "4" are texts.
//
// Bounded: text of 256 KiB, 20,000 nodes (an alias counts for all that it stands for), 32 levels.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/complaint.h"

namespace holdfast {

struct YamlNode {
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  TextPlace place;              // of the first character; of a quoted scalar, behind the quote
  std::string text;             // of a scalar
  std::vector<YamlNode> keys;   // of a map: scalars, each text once, in the text's order
  std::vector<YamlNode> items;  // of a list, or a map's values, as many as keys

  /// A map's value; nullptr without it, and for what is no map.
  const YamlNode* find(std::string_view key) const;
};

/// "a map", "a list", "nothing" or "'text'".
std::string kind_of(const YamlNode& node);

/// The one document of `text`; `file` stands in the places. What is wrong becomes a complaint; the
/// tree holds what could be read before that. A text without a document is a null node.
YamlNode read_yaml(std::string_view file, std::string_view text, Complaints& complaints);

}  // namespace holdfast
