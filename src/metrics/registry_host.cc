#include "metrics/registry_parts.h"

namespace holdfast {
namespace {

using Frame = MetricFrame;

template <std::uint64_t MetricFrame::* kMember>
void collect_count(const Frame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  put(series, static_cast<double>(frame.*kMember));
}

void collect_seconds(const Frame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  put(series, frame.seconds);
}

void collect_end(const Frame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  put(series, static_cast<double>(frame.at_ns) / 1e9);
}

void collect_steal(const Frame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  put(series, frame.steal);
}

void collect_offsets(const Frame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  for (const auto& clock : frame.clocks) {
    series.push_back({{{"source", clock.source}}, static_cast<double>(clock.offset_ns) / 1e9});
  }
}

void collect_clock_errors(const Frame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  for (const auto& clock : frame.clocks) {
    if (!clock.max_error_ns) continue;
    series.push_back({{{"source", clock.source}}, static_cast<double>(*clock.max_error_ns) / 1e9});
  }
}

constexpr auto kGauge = MetricType::gauge;

constexpr Exported kRows[] = {
    {"holdfast_window_seconds", kGauge, "seconds", "", "seconds",
     "Length of the window that the gauges are of.",
     "Much longer than the policy's regime.window-seconds: the agent is late, see "
     "holdfast_agent_longest_turn_seconds.",
     collect_seconds},
    {"holdfast_window_end_timestamp_seconds", kGauge, "seconds", "", "at_ns",
     "When the window ended, seconds since 1970.",
     "When it stands still the agent does: systemctl status holdfast.", collect_end},
    {"holdfast_window_interrupts", kGauge, "interrupts", "", "interrupts",
     "Interrupts of the policy's interfaces in the window.",
     "For rates use holdfast_vector_interrupts_total.", collect_count<&Frame::interrupts>},
    {"holdfast_window_packets", kGauge, "packets", "", "packets",
     "Packets that the network stack took in the window, loopback among them.",
     "For rates use holdfast_cpu_packets_total.", collect_count<&Frame::packets>},
    {"holdfast_window_softnet_dropped", kGauge, "packets", "", "softnet_dropped",
     "Packets dropped in the window because a CPU's backlog was full.",
     "Raise sysctl net.core.netdev_max_backlog, or spread the load (RPS, more queues).",
     collect_count<&Frame::softnet_dropped>},
    {"holdfast_window_softnet_squeezed", kGauge, "times", "", "softnet_squeezed",
     "How often in the window a CPU's softirq stopped with packets left over.",
     "Raise sysctl net.core.netdev_budget and netdev_budget_usecs, or spread the load.",
     collect_count<&Frame::softnet_squeezed>},
    {"holdfast_interrupts_per_packet", kGauge, "interrupts per packet", "", "interrupts_per_packet",
     "Interrupts of the policy's interfaces for each packet.",
     "Near 1 at high rates costs CPU: coalesce (rx-usecs); near 0 adds delay.",
     collect_figure<&Frame::interrupts_per_packet>},
    {"holdfast_iowait_idle_disks_ratio", kGauge, "ratio", "", "iowait_idle_disks",
     "Share of the CPUs' time in iowait while every disk was idle; 0 when a disk was busy.",
     "holdfast audit, rule phantom-iowait, names the likely cause.",
     collect_figure<&Frame::iowait_idle_disks>},
    {"holdfast_steal_ratio", kGauge, "ratio", "", "steal",
     "Share of the CPUs' time that the hypervisor gave to others.",
     "Ask for dedicated or pinned CPUs: nothing inside the machine helps.", collect_steal},
    {"holdfast_clock_offset_seconds", kGauge, "seconds", "source", "clocks",
     "How far the system clock is off by its discipline (kernel), or a NIC's clock ahead of it "
     "(phc0).",
     "Some tens of seconds are TAI against UTC; else see chronyc tracking, and phc2sys or ptp4l.",
     collect_offsets},
    {"holdfast_clock_max_error_seconds", kGauge, "seconds", "source", "clocks",
     "Bound of that offset's error, as its source gives it.",
     "Times of two hosts compare no better than the sum of both; it grows while no time server "
     "answers (chronyc sources).",
     collect_clock_errors},
    {"holdfast_llc_misses_per_packet", kGauge, "misses per packet", "", "llc_misses_per_packet",
     "Last-level cache misses for each packet, on the CPUs of the policy's targets.",
     "When it rises with VAM or NRS the packets' memory is another node's: holdfast plan.",
     collect_figure<&Frame::llc_misses_per_packet>},
    {"holdfast_instructions_per_packet", kGauge, "instructions per packet", "",
     "instructions_per_packet",
     "Instructions for each packet, on the CPUs of the policy's targets, whatever ran there.",
     "Much more than an hour ago: something else runs on these CPUs (holdfast show cpus).",
     collect_figure<&Frame::instructions_per_packet>},
};

}  // namespace

std::span<const Exported> host_numbers() { return kRows; }

}  // namespace holdfast
