#include "metrics/registry_parts.h"

namespace holdfast {
namespace {

std::vector<Label> labels_of(const CpuFrame& cpu) {
  return {{"cpu", fmt::to_string(cpu.cpu.value)}};
}

template <std::uint64_t CpuFrame::* kMember>
void collect_count(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  for (const auto& cpu : frame.cpus) {
    series.push_back({labels_of(cpu), static_cast<double>(cpu.*kMember)});
  }
}

void collect_time(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  for (const auto& cpu : frame.cpus) {
    const std::pair<const char*, double> modes[] = {
        {"user", cpu.user},     {"system", cpu.system}, {"irq", cpu.irq},  {"softirq", cpu.softirq},
        {"iowait", cpu.iowait}, {"steal", cpu.steal},   {"idle", cpu.idle}};
    for (const auto& [mode, share] : modes) {
      auto labels = labels_of(cpu);
      labels.push_back({"mode", mode});
      series.push_back({std::move(labels), share});
    }
  }
}

void collect_ksoftirqd(const MetricFrame& frame, const AgentStatus& /*status*/,
                       SeriesList& series) {
  for (const auto& cpu : frame.cpus) series.push_back({labels_of(cpu), cpu.ksoftirqd});
}

void collect_target(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  for (const auto& cpu : frame.cpus) series.push_back({labels_of(cpu), cpu.target ? 1.0 : 0.0});
}

void collect_traced(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  for (const auto& cpu : frame.cpus) {
    const std::pair<const char*, std::optional<double>> vectors[] = {{"net_rx", cpu.traced_rx},
                                                                     {"net_tx", cpu.traced_tx}};
    for (const auto& [vector, share] : vectors) {
      if (!share) continue;
      auto labels = labels_of(cpu);
      labels.push_back({"vector", vector});
      series.push_back({std::move(labels), *share});
    }
  }
}

void collect_delay(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  for (const auto& cpu : frame.cpus) put_percentiles(series, cpu.softirq_delay, labels_of(cpu));
}

constexpr auto kCounter = MetricType::counter;
constexpr auto kGauge = MetricType::gauge;

constexpr Exported kRows[] = {
    {"holdfast_cpu_packets_total", kCounter, "packets", "cpu", "cpus[].packets_since_boot",
     "Packets that the CPU's network softirq took (/proc/net/softnet_stat, 32 bits).",
     "When one CPU takes nearly all, holdfast audit, rule cpu-dominates.",
     collect_count<&CpuFrame::packets_since_boot>},
    {"holdfast_cpu_softnet_dropped_total", kCounter, "packets", "cpu", "cpus[].dropped_since_boot",
     "Packets dropped because the CPU's backlog was full.",
     "Raise sysctl net.core.netdev_max_backlog, or spread the load (RPS, more queues).",
     collect_count<&CpuFrame::dropped_since_boot>},
    {"holdfast_cpu_softnet_squeezed_total", kCounter, "times", "cpu",
     "cpus[].time_squeezed_since_boot",
     "How often the CPU's network softirq stopped with packets left over.",
     "Raise sysctl net.core.netdev_budget and netdev_budget_usecs, or spread the load.",
     collect_count<&CpuFrame::time_squeezed_since_boot>},
    {"holdfast_cpu_time_ratio", kGauge, "ratio", "cpu, mode", "cpus[].user",
     "Share of the CPU's time in the window: user, system, irq, softirq, iowait, steal, idle.",
     "A trading CPU with irq or softirq time has a vector that belongs elsewhere.", collect_time},
    {"holdfast_cpu_net_rx_softirqs", kGauge, "softirqs", "cpu", "cpus[].net_rx",
     "Receive softirqs of the CPU in the window.",
     "On a CPU that is no target they are holdfast_leak_ratio.", collect_count<&CpuFrame::net_rx>},
    {"holdfast_cpu_net_tx_softirqs", kGauge, "softirqs", "cpu", "cpus[].net_tx",
     "Transmit softirqs of the CPU in the window.",
     "On a trading CPU: give its senders a queue of their own (xps).",
     collect_count<&CpuFrame::net_tx>},
    {"holdfast_cpu_ksoftirqd_ratio", kGauge, "ratio", "cpu", "cpus[].ksoftirqd",
     "Run time of the CPU's ksoftirqd, of the window: softirqs that were too much for the "
     "interrupt's end.",
     "Spread the load over more CPUs, or keep other work off this one.", collect_ksoftirqd},
    {"holdfast_cpu_traced_softirq_ratio", kGauge, "ratio", "cpu, vector", "cpus[].traced_rx",
     "Time inside the CPU's network softirqs (net_rx, net_tx), of the window, measured by BPF; "
     "interrupts that came meanwhile are in it.",
     "As holdfast_cpu_time_ratio, whose softirq is what the timer's ticks happened to meet.",
     collect_traced},
    {"holdfast_cpu_softirq_delay_seconds", kGauge, "seconds", "cpu, percentile",
     "cpus[].softirq_delay.p95_ns",
     "From the raise of the CPU's receive softirq to its entry, measured by BPF.",
     "Where it is long, interrupts, another softirq or ksoftirqd hold the CPU: "
     "holdfast_cpu_time_ratio, holdfast_cpu_ksoftirqd_ratio.",
     collect_delay},
    {"holdfast_cpu_target", kGauge, "0 or 1", "cpu", "cpus[].target",
     "1 when the CPU is in a vector's target.", "Nothing: it is there to select by.",
     collect_target},
};

}  // namespace

std::span<const Exported> cpu_numbers() { return kRows; }

}  // namespace holdfast
