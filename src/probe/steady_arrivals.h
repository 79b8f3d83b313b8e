// SteadyArrivals: the packets of another host's steady sender, as they come to a listening stream:
// each once, and how many of them lack.
#pragma once

#include <cstdint>
#include <optional>

#include "model/probe_stream.h"
#include "probe/probe_message.h"
#include "probe/sequence_window.h"

namespace holdfast {

/// Times are ns by one clock of this host; the sender's are not looked at.
class SteadyArrivals {
 public:
  /// A sender that was silent for so long has ended: another one's packets count from then on.
  static constexpr std::int64_t kSilenceNs = 1'000'000'000;

  /// Is the packet one of the sender's that is listened to, and new?
  bool take(const std::optional<ProbeMessage>& message, std::int64_t now_ns);
  /// Called about once a second: numbers that lack at two calls in a row are lost. So what came out
  /// of order is not, and the count never falls.
  void settle();
  const ProbeStreamCounts& counts() const { return counts_; }

 private:
  bool is_listened_to(const ProbeMessage& message, std::int64_t now_ns);
  std::uint64_t lacking() const { return window_.next() - received_; }

  std::uint32_t session_ = 0;
  std::uint64_t first_ = 0, received_ = 0, settled_ = 0;  // of this session
  std::uint64_t lacking_before_ = 0;
  std::int64_t last_ns_ = 0;
  SequenceWindow window_;  // of sequence − first_
  ProbeStreamCounts counts_;
};

}  // namespace holdfast
