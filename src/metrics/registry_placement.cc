#include "metrics/registry_parts.h"

namespace holdfast {
namespace {

void collect_vectors(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  series.push_back({{{"state", "active"}}, static_cast<double>(frame.active_vectors)});
  series.push_back({{{"state", "drifted"}}, static_cast<double>(frame.drifted_vectors)});
  series.push_back({{{"state", "pending"}}, static_cast<double>(frame.pending_vectors)});
  series.push_back({{{"state", "no_target"}}, static_cast<double>(frame.untargeted_vectors)});
}

void collect_nrs(const MetricFrame& frame, const AgentStatus& /*status*/, SeriesList& series) {
  if (frame.nrs.value) series.push_back({{{"source", frame.nrs.source}}, *frame.nrs.value});
}

constexpr auto kGauge = MetricType::gauge;

constexpr Exported kRows[] = {
    {"holdfast_vam_effective_ratio", kGauge, "ratio", "", "vam_effective",
     "VAM: vectors whose effective CPUs are outside their target, of those that fired in the "
     "window and have a target.",
     "holdfast events says who moved them; holdfast plan says what would put them back.",
     collect_figure<&MetricFrame::vam_effective>},
    {"holdfast_vam_requested_ratio", kGauge, "ratio", "", "vam_requested",
     "The same by the requested mask: above 0 somebody wrote smp_affinity.",
     "holdfast events names the writer; holdfast apply writes the masks again.",
     collect_figure<&MetricFrame::vam_requested>},
    {"holdfast_vam_delivered_ratio", kGauge, "ratio", "", "vam_delivered",
     "Interrupts that ran outside their vector's target, of all interrupts of those vectors.",
     "When this is above 0 and vam_effective is 0, the vector moved within the window: look at "
     "holdfast events.",
     collect_figure<&MetricFrame::vam_delivered>},
    {"holdfast_vectors", kGauge, "vectors", "state", "active_vectors",
     "Vectors of the policy's interfaces: active (fired, with a target), drifted (outside), "
     "pending (moved with their next interrupt), no_target (not named by the policy).",
     "Of drifted ones holdfast verify has the list; name in the policy what has no target.",
     collect_vectors},
    {"holdfast_nrs_ratio", kGauge, "ratio", "source", "nrs.value",
     "NRS: packet work on another NUMA node than the NIC's, of all packet work; the source says "
     "by what it is weighted.",
     "Put the vectors on CPUs of the NIC's node: holdfast audit names them (cpus: nic.node).",
     collect_nrs},
    {"holdfast_sad_ratio", kGauge, "ratio", "", "sad",
     "SAD: total variation distance between the observed and the intended share of receive "
     "softirqs per CPU of the targets; 0 is as intended.",
     "Uneven flows: holdfast show flows and holdfast audit; else change rss.indirection.",
     collect_figure<&MetricFrame::sad>},
    {"holdfast_sad_normalised_ratio", kGauge, "ratio", "", "sad_normalised",
     "SAD over its largest possible value for these targets; absent with one CPU.",
     "As holdfast_sad_ratio; this one can be compared between hosts.",
     collect_figure<&MetricFrame::sad_normalised>},
    {"holdfast_sad_delta_ratio", kGauge, "ratio", "", "sad_delta",
     "SAD less its median in aligned windows of the same half hour of the day.",
     "A step up at the time of an event is that event's: holdfast events.",
     collect_figure<&MetricFrame::sad_delta>},
    {"holdfast_leak_ratio", kGauge, "ratio", "", "leak",
     "Receive softirqs on CPUs outside all targets, of all receive softirqs.",
     "Look for RPS (/sys/class/net/IFACE/queues/rx-N/rps_cpus), vectors without a target, and "
     "local traffic on other CPUs.",
     collect_figure<&MetricFrame::leak>},
    {"holdfast_load_peak_ratio", kGauge, "ratio", "", "load_peak",
     "Receive softirqs of the busiest CPU of the targets over their mean: 1 is even.",
     "As holdfast_sad_ratio.", collect_figure<&MetricFrame::load_peak>},
    {"holdfast_load_gini_ratio", kGauge, "ratio", "", "load_gini",
     "Gini coefficient of receive softirqs over the CPUs of the targets: 0 is even.",
     "As holdfast_sad_ratio.", collect_figure<&MetricFrame::load_gini>},
    {"holdfast_vector_budget_ratio", kGauge, "ratio", "", "vector_budget",
     "Interrupts placed on the fullest CPU, of about 200 that an x86 CPU has room for.",
     "From 1 on the kernel refuses to move more there: spread other devices' interrupts, or ask "
     "for fewer channels.",
     collect_figure<&MetricFrame::vector_budget>},
};

}  // namespace

std::span<const Exported> placement_numbers() { return kRows; }

}  // namespace holdfast
