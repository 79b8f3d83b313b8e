#include "plan/keyed_value.h"

#include <algorithm>
#include <span>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::string_view kChannels[] = {"rx", "tx", "other", "combined"};
constexpr std::string_view kRings[] = {"rx", "rx-mini", "rx-jumbo", "tx"};
constexpr std::string_view kCoalesce[] = {"adaptive-rx", "adaptive-tx", "rx-usecs",
                                          "rx-frames",   "tx-usecs",    "tx-frames"};
constexpr std::string_view kFlowRule[] = {"drop", "queue", "context", "location"};

std::span<const std::string_view> order_of(SettingKind kind) {
  switch (kind) {
    case SettingKind::channels: return kChannels;
    case SettingKind::rings: return kRings;
    case SettingKind::coalesce: return kCoalesce;
    case SettingKind::flow_rule: return kFlowRule;
    default: return {};
  }
}

}  // namespace

bool has_keys(SettingKind kind) { return !order_of(kind).empty(); }

KeyedValue parse_keyed(std::string_view text) {
  KeyedValue value;
  for (auto key = next_word(text); !key.empty(); key = next_word(text)) {
    const auto word = key == "drop" ? std::string_view() : next_word(text);
    set_key(value, key, std::string(word));
  }
  return value;
}

std::string to_text(const KeyedValue& value) {
  std::string text;
  for (const auto& [key, word] : value) {
    if (!text.empty()) text += ' ';
    text += key;
    if (!word.empty()) text += ' ' + word;
  }
  return text;
}

const std::string* find_key(const KeyedValue& value, std::string_view key) {
  for (const auto& [name, word] : value) {
    if (name == key) return &word;
  }
  return nullptr;
}

void set_key(KeyedValue& value, std::string_view key, std::string word) {
  for (auto& [name, old] : value) {
    if (name == key) {
      old = std::move(word);
      return;
    }
  }
  value.emplace_back(key, std::move(word));
}

void put_in_order(SettingKind kind, KeyedValue& value) {
  const auto order = order_of(kind);
  const auto place = [order](const std::string& key) {
    return std::find(order.begin(), order.end(), key) - order.begin();
  };
  std::sort(value.begin(), value.end(), [&](const auto& a, const auto& b) {
    const auto first = place(a.first);
    const auto second = place(b.first);
    return first != second ? first < second : a.first < b.first;
  });
}

}  // namespace holdfast
