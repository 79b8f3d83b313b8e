// QueueCheck: packets as they came in, each with its queue, against the queues foretold.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "rss/frame_flow.h"
#include "rss/rss.h"

namespace holdfast {

/// Unit of all counts: packets.
struct CheckedQueue {
  QueueIndex queue;
  std::uint64_t foretold = 0;            // packets of flows that are foretold for it
  std::uint64_t came = 0;                // on it, of any kind
  std::optional<std::uint64_t> counted;  // by the driver; the caller's to fill in
};

struct WrongFlow {
  Flow flow;
  QueueIndex foretold;
  QueueIndex came_on;           // where most of the strays came
  std::uint64_t packets = 0;    // all of the flow's
  std::uint64_t elsewhere = 0;  // not on the queue foretold
};

struct UnjudgedPackets {
  std::string reason;
  std::uint64_t packets = 0;
};

struct CheckedQueues {
  std::vector<CheckedQueue> queues;       // ascending
  std::vector<WrongFlow> wrong;           // most strays first, at most as many as were asked for
  std::vector<UnjudgedPackets> unjudged;  // most first
  std::uint64_t packets = 0;              // all
  std::uint64_t right = 0, strays = 0;    // judged
  std::uint64_t unrecorded = 0;           // for which the driver recorded no queue
  std::size_t flows = 0, wrong_flows = 0;

  std::uint64_t judged() const { return right + strays; }
};

class QueueCheck {
 public:
  static constexpr std::size_t kMostFlows = std::size_t{1} << 17U;

  /// `nic` must outlive it. `movers`: by transport, what may have moved a flow away from where the
  /// hash sends it (rss/flow_mover.h); its strays are not judged. Empty: nothing.
  explicit QueueCheck(const Nic& nic, std::map<Transport, std::string> movers = {},
                      std::size_t most_flows = kMostFlows);

  /// An ethernet frame, or its first bytes; `queue` is where it came, nullopt when the driver
  /// recorded none.
  void take(std::span<const std::uint8_t> frame, std::optional<QueueIndex> queue);

  CheckedQueues result(std::size_t most_wrong) const;

 private:
  // Transport, both addresses and both ports; zeros behind those of IPv4.
  using Key = std::array<std::uint8_t, 37>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const {
      const auto* const bytes = reinterpret_cast<const char*>(key.data());
      return std::hash<std::string_view>()({bytes, key.size()});
    }
  };
  struct Seen {
    Flow flow;
    std::optional<QueueIndex> foretold;
    std::string reason;  // why it is not foretold
    std::uint64_t packets = 0;
    std::map<QueueIndex, std::uint64_t> strays;
  };
  static Key key_of(const FrameFlow& flow);
  Seen* seen(const FrameFlow& flow);
  void judge(Seen& entry, std::optional<QueueIndex> queue);

  FlowSteering steering_;
  std::map<Transport, std::string> movers_;
  std::size_t most_flows_;
  std::unordered_map<Key, Seen, KeyHash> flows_;
  std::map<QueueIndex, CheckedQueue> queues_;
  std::map<std::string, std::uint64_t, std::less<>> unjudged_;
  std::uint64_t packets_ = 0, right_ = 0, strays_ = 0, unrecorded_ = 0;
};

}  // namespace holdfast
