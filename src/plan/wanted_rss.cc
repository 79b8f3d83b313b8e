#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "plan/lookup.h"
#include "plan/setting_parts.h"
#include "rss/hash_input.h"

namespace holdfast {
namespace {

constexpr std::uint16_t kSymmetricPattern = 0x6d5a;

std::string context_name(const Demand& demand) { return demand.name.empty() ? "0" : demand.name; }

const RssContext* context_of(const Nic& nic, const Demand& demand) {
  for (const auto& context : nic.rss) {
    if (fmt::to_string(context.id) == context_name(demand)) return &context;
  }
  return nullptr;
}

// The demand's context; refused when the interface has none, or none of `what`.
const RssContext* needed_context(Lookup& lookup, const Demand& demand, const Nic& nic, bool table) {
  const RssContext* context = context_of(nic, demand);
  const bool there = context && (table ? !context->indirection.empty() : !context->key.empty());
  if (there) return context;
  const auto object = label_of(Lookup::object_of(demand, context_name(demand)));
  const char* what = nic.rss.empty() ? "no RSS" : table ? "no RSS table" : "no RSS key";
  lookup.refuse(demand, object,
                fmt::format("{} ({}) has {} that can be set", nic.name, nic.driver,
                            context || nic.rss.empty() ? what : "no such RSS context"));
  return nullptr;
}

// ethtool -X weight: bucket i has the queue in whose share of the table it falls
// (ethtool.c, fill_indir_table).
std::optional<std::vector<std::uint32_t>> weighted(const std::vector<std::string_view>& words,
                                                   std::size_t buckets) {
  std::vector<std::uint64_t> ends;  // of each queue's share
  std::uint64_t sum = 0;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto weight = parse_number<std::uint32_t>(words[i]);
    if (!weight) return std::nullopt;
    ends.push_back(sum += *weight);
  }
  if (sum == 0 || sum > buckets) return std::nullopt;
  std::vector<std::uint32_t> table;
  std::size_t queue = 0;
  for (std::size_t i = 0; i < buckets; ++i) {
    while (i >= buckets * ends[queue] / sum) ++queue;
    table.push_back(static_cast<std::uint32_t>(queue));
  }
  return table;
}

std::optional<std::vector<std::uint32_t>> demanded_table(const std::string& value,
                                                         std::size_t buckets,
                                                         std::uint32_t queues) {
  const auto words = words_of(value);
  if (words.empty()) return std::nullopt;
  if (words.front() == "weight") return weighted(words, buckets);
  if (words.front() == "default") {
    return parse_table(fmt::format("equal {}", std::max(queues, 1U)), buckets);
  }
  return parse_table(value, buckets);
}

void want_table(Lookup& lookup, const Demand& demand, const Nic& nic) {
  const RssContext* context = needed_context(lookup, demand, nic, true);
  if (!context) return;
  const auto object = Lookup::object_of(demand, context_name(demand));
  const std::uint32_t queues = lookup.rx_queues(nic);
  const auto table = demanded_table(demand.value, context->indirection.size(), queues);
  if (!table) {
    lookup.refuse(demand, label_of(object),
                  fmt::format("\"{}\" does not fill a table of {} buckets", demand.value,
                              context->indirection.size()));
    return;
  }
  const auto words = words_of(demand.value);
  const auto last = words.front() == "equal" ? parse_number<std::uint32_t>(words[1]).value_or(1) - 1
                                             : *std::max_element(table->begin(), table->end());
  const auto text = table_text(*table);
  if (queues > 0 && last >= queues && lookup.now(object) != text) {
    lookup.refuse(demand, label_of(object),
                  fmt::format("it names queue {}, and {} {} {} receive queues", last, nic.name,
                              lookup.changes_channels(nic) ? "will have" : "has", queues));
    return;
  }
  lookup.want(object, text, demand);
}

void want_key(Lookup& lookup, const Demand& demand, const Nic& nic) {
  const RssContext* context = needed_context(lookup, demand, nic, false);
  if (!context) return;
  const auto object = Lookup::object_of(demand, context_name(demand));
  const std::size_t bytes = context->key.size();
  if (demand.value == "symmetric") {
    lookup.want(object, key_text(repeated_key(kSymmetricPattern, bytes)), demand);
    return;
  }
  std::vector<std::uint8_t> key;
  for (const auto digits : split(demand.value, ':')) {
    const auto byte = digits.size() <= 2 ? parse_number<std::uint8_t>(digits, 16) : std::nullopt;
    if (!byte) {
      lookup.refuse(demand, label_of(object),
                    fmt::format("\"{}\" is no byte in hexadecimal", digits));
      return;
    }
    key.push_back(*byte);
  }
  if (key.size() != bytes) {
    lookup.refuse(demand, label_of(object),
                  fmt::format("the key has {} bytes, and the device's has {}", key.size(), bytes));
    return;
  }
  lookup.want(object, key_text(key), demand);
}

}  // namespace

void want_rss_keys(Lookup& lookup) {
  for (const auto* demand : lookup.demands_of(SettingKind::rss_key)) {
    if (const Nic* nic = lookup.nic_of(*demand)) want_key(lookup, *demand, *nic);
  }
}

void want_rss_tables(Lookup& lookup) {
  for (const auto* demand : lookup.demands_of(SettingKind::rss_table)) {
    if (const Nic* nic = lookup.nic_of(*demand)) want_table(lookup, *demand, *nic);
  }
}

void want_hash_fields(Lookup& lookup) {
  for (const auto* demand : lookup.demands_of(SettingKind::rss_hash_fields)) {
    const Nic* nic = lookup.nic_of(*demand);
    if (!nic) continue;
    const auto object = Lookup::object_of(*demand, demand->name);
    const auto letters = ordered_hash_letters(demand->value);
    if (!lookup.now(object)) {
      lookup.refuse(*demand, label_of(object),
                    fmt::format("the driver {} does not tell what it hashes of {}", nic->driver,
                                demand->name));
    } else if (!letters) {
      lookup.refuse(*demand, label_of(object),
                    fmt::format("\"{}\" is not made of ethtool's letters m v t s d f n, each once",
                                demand->value));
    } else {
      lookup.want(object, *letters, *demand);
    }
  }
}

}  // namespace holdfast
