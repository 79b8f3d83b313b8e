#include "model/json_parts.h"
#include "model/metric_frame.h"

namespace holdfast {
namespace json {
namespace {

void put_figure(Json& out, const char* name, const std::optional<double>& value) {
  if (value) out[name] = *value;
}

Json vector_of(const VectorFrame& vector) {
  Json out{{"irq", vector.irq.value}};
  put(out, "nic", vector.nic);
  put(out, "label", vector.label);
  out.update(Json{{"target", vector.target.to_list()},
                  {"requested", vector.requested.to_list()},
                  {"effective", vector.effective.to_list()},
                  {"delivered", value_of(vector.delivered)},
                  {"total", vector.total},
                  {"since_boot", vector.since_boot},
                  {"state", name_of(vector.state)},
                  {"active", vector.active}});
  if (vector.reset) out["reset"] = true;
  if (vector.born) out["born"] = true;
  return out;
}

void put_delay(Json& out, const std::optional<SoftirqDelay>& delay) {
  if (!delay) return;
  out["softirq_delay"] = Json{{"p50_ns", delay->p50_ns},
                              {"p95_ns", delay->p95_ns},
                              {"p99_ns", delay->p99_ns},
                              {"count", delay->count}};
}

Json cpu_of(const CpuFrame& cpu) {
  Json out{{"cpu", cpu.cpu.value},
           {"target", cpu.target},
           {"user", cpu.user},
           {"system", cpu.system},
           {"irq", cpu.irq},
           {"softirq", cpu.softirq},
           {"iowait", cpu.iowait},
           {"steal", cpu.steal},
           {"idle", cpu.idle},
           {"net_rx", cpu.net_rx},
           {"net_tx", cpu.net_tx},
           {"packets", cpu.packets},
           {"dropped", cpu.dropped},
           {"time_squeezed", cpu.time_squeezed},
           {"ksoftirqd", cpu.ksoftirqd},
           {"packets_since_boot", cpu.packets_since_boot},
           {"dropped_since_boot", cpu.dropped_since_boot},
           {"time_squeezed_since_boot", cpu.time_squeezed_since_boot}};
  put_figure(out, "traced_rx", cpu.traced_rx);
  put_figure(out, "traced_tx", cpu.traced_tx);
  put_delay(out, cpu.softirq_delay);
  return out;
}

Json parts_of(const std::vector<JitterPart>& parts, bool of_queues) {
  Json out = Json::array();
  for (const auto& part : parts) {
    Json one = Json::object();
    if (of_queues) {
      one = Json{{"nic", part.nic}, {"queue", part.queue}};
    } else {
      one = Json{{"pid", part.pid}, {"comm", part.comm}};
    }
    put_figure(one, "hj50_ns", part.hj50_ns);
    put_figure(one, "hj95_ns", part.hj95_ns);
    put_figure(one, "hj95x_ns", part.hj95x_ns);
    one["count"] = part.count;
    out.push_back(std::move(one));
  }
  return out;
}

Json clock_of(const ClockReading& clock) {
  Json out{{"source", clock.source}, {"at_ns", clock.at_ns}, {"offset_ns", clock.offset_ns}};
  if (clock.max_error_ns) out["max_error_ns"] = *clock.max_error_ns;
  return out;
}

Json jitter_of(const JitterFrame& jitter) {
  Json out = Json::object();
  put_figure(out, "hj50_ns", jitter.hj50_ns);
  put_figure(out, "hj95_ns", jitter.hj95_ns);
  put_figure(out, "hj95_low_ns", jitter.hj95_low_ns);
  put_figure(out, "hj95_high_ns", jitter.hj95_high_ns);
  put_figure(out, "hj99_ns", jitter.hj99_ns);
  put_figure(out, "hj999_ns", jitter.hj999_ns);
  put_figure(out, "hj95x_ns", jitter.hj95x_ns);
  put_figure(out, "ratio", jitter.ratio);
  out.update(
      Json{{"count", jitter.count}, {"negative", jitter.negative}, {"source", jitter.source}});
  if (jitter.lost > 0) out["lost"] = jitter.lost;
  put(out, "clock", jitter.clock);
  return out;
}

void put_placement(Json& out, const MetricFrame& frame) {
  put_figure(out, "vam_requested", frame.vam_requested);
  put_figure(out, "vam_effective", frame.vam_effective);
  put_figure(out, "vam_delivered", frame.vam_delivered);
  out.update(Json{{"active_vectors", frame.active_vectors},
                  {"drifted_vectors", frame.drifted_vectors},
                  {"pending_vectors", frame.pending_vectors},
                  {"untargeted_vectors", frame.untargeted_vectors}});
  Json nrs = Json::object();
  put_figure(nrs, "value", frame.nrs.value);
  nrs["source"] = frame.nrs.source;
  out["nrs"] = std::move(nrs);
  put_figure(out, "sad", frame.sad);
  put_figure(out, "sad_normalised", frame.sad_normalised);
  put_figure(out, "sad_delta", frame.sad_delta);
  put_figure(out, "leak", frame.leak);
  put_figure(out, "load_peak", frame.load_peak);
  put_figure(out, "load_gini", frame.load_gini);
}

void put_host(Json& out, const MetricFrame& frame) {
  out.update(Json{{"interrupts", frame.interrupts},
                  {"packets", frame.packets},
                  {"softnet_dropped", frame.softnet_dropped},
                  {"softnet_squeezed", frame.softnet_squeezed}});
  put_figure(out, "interrupts_per_packet", frame.interrupts_per_packet);
  put_figure(out, "iowait_idle_disks", frame.iowait_idle_disks);
  out["steal"] = frame.steal;
  put_figure(out, "vector_budget", frame.vector_budget);
  put_figure(out, "llc_misses_per_packet", frame.llc_misses_per_packet);
  put_figure(out, "instructions_per_packet", frame.instructions_per_packet);
  for (const auto& clock : frame.clocks) out["clocks"].push_back(clock_of(clock));
  out["own"] = Json{{"cpu", frame.own.cpu},
                    {"resident_bytes", frame.own.resident_bytes},
                    {"longest_turn_ns", frame.own.longest_turn_ns},
                    {"events_dropped", frame.own.events_dropped}};
}

void put_regime(Json& out, const MetricFrame& frame) {
  out["regime"] = name_of(frame.regime);
  out["seconds_in_regime"] = frame.seconds_in_regime;
  out["gates"] = Json{{"burst_pacing", frame.gates.burst_pacing},
                      {"aggression_cap", frame.gates.aggression_cap},
                      {"queue_safe", frame.gates.queue_safe},
                      {"conservative", frame.gates.conservative}};
  put(out, "canary", frame.canary);
}

}  // namespace
}  // namespace json

std::string to_json(const MetricFrame& frame, bool brief) {
  using namespace json;
  Json out{{"format", 1},
           {"at_ns", frame.at_ns},
           {"monotonic_ns", frame.at.ns},
           {"seconds", frame.seconds}};
  put_placement(out, frame);
  out["jitter"] = jitter_of(frame.jitter);
  if (!frame.jitter_queues.empty()) out["jitter_queues"] = parts_of(frame.jitter_queues, true);
  if (!frame.jitter_processes.empty()) {
    out["jitter_processes"] = parts_of(frame.jitter_processes, false);
  }
  if (const auto& stream = frame.probe_stream) {
    out["probe_stream"] =
        Json{{"sent", stream->sent}, {"lost", stream->lost}, {"foreign", stream->foreign}};
  }
  put_delay(out, frame.softirq_delay);
  put_host(out, frame);
  put_regime(out, frame);
  out["statuses"] = Json::array();
  for (const auto status : statuses_of(frame)) out["statuses"].push_back(status);
  if (!brief) {
    out["vectors"] = Json::array();
    for (const auto& vector : frame.vectors) out["vectors"].push_back(vector_of(vector));
    out["cpus"] = Json::array();
    for (const auto& cpu : frame.cpus) out["cpus"].push_back(cpu_of(cpu));
  }
  out["diagnostics"] = value_of(frame.diagnostics);
  return dump(out, -1);
}

}  // namespace holdfast
