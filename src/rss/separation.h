// Separation: a hash key and an indirection table under which the flows that matter do not share a
// queue, or share it as little as can be, and the rest goes elsewhere.
//
// The table can send each bucket where we like; so only flows in one bucket are bound to stay
// together, and the key has but to part the buckets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "rss/hash_input.h"

namespace holdfast {

struct SeparationGoal {
  std::vector<HashInput> inputs;           // of the flows that matter
  std::vector<double> rates;               // as many: packets a second, or any other weight
  std::vector<HashInput> rest;             // flows that are known, and to be kept off
  std::vector<std::uint32_t> queues;       // for the flows that matter, each once
  std::vector<std::uint32_t> rest_queues;  // for all others; empty: they share `queues`
  std::vector<std::uint8_t> key;           // the device's, which stays when it serves
  std::size_t buckets = 0;                 // of the device's table
  bool key_is_fixed = false;               // only the table may be changed
  bool symmetric = false;                  // both directions of a flow must hash alike by the key
};

struct Separation {
  std::vector<std::uint8_t> key;
  std::vector<std::uint32_t> table;
  std::vector<std::uint32_t> queue_of;  // of each input
  std::size_t fullest = 0;              // flows that matter on the queue that has most of them
  std::size_t rest_among = 0;           // of `rest`, those in a bucket with a flow that matters
  std::size_t trading_buckets = 0;      // where unknown flows would fall on `queues`
  std::size_t keys_tried = 0;
};

/// The first key, the device's own before all others and those in a fixed order (of symmetric ones,
/// all that repeat 16 bits), that leaves no queue with more flows than an even share and no known
/// flow of the rest among them; else the best of those tried. Every assignment is by falling rate
/// to the queue with the fewest flows, then the least rate. nullopt: nothing to separate, no
/// bucket, a key too short for an input, or no key that `symmetric` and `key_is_fixed` allow.
std::optional<Separation> separate(const SeparationGoal& goal);

}  // namespace holdfast
