#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "policy/parsing.h"

namespace holdfast {
namespace {

// "6d:5a:56:da" of 8 to 256 bytes: devices have 10, 16, 40 or 52.
bool is_hex_key(std::string_view text) {
  const auto bytes = split(text, ':');
  return bytes.size() >= 8 && bytes.size() <= 256 &&
         std::all_of(bytes.begin(), bytes.end(), [](std::string_view byte) {
           return byte.size() == 2 && parse_number<std::uint32_t>(byte, 16);
         });
}

std::string lowercase(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

void parse_weights(const Words& words, RssRule& rule, Complaints& complaints) {
  std::uint64_t sum = 0;
  for (const auto& word : words) {
    if (!check_number(word, "weight", 0, 65535, complaints)) return;
    sum += *parse_number<std::uint64_t>(word.text);
  }
  if (words.size() > 4096 || sum == 0) {
    complaints.error(words.front().place,
                     "'weight' is a number for each queue, at most 4096, not all of them 0");
    return;
  }
  rule.weight = words;
}

// As many as the device has buckets; which that is, the host says.
void parse_buckets(const Words& words, RssRule& rule, Complaints& complaints) {
  for (const auto& word : words) {
    if (!check_number(word, "table", 0, 4095, complaints)) return;
  }
  if (words.size() > 4096) {
    complaints.error(words.front().place,
                     "'table' is the queue of each bucket, and no device has over 4096 buckets");
    return;
  }
  rule.table = words;
}

void parse_indirection(MapReader& reader, RssRule& rule, const Entries& classes,
                       Complaints& complaints) {
  const YamlNode* node = reader.find("indirection");
  if (!node) return;
  if (node->kind == YamlNode::Kind::scalar && node->text == "default") {
    rule.indirection_default = Word{node->text, node->place};
    return;
  }
  if (node->kind != YamlNode::Kind::map) {
    complaints.error(node->place,
                     fmt::format("{} is no value of 'indirection', which is default, "
                                 "{{equal: N}}, {{weight: [1, 2, …]}} or {{table: [0, 1, …]}}",
                                 kind_of(*node)));
    return;
  }
  MapReader form(node, "indirection", complaints);
  const auto equal = form.word("equal");
  const auto weights = form.words("weight");
  const auto buckets = form.words("table");
  form.done();
  if (int{equal.has_value()} + int{!weights.empty()} + int{!buckets.empty()} > 1) {
    complaints.error(node->place, "'indirection' has one of 'equal', 'weight' and 'table'");
  }
  if (!weights.empty()) parse_weights(weights, rule, complaints);
  if (!buckets.empty()) parse_buckets(buckets, rule, complaints);
  if (!equal) return;
  if (const auto inner = expression_in("count", *equal)) {
    check_cpu_expression(*inner, classes, true, complaints);
    rule.equal = equal;
  } else if (check_number(*equal, "equal", 1, 4096, complaints)) {
    rule.equal = Word{fmt::to_string(*parse_number<std::uint32_t>(equal->text)), equal->place};
  }
}

}  // namespace

RssRule parse_rss(const YamlNode& node, const Entries& classes, Complaints& complaints) {
  // ethtool(8), rx-flow-hash: m destination MAC, v VLAN, t L3 protocol, s and d addresses, f and n
  // the first and second half of the ports.
  constexpr std::string_view kLetters = "mvtsdfn";
  MapReader reader(&node, "rss", complaints);
  RssRule rule;
  rule.key = reader.word("key");
  if (rule.key && rule.key->text != "symmetric" && rule.key->text != "default") {
    if (!is_hex_key(rule.key->text)) {
      complaints.error(rule.key->place, fmt::format("{} is no value of 'key', which is symmetric, "
                                                    "default, or bytes such as 6d:5a:…, 8 to 256",
                                                    quoted(rule.key->text)));
    }
    rule.key->text = lowercase(rule.key->text);
  }
  parse_indirection(reader, rule, classes, complaints);
  MapReader fields(reader.find("hash-fields"), "hash-fields", complaints);
  for (const auto type : {"tcp4", "udp4", "tcp6", "udp6", "sctp4", "sctp6"}) {
    auto word = fields.word(type);
    if (!word) continue;
    std::string ordered;
    for (const char letter : kLetters) {
      if (word->text.find(letter) != std::string::npos) ordered += letter;
    }
    if (ordered.empty() || ordered.size() != word->text.size()) {
      complaints.error(word->place,
                       fmt::format("{} are no hash fields: letters of {} are, each once",
                                   quoted(word->text), kLetters));
      continue;
    }
    word->text = ordered;
    rule.hash_fields.push_back({{type, word->place}, *word});
  }
  fields.done();
  reader.done();
  return rule;
}

}  // namespace holdfast
