#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "plan/setting_parts.h"
#include "rss/hash_input.h"

namespace holdfast {
namespace {

struct HashLetter {
  char letter;
  std::string_view field;
};
// ethtool(8), rx-flow-hash; the kernel's names as the reader gives them.
constexpr std::array kLetters = {HashLetter{'m', "l2da"},     HashLetter{'v', "vlan"},
                                 HashLetter{'t', "l3-proto"}, HashLetter{'s', "ip-src"},
                                 HashLetter{'d', "ip-dst"},   HashLetter{'f', "l4-b-0-1"},
                                 HashLetter{'n', "l4-b-2-3"}};

std::string letters_of(const HashFields& fields) {
  std::string letters;
  for (const auto& [letter, field] : kLetters) {
    const bool told =
        std::find(fields.fields.begin(), fields.fields.end(), field) != fields.fields.end();
    if (told) letters += letter;
  }
  if (!fields.fields.empty()) return letters;
  return fmt::format("{}{}", fields.l3 ? "sd" : "", fields.ports ? "fn" : "");
}

void set_letters(HashFields& fields, std::string_view letters) {
  const auto has = [letters](char c) { return letters.find(c) != std::string_view::npos; };
  fields.fields.clear();
  for (const auto& [letter, field] : kLetters) {
    if (has(letter)) fields.fields.emplace_back(field);
  }
  fields.l3 = has('s') && has('d');
  fields.ports = has('f') && has('n');
}

const RssContext* context_of(const Nic& nic, const SettingObject& object) {
  const auto id = parse_number<std::uint32_t>(object.name.empty() ? "0" : object.name);
  for (const auto& context : nic.rss) {
    if (id == context.id) return &context;
  }
  return nullptr;
}

std::vector<std::uint8_t> parse_key(std::string_view text) {
  std::vector<std::uint8_t> key;
  for (const auto digits : split(text, ':')) {
    key.push_back(parse_number<std::uint8_t>(digits, 16).value_or(0));
  }
  return key;
}

}  // namespace

std::string table_text(const std::vector<std::uint32_t>& indirection) {
  if (indirection.empty()) return {};
  const std::size_t queues =
      std::size_t{*std::max_element(indirection.begin(), indirection.end())} + 1;
  bool equal = true;
  for (std::size_t i = 0; i < indirection.size(); ++i) equal &= indirection[i] == i % queues;
  return equal ? fmt::format("equal {}", queues) : fmt::format("{}", fmt::join(indirection, " "));
}

std::optional<std::vector<std::uint32_t>> parse_table(std::string_view text, std::size_t buckets) {
  std::vector<std::uint32_t> table;
  const auto words = words_of(text);
  if (words.empty()) return std::nullopt;
  if (words.front() == "equal") {
    const auto queues = words.size() == 2 ? parse_number<std::uint32_t>(words[1]) : std::nullopt;
    if (!queues || *queues == 0) return std::nullopt;
    table.reserve(buckets);
    for (std::size_t i = 0; i < buckets; ++i) {
      table.push_back(static_cast<std::uint32_t>(i % *queues));
    }
    return table;
  }
  if (words.size() != buckets) return std::nullopt;
  for (const auto word : words) {
    const auto queue = parse_number<std::uint32_t>(word);
    if (!queue) return std::nullopt;
    table.push_back(*queue);
  }
  return table;
}

std::optional<std::string> ordered_hash_letters(std::string_view letters) {
  std::string ordered;
  for (const auto& [letter, field] : kLetters) {
    if (letters.find(letter) != std::string_view::npos) ordered += letter;
  }
  return ordered.size() == letters.size() ? std::optional(ordered) : std::nullopt;
}

Value rss_value(const Nic& nic, const SettingObject& object) {
  if (object.kind == SettingKind::rss_hash_fields) {
    for (const auto& fields : nic.hash_fields) {
      if (fields.flow_type == object.name) return letters_of(fields);
    }
    return std::nullopt;
  }
  const RssContext* context = context_of(nic, object);
  if (!context) return std::nullopt;
  if (object.kind == SettingKind::rss_key) {
    return context->key.empty() ? std::nullopt : Value(key_text(context->key));
  }
  return context->indirection.empty() ? std::nullopt : Value(table_text(context->indirection));
}

void set_rss_value(Nic& nic, const Setting& setting) {
  const auto& object = setting.object;
  if (object.kind == SettingKind::rss_hash_fields) {
    for (auto& fields : nic.hash_fields) {
      if (fields.flow_type == object.name) set_letters(fields, setting.value);
    }
    return;
  }
  const RssContext* found = context_of(nic, object);
  if (!found) return;
  auto& context = nic.rss[static_cast<std::size_t>(found - nic.rss.data())];
  if (object.kind == SettingKind::rss_key) {
    context.key = parse_key(setting.value);
  } else if (auto table = parse_table(setting.value, context.indirection.size())) {
    context.indirection = std::move(*table);
  }
}

}  // namespace holdfast
