#include "metrics/registry_parts.h"

namespace holdfast {
namespace {

using Frame = MetricFrame;
using Status = AgentStatus;

template <std::uint64_t AgentStatus::* kMember>
void collect_count(const Frame& /*frame*/, const Status& status, SeriesList& series) {
  put(series, static_cast<double>(status.*kMember));
}

void collect_build(const Frame& /*frame*/, const Status& status, SeriesList& series) {
  series.push_back({{{"version", status.version}}, 1});
}

void collect_policy(const Frame& /*frame*/, const Status& status, SeriesList& series) {
  if (status.policy.empty()) return;
  series.push_back({{{"policy", status.policy},
                     {"version", status.policy_version},
                     {"source", status.policy_source}},
                    1});
}

void collect_policy_error(const Frame& /*frame*/, const Status& status, SeriesList& series) {
  put(series, status.policy_error.empty() ? 0 : 1);
}

void collect_start(const Frame& /*frame*/, const Status& status, SeriesList& series) {
  put(series, static_cast<double>(status.started_ns) / 1e9);
}

void collect_healing(const Frame& /*frame*/, const Status& status, SeriesList& series) {
  put(series, status.mode == "heal" ? 1 : 0);
}

void collect_paused(const Frame& /*frame*/, const Status& status, SeriesList& series) {
  put(series, status.paused_until_ns || !status.paused_by.empty() ? 1 : 0);
}

void collect_settings(const Frame& /*frame*/, const Status& status, SeriesList& series) {
  series.push_back({{{"state", "met"}}, static_cast<double>(status.met)});
  series.push_back({{{"state", "different"}}, static_cast<double>(status.differences.size())});
  series.push_back({{{"state", "pending"}}, static_cast<double>(status.pending.size())});
}

void collect_yielded(const Frame& /*frame*/, const Status& status, SeriesList& series) {
  put(series, static_cast<double>(status.yielded.size()));
}

void collect_lease(const Frame& /*frame*/, const Status& status, SeriesList& series) {
  if (!status.lease.empty()) put(series, status.lease == "held" ? 1 : 0);
}

void collect_watching(const Frame& /*frame*/, const Status& status, SeriesList& series) {
  for (const auto& source : status.sources) {
    series.push_back(
        {{{"source", source.name}}, source.state == SourceState::watching ? 1.0 : 0.0});
  }
}

void collect_source_events(const Frame& /*frame*/, const Status& status, SeriesList& series) {
  for (const auto& source : status.sources) {
    series.push_back({{{"source", source.name}}, static_cast<double>(source.events)});
  }
}

void collect_hooks(const Frame& /*frame*/, const Status& status, SeriesList& series) {
  if (!status.hooks) return;
  series.push_back({{{"outcome", "delivered"}}, static_cast<double>(status.hooks->delivered)});
  series.push_back({{{"outcome", "failed"}}, static_cast<double>(status.hooks->failed)});
  series.push_back({{{"outcome", "dropped"}}, static_cast<double>(status.hooks->dropped)});
}

void collect_cpu(const Frame& frame, const Status& /*status*/, SeriesList& series) {
  put(series, frame.own.cpu);
}

void collect_memory(const Frame& frame, const Status& /*status*/, SeriesList& series) {
  put(series, static_cast<double>(frame.own.resident_bytes));
}

void collect_turn(const Frame& frame, const Status& /*status*/, SeriesList& series) {
  put(series, static_cast<double>(frame.own.longest_turn_ns) / 1e9);
}

void collect_lost(const Frame& frame, const Status& /*status*/, SeriesList& series) {
  put(series, static_cast<double>(frame.own.events_dropped));
}

constexpr auto kCounter = MetricType::counter;
constexpr auto kGauge = MetricType::gauge;

constexpr Exported kRows[] = {
    {"holdfast_build_info", kGauge, "1", "version", "", "The agent's version.",
     "Hosts of one class should have one version.", collect_build},
    {"holdfast_start_time_seconds", kGauge, "seconds", "", "",
     "When the agent started, seconds since 1970.",
     "When it changes by itself, journalctl -u holdfast says why.", collect_start},
    {"holdfast_policy_info", kGauge, "1", "policy, version, source", "",
     "The policy in force; absent when the agent only observes.",
     "holdfast policy check says why a policy does not fit this host.", collect_policy},
    {"holdfast_policy_refused", kGauge, "0 or 1", "", "",
     "1 when the newest text of the policy was refused and the one before is in force.",
     "holdfast policy check FILE says what is wrong, with line and column.", collect_policy_error},
    {"holdfast_healing", kGauge, "0 or 1", "", "",
     "1 when the policy lets the agent repair (reconcile.mode: heal).",
     "Set reconcile.mode: heal when it should.", collect_healing},
    {"holdfast_paused", kGauge, "0 or 1", "", "", "1 while holdfast pause is on.",
     "A pause ends by itself; holdfast status says when and who began it.", collect_paused},
    {"holdfast_settings", kGauge, "settings", "state", "",
     "Settings that the policy demands: met, different, pending.",
     "holdfast verify has the list of those that differ; holdfast apply sets them.",
     collect_settings},
    {"holdfast_events_total", kCounter, "events", "", "", "Events that were recorded.",
     "holdfast events shows them.", collect_count<&AgentStatus::events>},
    {"holdfast_repairs_total", kCounter, "repairs", "", "", "Settings that the agent put back.",
     "Many of one object: somebody keeps changing it, holdfast events names them.",
     collect_count<&AgentStatus::repairs>},
    {"holdfast_refused_repairs_total", kCounter, "repairs", "", "",
     "Repairs that were needed and not made: too risky, over the rate, or refused by the kernel.",
     "holdfast events says why; holdfast apply may do what the agent may not.",
     collect_count<&AgentStatus::refused_repairs>},
    {"holdfast_yielded_objects", kGauge, "objects", "", "",
     "Objects whose fight the agent gave up, for now.",
     "Stop the other writer, or name it in reconcile.allow.", collect_yielded},
    {"holdfast_lease_held", kGauge, "0 or 1", "", "",
     "1 while irqbalance keeps off the policy's interrupts; absent when the policy asks for no "
     "lease.",
     "holdfast status says why it was refused; irqbalance.mode: stopped needs no lease.",
     collect_lease},
    {"holdfast_source_watching", kGauge, "0 or 1", "source", "",
     "1 while the agent sees changes by that source.",
     "Without it changes are seen later, by the sweep: holdfast status says what it lacks.",
     collect_watching},
    {"holdfast_source_events_total", kCounter, "events", "source", "", "What that source has told.",
     "A sudden rise is a storm: holdfast events.", collect_source_events},
    {"holdfast_hooks_total", kCounter, "events", "outcome", "",
     "Events for the program of --on-event: delivered, failed (given up after the last try), "
     "dropped (the queue was full); absent without one.",
     "Try the program by hand with a line of holdfast events --json; its standard error is in "
     "journalctl -u holdfast-agent.",
     collect_hooks},
    {"holdfast_agent_cpu_ratio", kGauge, "ratio", "", "own.cpu",
     "CPU time of the agent, of one core.",
     "Lengthen regime.window-seconds, or start the agent with --no-bpf.", collect_cpu},
    {"holdfast_agent_resident_memory_bytes", kGauge, "bytes", "", "own.resident_bytes",
     "Memory of the agent.", "It is bounded; a steady rise is a defect: please report it.",
     collect_memory},
    {"holdfast_agent_longest_turn_seconds", kGauge, "seconds", "", "own.longest_turn_ns",
     "Longest turn of the agent's loop in the window.",
     "Over the window's length the agent is late: look for a slow driver (ethtool) or a full "
     "housekeeping CPU.",
     collect_turn},
    {"holdfast_agent_events_dropped_total", kCounter, "events", "", "own.events_dropped",
     "Events that a full queue could not take.",
     "The state is read whole in each turn, so nothing is missed but who did it: look for a "
     "storm in holdfast events.",
     collect_lost},
};

}  // namespace

std::span<const Exported> agent_numbers() { return kRows; }

}  // namespace holdfast
