// Values that are keys with a word each: "rx 256 tx 512", "adaptive-rx off rx-usecs 0",
// "queue 0 location 12".
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/setting.h"

namespace holdfast {

/// In order. "drop" of a flow rule is a key without a word.
using KeyedValue = std::vector<std::pair<std::string, std::string>>;

/// channels, rings, coalesce, flow_rule.
bool has_keys(SettingKind kind);

KeyedValue parse_keyed(std::string_view text);
std::string to_text(const KeyedValue& value);

/// The word of that key; nullptr without it.
const std::string* find_key(const KeyedValue& value, std::string_view key);
/// Gives the key that word; a new key goes to the end.
void set_key(KeyedValue& value, std::string_view key, std::string word);

/// The keys in the order of model/setting.h.
void put_in_order(SettingKind kind, KeyedValue& value);

}  // namespace holdfast
