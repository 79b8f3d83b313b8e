#include "policy/map_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace holdfast {

MapReader::MapReader(const YamlNode* node, std::string what, Complaints& complaints)
    : what_(std::move(what)), complaints_(complaints) {
  if (!node) return;
  place_ = node->place;
  if (node->kind == YamlNode::Kind::map) {
    node_ = node;
  } else if (node->kind != YamlNode::Kind::null) {
    complaints_.error(place_, fmt::format("{} is a map of keys, not {}", what_, kind_of(*node)));
  }
}

bool MapReader::has(std::string_view key) const { return node_ && node_->find(key); }

const YamlNode* MapReader::find(std::string_view key) {
  asked_.push_back(key);
  const YamlNode* value = node_ ? node_->find(key) : nullptr;
  if (value && value->kind == YamlNode::Kind::null) {
    complaints_.error(value->place, fmt::format("'{}' has no value", key));
    return nullptr;
  }
  return value;
}

std::optional<Word> MapReader::word(std::string_view key) {
  const YamlNode* value = find(key);
  if (!value) return std::nullopt;
  if (value->kind != YamlNode::Kind::scalar) {
    complaints_.error(value->place, fmt::format("'{}' is one value, not {}", key, kind_of(*value)));
    return std::nullopt;
  }
  return Word{value->text, value->place};
}

Words MapReader::words(std::string_view key) {
  const YamlNode* value = find(key);
  if (!value) return {};
  if (value->kind == YamlNode::Kind::scalar) return {Word{value->text, value->place}};
  Words out;
  for (const auto& item : value->items) {
    if (value->kind == YamlNode::Kind::list && item.kind == YamlNode::Kind::scalar) {
      out.push_back({item.text, item.place});
      continue;
    }
    complaints_.error(item.place, fmt::format("'{}' is a value or a list of values, not {}", key,
                                              value->kind == YamlNode::Kind::map
                                                  ? kind_of(*value)
                                                  : "a list with " + kind_of(item) + " in it"));
    break;
  }
  if (value->items.empty()) complaints_.error(value->place, fmt::format("'{}' is empty", key));
  return out;
}

std::optional<Word> MapReader::choice(std::string_view key,
                                      const std::vector<std::string_view>& choices) {
  auto value = word(key);
  if (!value || std::find(choices.begin(), choices.end(), value->text) != choices.end()) {
    return value;
  }
  complaints_.error(value->place,
                    fmt::format("{} is no value of '{}', which is {}{}", quoted(value->text), key,
                                one_of(choices), suggestion(value->text, choices)));
  return std::nullopt;
}

std::optional<std::string_view> toggle_of(std::string_view text) {
  if (text == "on" || text == "true" || text == "yes") return "on";
  if (text == "off" || text == "false" || text == "no") return "off";
  return std::nullopt;
}

std::optional<Word> MapReader::toggle(std::string_view key) {
  auto value = word(key);
  if (!value) return std::nullopt;
  const auto toggled = toggle_of(value->text);
  if (!toggled) {
    complaints_.error(value->place, fmt::format("{} is no value of '{}', which is on or off",
                                                quoted(value->text), key));
    return std::nullopt;
  }
  value->text = *toggled;
  return value;
}

bool check_number(const Word& word, std::string_view what, std::uint64_t least, std::uint64_t most,
                  Complaints& complaints) {
  const auto number = parse_number<std::uint64_t>(word.text);
  if (number && *number >= least && *number <= most) return true;
  complaints.error(word.place,
                   fmt::format("{} is no value of '{}', which is a number from {} to {}",
                               quoted(word.text), what, least, most));
  return false;
}

std::optional<Word> MapReader::number(std::string_view key, std::uint64_t least,
                                      std::uint64_t most) {
  auto value = word(key);
  if (!value || !check_number(*value, key, least, most, complaints_)) return std::nullopt;
  value->text = fmt::to_string(*parse_number<std::uint64_t>(value->text));  // "007" is 7
  return value;
}

std::optional<std::uint32_t> MapReader::small_number(std::string_view key, std::uint32_t least,
                                                     std::uint32_t most) {
  const auto value = number(key, least, most);
  return value ? parse_number<std::uint32_t>(value->text) : std::nullopt;
}

std::optional<double> MapReader::decimal(std::string_view key, double least, double most) {
  const auto value = word(key);
  if (!value) return std::nullopt;
  double number = 0;
  const char* end = value->text.data() + value->text.size();
  const auto [stop, error] = std::from_chars(value->text.data(), end, number);
  // "nan" is a number to from_chars, and is not between any two.
  if (error == std::errc{} && stop == end && number >= least && number <= most) return number;
  complaints_.error(value->place,
                    fmt::format("{} is no value of '{}', which is a number from {} to {}",
                                quoted(value->text), key, least, most));
  return std::nullopt;
}

Entries MapReader::others() {
  Entries out;
  if (!node_) return out;
  for (const auto& key : node_->keys) {
    if (std::find(asked_.begin(), asked_.end(), key.text) != asked_.end()) continue;
    if (const auto value = word(key.text)) out.push_back({{key.text, key.place}, *value});
  }
  return out;
}

void MapReader::done() {
  if (!node_) return;
  for (const auto& key : node_->keys) {
    if (std::find(asked_.begin(), asked_.end(), key.text) != asked_.end()) continue;
    const auto hint = suggestion(key.text, asked_);
    complaints_.error(
        key.place,
        fmt::format("key {} is not known here{}", quoted(key.text),
                    hint.empty() ? fmt::format("; {} has {}", what_, one_of(asked_)) : hint));
  }
}

}  // namespace holdfast
