// Each CPU in the window, and the sums over all of them.
#include <map>

#include "base/text.h"
#include "metrics/counter_growth.h"
#include "metrics/derive_parts.h"

namespace holdfast {
namespace {

constexpr double kTicksPerSecond = 100;  // USER_HZ

using Frames = std::map<CpuId, CpuFrame>;

CpuFrame& frame_of(Frames& frames, CpuId cpu) {
  auto& frame = frames[cpu];
  frame.cpu = cpu;
  return frame;
}

// Calls add(earlier, later) for each CPU that has a row in both.
template <class Row, class Add>
void for_both(const std::vector<Row>& earlier, const std::vector<Row>& later, Add add) {
  std::map<CpuId, const Row*> before;
  for (const auto& row : earlier) before[row.cpu] = &row;
  for (const auto& row : later) {
    const auto found = before.find(row.cpu);
    if (found != before.end()) add(*found->second, row);
  }
}

// iowait is known to go back a little while the others go on: that is no reset.
std::uint64_t grown(std::uint64_t earlier, std::uint64_t later) {
  return later > earlier ? later - earlier : 0;
}

void add_times(const Window& window, Frames& frames, MetricFrame& out) {
  std::uint64_t stolen = 0;
  std::uint64_t all = 0;
  for_both(window.earlier.sample.cpu_times, window.later.sample.cpu_times,
           [&](const CpuTimes& a, const CpuTimes& b) {
             auto& frame = frame_of(frames, b.cpu);
             const CpuTimes spent{b.cpu,
                                  grown(a.user, b.user),
                                  grown(a.nice, b.nice),
                                  grown(a.system, b.system),
                                  grown(a.idle, b.idle),
                                  grown(a.iowait, b.iowait),
                                  grown(a.irq, b.irq),
                                  grown(a.softirq, b.softirq),
                                  grown(a.steal, b.steal)};
             stolen += spent.steal;
             all += spent.total();
             if (spent.total() == 0) return;
             const auto share = [&](std::uint64_t ticks) {
               return static_cast<double>(ticks) / static_cast<double>(spent.total());
             };
             frame.user = share(spent.user + spent.nice);
             frame.system = share(spent.system);
             frame.irq = share(spent.irq);
             frame.softirq = share(spent.softirq);
             frame.iowait = share(spent.iowait);
             frame.steal = share(spent.steal);
             frame.idle = share(spent.idle);
           });
  if (all > 0) out.steal = static_cast<double>(stolen) / static_cast<double>(all);
}

void add_softirqs(const Window& window, Frames& frames) {
  for_both(window.earlier.sample.softirqs, window.later.sample.softirqs,
           [&](const SoftirqRow& a, const SoftirqRow& b) {
             auto& frame = frame_of(frames, b.cpu);
             frame.net_rx = growth_of_counter(a.net_rx, b.net_rx);
             frame.net_tx = growth_of_counter(a.net_tx, b.net_tx);
           });
}

void add_softnet(const Window& window, Frames& frames, MetricFrame& out) {
  for_both(window.earlier.sample.softnet, window.later.sample.softnet,
           [&](const SoftnetRow& a, const SoftnetRow& b) {
             auto& frame = frame_of(frames, b.cpu);
             frame.packets = growth_of_counter(a.processed, b.processed);
             frame.dropped = growth_of_counter(a.dropped, b.dropped);
             frame.time_squeezed = growth_of_counter(a.time_squeezed, b.time_squeezed);
             frame.packets_since_boot = b.processed;
             frame.dropped_since_boot = b.dropped;
             frame.time_squeezed_since_boot = b.time_squeezed;
             out.packets += frame.packets;
             out.softnet_dropped += frame.dropped;
             out.softnet_squeezed += frame.time_squeezed;
           });
}

// "ksoftirqd/3"
std::optional<CpuId> ksoftirqd_cpu(const ThreadTimes& thread) {
  constexpr std::string_view kName = "ksoftirqd/";
  const std::string_view comm = thread.comm;
  if (!thread.kernel || !comm.starts_with(kName)) return std::nullopt;
  const auto cpu = parse_number<std::uint32_t>(comm.substr(kName.size()));
  return cpu ? std::optional(CpuId{*cpu}) : std::nullopt;
}

void add_ksoftirqd(const Window& window, Frames& frames) {
  std::map<ThreadId, std::uint64_t> before;
  for (const auto& thread : window.earlier.sample.threads) {
    if (ksoftirqd_cpu(thread)) before[thread.id] = thread.run_ticks;
  }
  for (const auto& thread : window.later.sample.threads) {
    const auto cpu = ksoftirqd_cpu(thread);
    const auto found = before.find(thread.id);
    if (!cpu || found == before.end() || frames.count(*cpu) == 0) continue;
    frames[*cpu].ksoftirqd = static_cast<double>(grown(found->second, thread.run_ticks)) /
                             kTicksPerSecond / window.seconds();
  }
}

}  // namespace

void derive_cpus(const Window& window, MetricFrame& frame) {
  Frames frames;
  add_times(window, frames, frame);
  add_softirqs(window, frames);
  add_softnet(window, frames, frame);
  add_ksoftirqd(window, frames);
  const CpuSet targets = all_targets(window.intent);
  for (auto& [cpu, one] : frames) {
    one.target = targets.contains(cpu);
    frame.cpus.push_back(one);
  }
  if (frame.packets > 0) {
    frame.interrupts_per_packet =
        static_cast<double>(frame.interrupts) / static_cast<double>(frame.packets);
  }
}

}  // namespace holdfast
