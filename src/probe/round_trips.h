// RoundTrips: which packets of a steady stream are still on their way, how long each was, and
// which of them are lost.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/probe_stream.h"
#include "probe/probe_message.h"

namespace holdfast {

/// Times are ns by one clock of this host. No allocation after the constructor.
class RoundTrips {
 public:
  static constexpr std::int64_t kPatienceNs = 1'000'000'000;  // a packet later than that is lost
  static constexpr std::size_t kMost = 16'384;                // at once on their way

  /// `session`: what the packets carry; another stream's are foreign.
  explicit RoundTrips(std::uint32_t session);

  /// The next packet sets out; its message.
  ProbeMessage begin(std::int64_t now_ns);
  /// The kernel took it not: it was never sent.
  void withdraw(const ProbeMessage& message);
  /// A packet has come. Its round trip, when it is one of ours that is on its way; each once. What
  /// the packet says of its times is not believed.
  std::optional<std::int64_t> end(const std::optional<ProbeMessage>& message, std::int64_t now_ns);
  /// Does it come from the peer that reflects this stream, however late? Then the peer is there.
  bool is_answer(const ProbeMessage& message) const {
    return message.session == session_ && message.reflected_ns != 0;
  }
  /// Gives up those that have been away for too long.
  void expire(std::int64_t now_ns);
  const ProbeStreamCounts& counts() const { return counts_; }

 private:
  struct Trip {
    std::int64_t sent_ns = 0;
    bool is_on_its_way = false;
  };
  Trip& trip(std::uint64_t sequence) { return trips_[sequence % kMost]; }

  std::uint32_t session_;
  std::uint64_t next_ = 0, oldest_ = 0;  // oldest_: those before are settled
  std::vector<Trip> trips_;
  ProbeStreamCounts counts_;
};

}  // namespace holdfast
