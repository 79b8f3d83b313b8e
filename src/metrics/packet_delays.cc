// HJ95 from the packets that programs read in the window: of all, of each queue, of each program.
#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "metrics/derive_parts.h"
#include "metrics/jitter.h"
#include "metrics/queue_packets.h"

namespace holdfast {
namespace {

constexpr std::size_t kMostQueues = 64, kMostProcesses = 10;
constexpr std::size_t kKept = 10;    // a second's rows in the store: docs/store.md counts bytes
constexpr double kFarApart = 0.5e9;  // ns: clocks, not a packet's delay

using Delays = std::vector<PacketDelay>;

std::optional<std::int64_t> delay_of(const PacketDelay& packet, bool hardware) {
  return hardware ? packet.hardware_ns : packet.software_ns;
}

/// The NIC's stamps where most packets have one; each packet has one clock, and so has the window.
bool by_hardware(const Delays& delays) {
  const auto stamped = std::count_if(delays.begin(), delays.end(), [](const PacketDelay& packet) {
    return packet.hardware_ns.has_value();
  });
  return 2 * static_cast<std::size_t>(stamped) > delays.size();
}

struct Part {
  JitterPart named;
  std::vector<std::int64_t> delays_ns;
};

template <class Key>
std::vector<JitterPart> largest(std::map<Key, Part>& parts, std::size_t most) {
  std::vector<Part*> order;
  order.reserve(parts.size());
  for (auto& [key, part] : parts) order.push_back(&part);
  // Equal counts in the order of their keys, whatever sort does.
  std::sort(order.begin(), order.end(), [](const Part* a, const Part* b) {
    return std::tuple(b->delays_ns.size(), a->named.nic, a->named.queue, a->named.pid) <
           std::tuple(a->delays_ns.size(), b->named.nic, b->named.queue, b->named.pid);
  });
  if (order.size() > most) order.resize(most);
  std::vector<JitterPart> out;
  for (auto* part : order) {
    const JitterFrame jitter = jitter_of(std::move(part->delays_ns), "", "");
    part->named.hj50_ns = jitter.hj50_ns;
    part->named.hj95_ns = jitter.hj95_ns;
    part->named.hj95x_ns = jitter.hj95x_ns;
    part->named.count = jitter.count;
    out.push_back(std::move(part->named));
  }
  return out;
}

std::string queue_name(const PacketDelay& packet) {
  return packet.queue ? "rx " + std::to_string(packet.queue->value) : "";
}

std::optional<IrqNumber> irq_of(const Intent& intent, const PacketDelay& packet) {
  if (!packet.queue) return std::nullopt;
  for (const auto& target : intent.targets) {
    if (target.nic == packet.nic &&
        receive_queues_in(target.label).contains(CpuId{packet.queue->value})) {
      return target.irq;
    }
  }
  return std::nullopt;
}

void keep_some(const Window& window, const Delays& delays, bool hardware, MetricFrame& frame) {
  const std::size_t step = std::max<std::size_t>(1, delays.size() / kKept);
  for (std::size_t i = 0; i < delays.size() && frame.kept_delays.size() < kKept; i += step) {
    const auto delay_ns = delay_of(delays[i], hardware);
    if (!delay_ns) continue;
    const std::int64_t read_ns = delays[i].read_at_ns;
    frame.kept_delays.push_back(
        {irq_of(window.intent, delays[i]), read_ns - *delay_ns, read_ns, hardware});
  }
}

// A constant offset is not seen in the sign of the delays when the NIC's clock is behind.
void doubt_offset(JitterFrame& jitter) {
  if (!jitter.hj50_ns || std::abs(*jitter.hj50_ns) < kFarApart) return;
  jitter.clock_suspect = true;
  for (auto* figure : {&jitter.hj50_ns, &jitter.hj95_ns, &jitter.hj99_ns, &jitter.hj999_ns,
                       &jitter.hj95_low_ns, &jitter.hj95_high_ns}) {
    figure->reset();
  }
}

}  // namespace

void derive_delays(const Window& window, MetricFrame& frame) {
  if (!window.earlier.trace || !window.later.trace) return;
  const TraceReading& trace = *window.later.trace;
  const bool hardware = by_hardware(trace.delays);
  std::vector<std::int64_t> all;
  std::map<std::pair<std::string, std::string>, Part> queues;
  std::map<std::uint32_t, Part> processes;
  for (const auto& packet : trace.delays) {
    const auto delay_ns = delay_of(packet, hardware);
    if (!delay_ns) continue;
    all.push_back(*delay_ns);
    if (!packet.nic.empty()) {
      auto& queue = queues[{packet.nic, queue_name(packet)}];
      queue.named.nic = packet.nic;
      queue.named.queue = queue_name(packet);
      queue.delays_ns.push_back(*delay_ns);
    }
    auto& process = processes[packet.pid];
    process.named.pid = packet.pid;
    process.named.comm = packet.comm;
    process.delays_ns.push_back(*delay_ns);
  }
  const auto lost_before = window.earlier.trace->delays_lost;
  if (!all.empty()) frame.jitter = jitter_of(std::move(all), "bpf", hardware ? "phc" : "software");
  frame.jitter.lost =
      trace.delays_lost >= lost_before ? trace.delays_lost - lost_before : trace.delays_lost;
  if (hardware) doubt_offset(frame.jitter);
  frame.jitter_queues = largest(queues, kMostQueues);
  frame.jitter_processes = largest(processes, kMostProcesses);
  keep_some(window, trace.delays, hardware, frame);
}

}  // namespace holdfast
