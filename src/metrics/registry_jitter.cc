#include "metrics/registry_parts.h"

namespace holdfast {
namespace {

void collect_ratio(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  put(series, frame.jitter.ratio);
}

void collect_samples(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  series.push_back({{{"source", frame.jitter.source}, {"clock", frame.jitter.clock}},
                    static_cast<double>(frame.jitter.count)});
}

void collect_negative(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  if (frame.jitter.count == 0) return;
  put(series, static_cast<double>(frame.jitter.negative) / static_cast<double>(frame.jitter.count));
}

void collect_suspect(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  put(series, frame.jitter.clock_suspect ? 1 : 0);
}

void collect_lost(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  if (frame.jitter.source != "none") put(series, static_cast<double>(frame.jitter.lost));
}

void collect_queues(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  for (const auto& part : frame.jitter_queues) {
    if (!part.hj95_ns) continue;
    series.push_back({{{"nic", part.nic}, {"queue", part.queue}}, *part.hj95_ns / 1e9});
  }
}

void collect_processes(const MetricFrame& frame, const AgentStatus& /*status*/,
                       SeriesList& series) {
  for (const auto& part : frame.jitter_processes) {
    if (!part.hj95_ns) continue;
    series.push_back(
        {{{"pid", fmt::to_string(part.pid)}, {"comm", part.comm}}, *part.hj95_ns / 1e9});
  }
}

void collect_softirq_delay(const MetricFrame& frame, const AgentStatus& /*status*/,
                           SeriesList& series) {
  put_percentiles(series, frame.softirq_delay, {});
}

template <std::uint64_t ProbeStreamCounts::* kMember>
void collect_stream(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  if (frame.probe_stream) put(series, static_cast<double>((*frame.probe_stream).*kMember));
}

constexpr auto kGauge = MetricType::gauge;

constexpr Exported kRows[] = {
    {"holdfast_hj50_seconds", kGauge, "seconds", "", "jitter.hj50_ns",
     "Median time from a packet's stamp to when a program could have it.",
     "Of interest beside HJ95: drift moves the tail first.", collect_delay<&JitterFrame::hj50_ns>},
    {"holdfast_hj95_seconds", kGauge, "seconds", "", "jitter.hj95_ns",
     "HJ95: the 95th percentile of that time in the window.",
     "When it rises with VAM or NRS, put the vectors back; alone, look at holdfast audit for "
     "coalescing, deep idle states and steal.",
     collect_delay<&JitterFrame::hj95_ns>},
    {"holdfast_hj95_low_seconds", kGauge, "seconds", "", "jitter.hj95_low_ns",
     "Lower end of the 95 % confidence interval of HJ95.",
     "A wide interval has too few packets: look at a longer window.",
     collect_delay<&JitterFrame::hj95_low_ns>},
    {"holdfast_hj95_high_seconds", kGauge, "seconds", "", "jitter.hj95_high_ns",
     "Upper end of the 95 % confidence interval of HJ95.",
     "A wide interval has too few packets: look at a longer window.",
     collect_delay<&JitterFrame::hj95_high_ns>},
    {"holdfast_hj99_seconds", kGauge, "seconds", "", "jitter.hj99_ns",
     "The 99th percentile of that time.", "As holdfast_hj95_seconds.",
     collect_delay<&JitterFrame::hj99_ns>},
    {"holdfast_hj999_seconds", kGauge, "seconds", "", "jitter.hj999_ns",
     "The 99.9th percentile of that time.", "As holdfast_hj95_seconds.",
     collect_delay<&JitterFrame::hj999_ns>},
    {"holdfast_hj95x_seconds", kGauge, "seconds", "", "jitter.hj95x_ns",
     "HJ95x: the 95th percentile less the median; a constant offset between clocks falls out.",
     "As holdfast_hj95_seconds; this one can be compared between hosts.",
     collect_delay<&JitterFrame::hj95x_ns>},
    {"holdfast_jitter_ratio", kGauge, "ratio", "", "jitter.ratio",
     "HJ95x over its median in aligned windows of the same half hour of the day.",
     "The regime uses it: docs/regime.md. Absent until ten aligned windows were seen.",
     collect_ratio},
    {"holdfast_jitter_samples", kGauge, "packets", "source, clock", "jitter.count",
     "Packets whose delay was measured in the window, by which source and which packet clock.",
     "0 with source none: neither BPF nor a probe measures; the regime then goes by VAM alone.",
     collect_samples},
    {"holdfast_jitter_negative_ratio", kGauge, "ratio", "", "jitter.negative",
     "Packets that seem to have been read before they came, of those measured.",
     "The NIC's clock and the system's disagree: check phc2sys or ptp4l.", collect_negative},
    {"holdfast_jitter_lost", kGauge, "packets", "", "jitter.lost",
     "Packets of the window that were measured, and then there was no room for them.",
     "After a burst: the next window takes fewer. Always: the agent gets too little CPU time.",
     collect_lost},
    {"holdfast_probe_stream_sent_total", MetricType::counter, "packets", "", "probe_stream.sent",
     "Packets that the policy's probe stream sent, or was sent, since the agent's start.",
     "It stands still: holdfast status says why, at the source probe stream.",
     collect_stream<&ProbeStreamCounts::sent>},
    {"holdfast_probe_stream_lost_total", MetricType::counter, "packets", "", "probe_stream.lost",
     "Those of them that were not back within a second, or never came.",
     "Some: look for drops on the way (holdfast show queues, ip -s link). All: the peer's holdfast "
     "probe reflect does not run, or a firewall is in between.",
     collect_stream<&ProbeStreamCounts::lost>},
    {"holdfast_probe_stream_foreign_total", MetricType::counter, "packets", "",
     "probe_stream.foreign", "Packets that came to the probe stream's port and are none of it.",
     "Somebody else sends there: give the stream another port, or keep them out by the firewall.",
     collect_stream<&ProbeStreamCounts::foreign>},
    {"holdfast_queue_hj95_seconds", kGauge, "seconds", "nic, queue", "jitter_queues[].hj95_ns",
     "HJ95 of the packets of one receive queue, measured by BPF.",
     "One queue above the others: look where its vector is (holdfast show vectors) and what else "
     "runs there.",
     collect_queues},
    {"holdfast_process_hj95_seconds", kGauge, "seconds", "pid, comm", "jitter_processes[].hj95_ns",
     "HJ95 of the packets that one program read, of the ten that read the most, measured by BPF.",
     "One program above the others reads late: look at its CPUs (holdfast show cpus) and at what "
     "it waits for.",
     collect_processes},
    {"holdfast_softirq_delay_seconds", kGauge, "seconds", "percentile", "softirq_delay.p95_ns",
     "From the raise of a receive softirq to its entry, on all CPUs, measured by BPF.",
     "holdfast_cpu_softirq_delay_seconds says on which CPU it is long.", collect_softirq_delay},
    {"holdfast_clock_suspect", kGauge, "0 or 1", "", "statuses",
     "1 when more than 0.1 % of the delays are negative: then only HJ95x is given.",
     "The NIC's clock and the system's disagree: check phc2sys or ptp4l.", collect_suspect},
};

}  // namespace

std::span<const Exported> jitter_numbers() { return kRows; }

}  // namespace holdfast
