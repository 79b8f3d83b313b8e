#include "rss/rss.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/address.h"
#include "rss/ntuple_match.h"
#include "rss/xor_hash.h"

namespace holdfast {
namespace {

Steering unknown(std::string reason) { return {.reason = std::move(reason)}; }

bool is_unspecified(const std::vector<std::uint8_t>& bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

bool is_plain_tuple(const HashFields& fields) {
  return std::all_of(fields.fields.begin(), fields.fields.end(), [](const std::string& name) {
    return name == "ip-src" || name == "ip-dst" || name == "l4-b-0-1" || name == "l4-b-2-3";
  });
}

}  // namespace

FlowSteering::FlowSteering(const Nic& nic) : nic_(nic) {
  for (const auto& rss : nic.rss) {
    contexts_.push_back({&rss, ToeplitzTable(rss.key, HashInput::kMaxBytes)});
  }
  for (const auto& rule : nic.ntuple) rules_.push_back(&rule);
  // "A flow matching multiple rules will be classified according to the first (lowest numbered)
  // rule": include/uapi/linux/ethtool.h, struct ethtool_rx_flow_spec.
  std::sort(rules_.begin(), rules_.end(),
            [](const auto* a, const auto* b) { return a->location < b->location; });
}

Steering FlowSteering::of(const Flow& flow) const {
  Flow wire = flow;
  wire.local.address = wire_address(flow.local.address);
  wire.remote.address = wire_address(flow.remote.address);
  const auto bytes = wire.local.address.size();
  if ((bytes != 4 && bytes != 16) || bytes != wire.remote.address.size()) {
    return unknown("the snapshot does not have the flow's addresses");
  }
  if (is_unspecified(wire.local.address) || is_unspecified(wire.remote.address)) {
    return unknown("the socket is not connected: its packets may come from anywhere");
  }
  for (const auto* rule : rules_) {
    const Match match = match_of(*rule, wire);
    if (match == Match::yes) return by_rule(*rule, wire);
    if (match == Match::unknown) {
      return unknown(
          fmt::format("ntuple rule {} looks at more than a socket shows", rule->location));
    }
  }
  if (nic_.active_rx_queues() == 1) return {.queue = QueueIndex{0}};
  return by_hash(0, wire);
}

Steering FlowSteering::by_rule(const NtupleRule& rule, const Flow& wire) const {
  if (rule.drops) return unknown(fmt::format("ntuple rule {} drops its packets", rule.location));
  Steering steering;
  if (rule.rss_context) {
    steering = by_hash(*rule.rss_context, wire);
    // The table's value is added to the rule's queue: linux/ethtool.h, struct ethtool_rxnfc.
    if (steering.queue && rule.queue) steering.queue->value += rule.queue->value;
  } else if (rule.queue) {
    steering.queue = *rule.queue;
  } else {
    steering = unknown(fmt::format("ntuple rule {} sends its packets to no queue of this interface",
                                   rule.location));
  }
  steering.ntuple_rule = rule.location;
  return steering;
}

Steering FlowSteering::by_hash(std::uint32_t context, const Flow& wire) const {
  const auto found = std::find_if(contexts_.begin(), contexts_.end(),
                                  [&](const Context& c) { return c.rss->id == context; });
  if (found == contexts_.end() && context == 0) {
    return unknown("the driver shows no RSS context 0, neither a key nor a table");
  }
  if (found == contexts_.end()) {
    return unknown(fmt::format("RSS context {} is not in the snapshot", context));
  }
  const RssContext& rss = *found->rss;
  if (rss.indirection.empty()) return unknown("the driver shows no indirection table");
  const auto front = rss.indirection.front();
  if (std::all_of(rss.indirection.begin(), rss.indirection.end(),
                  [&](std::uint32_t queue) { return queue == front; })) {
    return {.queue = QueueIndex{front}};
  }
  if (!is_known_hash(nic_.driver, rss.function, rss.indirection.size())) {
    return unknown(fmt::format(
        "the hash function {} of {} is not documented for a table of {} buckets", rss.function,
        nic_.driver.empty() ? "the device" : nic_.driver, rss.indirection.size()));
  }
  const bool is_xor = rss.function == "xor";
  // A key of zeros hashes everything to 0: drivers show one when they do not know the device's.
  if (!is_xor && is_unspecified(rss.key)) return unknown("the driver shows no hash key");
  const auto type = flow_type_of(wire);
  const auto fields =
      std::find_if(nic_.hash_fields.begin(), nic_.hash_fields.end(),
                   [&](const HashFields& entry) { return entry.flow_type == type; });
  if (fields == nic_.hash_fields.end()) {
    return unknown(fmt::format("the driver does not say which fields it hashes for {}", type));
  }
  if (!fields->l3 || !is_plain_tuple(*fields)) {
    return unknown(
        fmt::format("the hash for {} takes other fields than addresses and ports", type));
  }
  const auto input = hash_input(wire.remote, wire.local, fields->ports, rss.input_transform);
  if (!is_xor && input.size > found->table.input_bytes()) {
    return unknown(fmt::format("a key of {} bytes is too short for {} bytes of input",
                               rss.key.size(), input.size));
  }
  const std::uint32_t hash = is_xor ? xor8_hash(input.span()) : found->table.hash(input.span());
  const auto bucket = static_cast<std::uint32_t>(hash % rss.indirection.size());
  return {.queue = QueueIndex{rss.indirection[bucket]},
          .hashed = input,
          .hash = hash,
          .bucket = bucket};
}

std::optional<QueueIndex> queue_of(const Nic& nic, const Flow& flow, std::string* reason) {
  auto steering = FlowSteering(nic).of(flow);
  if (reason) *reason = std::move(steering.reason);
  return steering.queue;
}

}  // namespace holdfast
