#include "measure/probe_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <random>
#include <thread>

#include "measure/interface_drops.h"
#include "measure/paced_sender.h"
#include "measure/thread_use.h"
#include "probe/probe_message.h"
#include "probe/probe_tally.h"
#include "probe/spoilt.h"

namespace holdfast {
namespace {

constexpr std::int64_t kWaitNs = 50'000'000;    // of one receive(): how soon it sees the end
constexpr std::int64_t kGraceNs = 200'000'000;  // without a packet after the last was sent
constexpr std::int64_t kDrainNs = 20'000'000;   // after the warm-up
constexpr std::int64_t kDrainWaitNs = 1'000'000;
constexpr std::uint32_t kWarmUpSession = 0xffffffff;
constexpr std::chrono::milliseconds kBetweenLooks{5};
constexpr std::size_t kMostDelays = 16U << 20;    // 128 MB a kind
constexpr std::size_t kUnknownDelays = 4U << 20;  // when others send

enum class Phase { preparing, warming_up, measuring, sent, over };

/// What both threads know of each other.
struct Shared {
  std::atomic<Phase> phase{Phase::preparing};
  std::atomic<bool> is_ready{false};      // the receiver has its socket
  std::atomic<bool> is_measuring{false};  // the receiver saw the phase
  std::atomic<bool> stop{false};          // the receiver failed, or the caller wants the end
  std::atomic<std::uint64_t> sent{0};
};

struct Received {
  Result<void> outcome;
  std::optional<std::uint64_t> drops;
  ProbeResult result;
  std::int64_t started_ns = 0;
  std::vector<std::int64_t> delays_ns;
};

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

std::optional<std::uint64_t> grown(std::optional<std::uint64_t> before,
                                   std::optional<std::uint64_t> after) {
  if (!before || !after) return std::nullopt;
  return *after - std::min(*before, *after);
}

/// The receiver's thread.
class Receiving {
 public:
  Receiving(const ProbeRun& run, std::uint32_t session, Shared& shared)
      : run_(run), shared_(shared), tally_(session, room_for(run)) {}

  Received operator()() {
    Received received;
    received.outcome = set_up();
    if (!received.outcome) {
      shared_.stop = true;
      return received;
    }
    shared_.is_ready = true;
    if (run_.sender && !warm_up()) return failed(std::move(received));
    const ReceiverCounts before = receiver_->counts();
    const auto drops_before = interface_drops();
    const ThreadUse use_before = ThreadUse::now();
    shared_.is_measuring = true;
    received.started_ns = realtime_ns();
    const bool well = measure();
    const ThreadUse use = ThreadUse::now() - use_before;
    if (!well) return failed(std::move(received));
    ProbeResult& result = received.result;
    result.receiver = receiver_->name();
    result.interface = run_.receiver.interface;
    result.notes = receiver_->notes();
    take_counts(before, receiver_->counts(), result);
    received.drops = grown(drops_before, interface_drops());
    result.cpu_seconds = use.cpu_seconds;
    result.voluntary_switches = use.voluntary_switches;
    result.involuntary_switches = use.involuntary_switches;
    result.migrations = migrations_.count();
    const auto sent =
        run_.sender ? std::optional(shared_.sent.load(std::memory_order_acquire)) : std::nullopt;
    tally_.finish(sent, run_.is_round_trip, result);
    received.delays_ns = tally_.delays_ns();
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
    while (shared_.phase.load(std::memory_order_acquire) < Phase::measuring && !shared_.stop) {
      if (receiver_->receive(batch_, kWaitNs) == ReceiveOutcome::failed) return false;
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
      if (shared_.stop.load(std::memory_order_relaxed)) return true;
      if (run_.sender ? all_came(outcome) : is_over(end, patience)) return true;
    }
  }

  void take_batch() {
    for (std::size_t i = 0; i < batch_.size; ++i) {
      const ReceivedPacket& packet = batch_.packets[i];
      tally_.take(packet.payload,
                  {packet.user_ns, packet.kernel_ns, packet.device_ns, packet.queue});
    }
    migrations_.look();
    last_is_new_ = true;
  }

  // With a sender of ours: after it ended, when all came or none did for the time of grace.
  bool all_came(ReceiveOutcome outcome) {
    if (shared_.phase.load(std::memory_order_acquire) != Phase::sent) return false;
    if (tally_.received() >= shared_.sent.load(std::memory_order_acquire)) return true;
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
    shared_.stop = true;
    return received;
  }

  const ProbeRun& run_;
  Shared& shared_;
  ProbeTally tally_;
  std::unique_ptr<PacketReceiver> receiver_;
  PacketBatch batch_;
  MigrationCount migrations_;
  std::uint64_t looks_ = 0;
  std::int64_t last_ns_ = 0;
  bool last_is_new_ = false;
};

// Neither kAnySession nor the warm-up's.
std::uint32_t new_session() { return std::max(1U, std::random_device{}() >> 1U); }

void await(const std::atomic<bool>& what, const Shared& shared) {
  while (!what && !shared.stop) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

// The interface counts a packet that its XDP program could not hand on as dropped, too
// (drivers/net/veth.c, veth_xdp_rcv_one).
std::uint64_t counted_twice(const ProbeRun& run, const ProbeResult& result) {
  const auto& receiver = run.receiver;
  const bool is_native =
      receiver.method == ReceiveMethod::af_xdp && receiver.xdp.mode != XdpMode::generic;
  return is_native ? result.device_drops + result.ring_full : 0;
}

struct Sent {
  SentCounts counts;
  std::optional<std::uint64_t> drops;
};

/// The sender's thread.
Result<Sent> send_all(const ProbeRun& run, std::uint32_t session, Shared& shared) {
  if (run.sender_network) {
    if (auto inside = run.sender_network->enter(); !inside) {
      return tl::unexpected<Error>(inside.error());
    }
  }
  if (run.sender_cpu) {
    if (auto bound = run_on(*run.sender_cpu); !bound) return tl::unexpected<Error>(bound.error());
  }
  auto udp = UdpSender::make(*run.sender);
  if (!udp) return tl::unexpected<Error>(udp.error());
  PacedSender sender(std::move(*udp), run.traffic);
  await(shared.is_ready, shared);
  shared.phase = Phase::warming_up;
  sender.send(kWarmUpSession, run.traffic.warm_up_seconds, shared.stop);
  std::this_thread::sleep_for(std::chrono::nanoseconds(kDrainNs));
  shared.phase = Phase::measuring;
  await(shared.is_measuring, shared);
  const auto before = interface_drops();
  Sent sent;
  sent.counts = sender.send(session, run.traffic.seconds, shared.stop);
  shared.sent = sent.counts.sent;
  shared.phase = Phase::sent;
  sent.drops = grown(before, interface_drops());
  return sent;
}

}  // namespace

Result<ProbeOutcome> run_probe(const ProbeRun& run, const IsStopped& is_stopped) {
  Shared shared;
  const std::uint32_t session = run.sender ? new_session() : kAnySession;
  Received received;
  Result<Sent> sent;
  std::atomic<int> running{run.sender ? 2 : 1};
  std::thread receiver([&] {
    received = Receiving(run, session, shared)();
    --running;
  });
  std::thread sender;
  if (run.sender) {
    sender = std::thread([&] {
      sent = send_all(run, session, shared);
      if (!sent) shared.stop = true;
      --running;
    });
  }
  while (running > 0) {
    if (is_stopped()) shared.stop = true;
    std::this_thread::sleep_for(kBetweenLooks);
  }
  receiver.join();
  if (sender.joinable()) sender.join();
  if (run.sender && !sent) return tl::unexpected<Error>(sent.error());
  if (!received.outcome) return tl::unexpected<Error>(received.outcome.error());
  ProbeResult& result = received.result;
  result.packet_bytes = run.traffic.packet_bytes;
  result.rate = run.traffic.pace.rate;
  if (!run.sender) {
    result.rate = result.seconds > 0 ? static_cast<double>(result.received) / result.seconds : 0;
  }
  if (run.sender) {
    result.sender_late = sent->counts.late;
    result.sender_refused = sent->counts.refused;
    // In the host's own network other packets are dropped, too.
    if (run.sender_network && run.receiver_network && sent->drops && received.drops) {
      const std::uint64_t drops = *sent->drops + *received.drops;
      result.interface_drops = drops - std::min(drops, counted_twice(run, result));
    }
  }
  result.spoilt = why_spoilt(result);
  return ProbeOutcome{std::move(result), received.started_ns, std::move(received.delays_ns)};
}

Result<SentCounts> send_probe(const SenderOptions& options, std::optional<CpuId> cpu,
                              const ProbeTraffic& traffic, const IsStopped& is_stopped) {
  auto udp = UdpSender::make(options);
  if (!udp) return tl::unexpected<Error>(udp.error());
  std::atomic<bool> stop{false}, is_over{false};
  Result<SentCounts> sent;
  std::thread sender([&] {
    const auto bound = cpu ? run_on(*cpu) : Result<void>{};
    if (bound) {
      sent = PacedSender(std::move(*udp), traffic).send(new_session(), traffic.seconds, stop);
    } else {
      sent = tl::unexpected<Error>(bound.error());
    }
    is_over = true;
  });
  while (!is_over) {
    if (is_stopped()) stop = true;
    std::this_thread::sleep_for(kBetweenLooks);
  }
  sender.join();
  return sent;
}

}  // namespace holdfast
