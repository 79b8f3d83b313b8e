#include "measure/probe_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <random>
#include <thread>

#include "measure/clock_watch.h"
#include "measure/interface_drops.h"
#include "measure/link_watch.h"
#include "measure/paced_sender.h"
#include "measure/probe_receiving.h"
#include "measure/thread_use.h"
#include "probe/probe_message.h"
#include "probe/probe_tally.h"
#include "probe/spoilt.h"

namespace holdfast {
namespace {

constexpr std::int64_t kDrainNs = 20'000'000;  // after the warm-up
constexpr std::chrono::milliseconds kBetweenLooks{5};

// Neither kAnySession nor the warm-up's.
std::uint32_t new_session() { return std::max(1U, std::random_device{}() >> 1U); }

void await(const std::atomic<bool>& what, const RunProgress& progress) {
  while (!what && !progress.stop) std::this_thread::sleep_for(std::chrono::milliseconds(1));
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

void warm_up(const ProbeRun& run, PacedSender& sender, const RunProgress& progress) {
  const double patience_seconds = run.is_round_trip ? run.answer_patience_seconds : 0;
  const auto patience_ns = static_cast<std::int64_t>(patience_seconds * 1e9);
  const std::int64_t began_ns = steady_ns();
  do {
    sender.send(kWarmUpSession, run.traffic.warm_up_seconds, progress.stop);
    std::this_thread::sleep_for(std::chrono::nanoseconds(kDrainNs));
  } while (!progress.has_answer && !progress.stop && steady_ns() - began_ns < patience_ns);
}

/// The sender's thread.
Result<Sent> send_all(const ProbeRun& run, std::uint32_t session, RunProgress& progress) {
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
  await(progress.is_ready, progress);
  progress.phase = RunPhase::warming_up;
  warm_up(run, sender, progress);
  progress.phase = RunPhase::measuring;
  await(progress.is_measuring, progress);
  const auto before = interface_drops();
  Sent sent;
  sent.counts = sender.send(session, run.traffic.seconds, progress.stop);
  progress.sent = sent.counts.sent;
  progress.phase = RunPhase::sent;
  sent.drops = interface_drops_since(before);
  return sent;
}

// A network of the probe's own goes with the probe only.
LinkWatch link_of(const ProbeRun& run) {
  if (run.receiver_network || run.sender_network) return {"", {}, std::nullopt};
  return {run.receiver.interface, run.receiver.local,
          run.sender ? std::optional(run.sender->remote) : std::nullopt};
}

}  // namespace

Result<ProbeOutcome> run_probe(const ProbeRun& run, const IsStopped& is_stopped) {
  RunProgress progress;
  LinkWatch link = link_of(run);
  const std::uint32_t session = run.sender ? new_session() : kAnySession;
  Received received;
  Result<Sent> sent;
  std::atomic<int> running{run.sender ? 2 : 1};
  std::thread receiver([&] {
    received = receive_all(run, session, progress);
    --running;
  });
  std::thread sender;
  if (run.sender) {
    sender = std::thread([&] {
      sent = send_all(run, session, progress);
      if (!sent) progress.stop = true;
      --running;
    });
  }
  // A network of the probe's own has no NIC, and its names are not ours.
  ClockWatch clock(run.receiver_network ? ReceiverOptions() : run.receiver);
  bool is_told = !run.tell_ready;
  while (running > 0) {
    if (!is_told && progress.is_ready) {
      run.tell_ready();
      is_told = true;
    }
    link.look();
    if (is_stopped() || link.is_gone()) progress.stop = true;
    clock.look();
    std::this_thread::sleep_for(kBetweenLooks);
  }
  clock.end();
  receiver.join();
  if (sender.joinable()) sender.join();
  link.look_now();
  if (link.is_gone()) return tl::unexpected<Error>(link.error());
  if (run.sender && !sent) return tl::unexpected<Error>(sent.error());
  if (!received.outcome) return tl::unexpected<Error>(received.outcome.error());
  ProbeResult& result = received.result;
  const auto sent_packets = run.sender ? std::optional(progress.sent.load()) : std::nullopt;
  received.tally->finish(sent_packets, run.is_round_trip, result, &clock.track());
  clock.tell(result);
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
  const auto note = link.note();
  if (!note.empty() && std::ranges::count(result.notes, note) == 0) result.notes.push_back(note);
  return ProbeOutcome{std::move(result),           received.started_ns,
                      received.tally->delays_ns(), std::move(received.arrivals),
                      received.other_queue,        note};
}

Result<SentCounts> send_probe(const SenderOptions& options, std::optional<CpuId> cpu,
                              const ProbeTraffic& traffic, const IsStopped& is_stopped) {
  auto udp = UdpSender::make(options);
  if (!udp) return tl::unexpected<Error>(udp.error());
  LinkWatch link(options.interface, {}, options.remote);
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
    link.look();
    if (is_stopped() || link.is_gone()) stop = true;
    std::this_thread::sleep_for(kBetweenLooks);
  }
  sender.join();
  link.look_now();
  if (link.is_gone()) return tl::unexpected<Error>(link.error());
  return sent;
}

}  // namespace holdfast
