// One run of the probe: a receiver in a thread of its own, a sender in another (or on another
// host), and what became of the packets.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "measure/network_namespace.h"
#include "net/packet_receiver.h"
#include "net/udp_sender.h"
#include "probe/pace.h"
#include "probe/packet_way.h"
#include "probe/probe_result.h"

namespace holdfast {

/// What is sent, and how evenly.
struct ProbeTraffic {
  Pace pace;
  std::uint32_t packet_bytes = 288;  // of payload; at least kProbeMessageBytes
  double seconds = 2;
  double warm_up_seconds = 0.2;  // before it, at the same pace; not measured
};

struct ProbeRun {
  ReceiverOptions receiver;
  std::optional<CpuId> receiver_cpu;
  const NetworkNamespace* receiver_network = nullptr;  // null: this process's
  /// Absent: somebody else sends (`holdfast probe send`), for traffic.seconds from the first
  /// packet on.
  std::optional<SenderOptions> sender;
  std::optional<CpuId> sender_cpu;
  const NetworkNamespace* sender_network = nullptr;
  bool is_round_trip = false;  // the packets come back from `holdfast probe reflect`
  ProbeTraffic traffic;
  double patience_seconds = 30;  // without a sender: for the first packet
  /// Of round trips: a warm-up to which nothing comes back is done again for so long (a link that
  /// was reset is dead for seconds).
  double answer_patience_seconds = 0;
  bool keeps_arrivals = false;  // when each packet came, also those of others
  /// Called once, by the caller's thread, when the receiver has its socket.
  std::function<void()> tell_ready;
};

struct ProbeOutcome {
  ProbeResult result;
  std::int64_t started_ns = 0;          // CLOCK_REALTIME
  std::vector<std::int64_t> delays_ns;  // of those that result compares, in order of arrival
  std::vector<PacketArrival> arrivals;  // where wanted: of the first million
  std::uint64_t other_queue = 0;        // of AF_XDP: packets that came by another queue
  std::string link_note;                // that the interface is down, or was; also in the notes
};

/// Asked some 200 times a second: is the end wanted?
using IsStopped = std::function<bool()>;

/// Ends early when it is stopped. A receiver that fails in the middle, and an interface that goes,
/// is an error, and nothing stays behind.
Result<ProbeOutcome> run_probe(const ProbeRun& run, const IsStopped& is_stopped);

/// What was sent, refused by the kernel, and sent over 10 µs after its time.
struct SentCounts {
  std::uint64_t sent = 0, refused = 0, late = 0;
  std::string last_refusal;  // why the last that was refused was; empty when none was
  double seconds = 0;
};
/// The sender alone, without a warm-up. An interface that goes is an error.
Result<SentCounts> send_probe(const SenderOptions& sender, std::optional<CpuId> cpu,
                              const ProbeTraffic& traffic, const IsStopped& is_stopped);

}  // namespace holdfast
