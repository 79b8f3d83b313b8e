#include "measure/probe_receiving.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "measure/interface_drops.h"
#include "measure/paced_sender.h"
#include "measure/thread_use.h"
#include "probe/probe_message.h"
#include "probe/probe_tally.h"

namespace holdfast {
namespace {

constexpr std::int64_t kWaitNs = 50'000'000;    // of one receive(): how soon it sees the end
constexpr std::int64_t kGraceNs = 200'000'000;  // without a packet after the last was sent
constexpr std::int64_t kDrainWaitNs = 1'000'000;
constexpr std::size_t kMostDelays = 16U << 20;    // 128 MB a kind
constexpr std::size_t kMostArrivals = 1U << 20;   // 24 MB
constexpr std::size_t kUnknownDelays = 4U << 20;  // when others send

std::size_t room_for(const ProbeRun& run) {
  if (!run.sender) return kUnknownDelays;
  const double packets = run.traffic.pace.rate * run.traffic.seconds * 1.01 + 1000;
  return packets < static_cast<double>(kMostDelays) ? static_cast<std::size_t>(packets)
                                                    : kMostDelays;
}

void take_counts(const ReceiverCounts& before, const ReceiverCounts& after, ProbeResult& result) {
  result.calls = after.calls - before.calls;
  result.empty_calls = after.empty_calls - before.empty_calls;
  result.truncated = after.truncated - before.truncated;
  result.socket_drops = after.socket_drops - before.socket_drops;
  result.device_drops = after.device_drops - before.device_drops;
  result.ring_full = after.ring_full - before.ring_full;
  result.fill_empty = after.fill_empty - before.fill_empty;
  result.invalid_descriptors = after.invalid_descriptors - before.invalid_descriptors;
}

/// The receiver's thread.
class Receiving {
 public:
  Receiving(const ProbeRun& run, std::uint32_t session, RunProgress& progress)
      : run_(run),
        progress_(progress),
        tally_(session, room_for(run), run.receiver.hardware_stamps) {
    if (!run.keeps_arrivals) return;
    arrivals_.resize(std::min(room_for(run), kMostArrivals));  // touched now
    arrivals_.clear();
  }

  Received operator()() {
    Received received;
    received.outcome = set_up();
    if (!received.outcome) {
      progress_.stop = true;
      return received;
    }
    progress_.is_ready = true;
    if (run_.sender && !warm_up()) return failed(std::move(received));
    const ReceiverCounts before = receiver_->counts();
    const auto drops_before = interface_drops();
    const ThreadUse use_before = ThreadUse::now();
    progress_.is_measuring = true;
    received.started_ns = realtime_ns();
    const bool well = measure();
    const ThreadUse use = ThreadUse::now() - use_before;
    if (!well) return failed(std::move(received));
    ProbeResult& result = received.result;
    result.receiver = receiver_->name();
    result.interface = run_.receiver.interface;
    result.notes = receiver_->notes();
    const ReceiverCounts after = receiver_->counts();
    take_counts(before, after, result);
    received.other_queue = after.other_queue - before.other_queue;
    received.drops = interface_drops_since(drops_before);
    result.cpu_seconds = use.cpu_seconds;
    result.voluntary_switches = use.voluntary_switches;
    result.involuntary_switches = use.involuntary_switches;
    result.migrations = migrations_.count();
    received.tally = std::move(tally_);
    received.arrivals = std::move(arrivals_);
    return received;
  }

 private:
  Result<void> set_up() {
    if (run_.receiver_network) {
      if (auto inside = run_.receiver_network->enter(); !inside) return inside;
    }
    if (run_.receiver_cpu) {
      if (auto bound = run_on(*run_.receiver_cpu); !bound) return bound;
    }
    auto receiver = make_receiver(run_.receiver);
    if (!receiver) return tl::unexpected<Error>(receiver.error());
    receiver_ = std::move(*receiver);
    return {};
  }

  // False when the receiver failed.
  bool warm_up() {
    while (progress_.phase.load(std::memory_order_acquire) < RunPhase::measuring &&
           !progress_.stop) {
      const ReceiveOutcome outcome = receiver_->receive(batch_, kWaitNs);
      if (outcome == ReceiveOutcome::failed) return false;
      if (outcome == ReceiveOutcome::packets) progress_.has_answer = true;
    }
    // What is left of the warm-up in buffers and rings.
    ReceiveOutcome outcome = ReceiveOutcome::packets;
    while (outcome == ReceiveOutcome::packets) outcome = receiver_->receive(batch_, kDrainWaitNs);
    return outcome != ReceiveOutcome::failed;
  }

  // False when the receiver failed.
  bool measure() {
    last_ns_ = steady_ns();
    const std::int64_t patience = last_ns_ + static_cast<std::int64_t>(run_.patience_seconds * 1e9);
    std::int64_t end = 0;
    for (;;) {
      const ReceiveOutcome outcome = receiver_->receive(batch_, kWaitNs);
      if (outcome == ReceiveOutcome::packets) {
        take_batch();
        if (!run_.sender && end == 0 && tally_.received() > 0) {
          end = steady_ns() + static_cast<std::int64_t>(run_.traffic.seconds * 1e9);
        }
        if ((++looks_ & 63U) != 0) continue;  // a clock and two atomics are too much for each
      } else if (outcome == ReceiveOutcome::failed) {
        return false;
      }
      if (progress_.stop.load(std::memory_order_relaxed)) return true;
      if (run_.sender ? all_came(outcome) : is_over(end, patience)) return true;
    }
  }

  void take_batch() {
    for (std::size_t i = 0; i < batch_.size; ++i) {
      const ReceivedPacket& packet = batch_.packets[i];
      tally_.take(packet.payload,
                  {packet.user_ns, packet.kernel_ns, packet.device_ns, packet.queue});
      if (arrivals_.size() < arrivals_.capacity()) keep_arrival(packet);
    }
    migrations_.look();
    last_is_new_ = true;
  }

  void keep_arrival(const ReceivedPacket& packet) {
    const auto message = parse_probe_message(packet.payload);
    arrivals_.push_back(
        {message ? message->session : 0, message ? message->sequence : 0, packet.user_ns});
  }

  // With a sender of ours: after it ended, when all came or none did for the time of grace.
  bool all_came(ReceiveOutcome outcome) {
    if (progress_.phase.load(std::memory_order_acquire) != RunPhase::sent) return false;
    if (tally_.received() >= progress_.sent.load(std::memory_order_acquire)) return true;
    const std::int64_t now = steady_ns();
    if (outcome == ReceiveOutcome::packets || std::exchange(last_is_new_, false)) last_ns_ = now;
    return now - last_ns_ > kGraceNs;
  }

  static bool is_over(std::int64_t end, std::int64_t patience) {
    const std::int64_t now = steady_ns();
    return end != 0 ? now >= end : now >= patience;
  }

  Received failed(Received received) {
    received.outcome = tl::unexpected<Error>(receiver_->error());
    progress_.stop = true;
    return received;
  }

  const ProbeRun& run_;
  RunProgress& progress_;
  ProbeTally tally_;
  std::vector<PacketArrival> arrivals_;  // its capacity is how many are kept
  std::unique_ptr<PacketReceiver> receiver_;
  PacketBatch batch_;
  MigrationCount migrations_;
  std::uint64_t looks_ = 0;
  std::int64_t last_ns_ = 0;
  bool last_is_new_ = false;
};

}  // namespace

Received receive_all(const ProbeRun& run, std::uint32_t session, RunProgress& progress) {
  return Receiving(run, session, progress)();
}

}  // namespace holdfast
