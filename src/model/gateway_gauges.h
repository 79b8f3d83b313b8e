// GatewayGauges: what a gateway told of its rings and threads at one time, as an agent takes it
// from the file of `holdfast-gateway serve --gauges`. docs/gateway.md names the keys.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast {

/// Counts are since the gateway began; depth is of now; the largest batch and the longest turn are
/// of the time since the reading before.
struct GatewayGauges {
  struct Ring {
    std::string ring;
    std::uint64_t capacity = 0, published = 0, blocked_ns = 0;
    friend bool operator==(const Ring&, const Ring&) = default;
  };
  struct Reader {
    std::string ring, reader;
    std::uint64_t depth = 0, largest_batch = 0, events = 0, lost = 0, lost_ranges = 0,
                  blocked_ns = 0;
    friend bool operator==(const Reader&, const Reader&) = default;
  };
  struct Thread {
    std::string thread;
    std::uint64_t turns = 0, turns_ns = 0, longest_turn_ns = 0, messages = 0, bytes = 0;
    std::optional<std::uint64_t> migrations, involuntary_switches;
    friend bool operator==(const Thread&, const Thread&) = default;
  };
  /// Sequence numbers of a stream that were never sent, both ends included.
  struct Lost {
    std::string session;
    std::uint64_t first = 0, last = 0;
    friend bool operator==(const Lost&, const Lost&) = default;
  };

  std::string gateway;     // the file's path
  std::int64_t at_ns = 0;  // when it was read: ns since 1970, UTC
  double seconds = 0;      // since the gateway began
  std::vector<Ring> rings;
  std::vector<Reader> readers;
  std::vector<Thread> threads;
  std::vector<Lost> lost;  // the newest ranges of each stream
  std::size_t size() const { return rings.size() + readers.size() + threads.size() + lost.size(); }
  friend bool operator==(const GatewayGauges&, const GatewayGauges&) = default;
};

inline constexpr std::size_t kMostGatewayRows = 4096;  // of a reading, and so of a file
inline constexpr std::size_t kMostGatewayName = 64;    // bytes

/// A gateway's summary or gauges file, without `gateway` and `at_ns`; keys that it does not know
/// are passed over. malformed: one sentence that names the key (as a JSON pointer) and what was
/// expected.
Result<GatewayGauges> gateway_gauges_from_json(std::string_view text);

}  // namespace holdfast
