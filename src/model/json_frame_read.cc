#include "model/json_frame.h"
#include "model/json_node.h"

namespace holdfast {
namespace {

using json::JsonNode;

double share(const JsonNode& node, const char* name) { return node.decimal(name).value_or(0); }

CpuSet cpus(const JsonNode& node, const char* name) {
  const auto member = node.find(name);
  return member ? member->as_cpus() : CpuSet{};
}

VectorState read_state(const JsonNode& node) {
  const std::string name = node.needed_text("state");
  for (const auto state : {VectorState::aligned, VectorState::pending, VectorState::drifted,
                           VectorState::no_target, VectorState::target_offline}) {
    if (name_of(state) == name) return state;
  }
  node.reject("a vector whose state is known");
  return VectorState::no_target;
}

VectorFrame read_vector(const JsonNode& node) {
  VectorFrame vector;
  if (!node.expect_object()) return vector;
  vector.irq = IrqNumber{static_cast<std::uint32_t>(node.number("irq", UINT32_MAX))};
  vector.nic = node.text("nic");
  vector.label = node.text("label");
  vector.target = cpus(node, "target");
  vector.requested = cpus(node, "requested");
  vector.effective = cpus(node, "effective");
  for (const auto& pair : node.items("delivered")) {
    const auto parts = pair.elements();
    if (parts.size() != 2) {
      pair.reject("a CPU and a count");
      continue;
    }
    vector.delivered.push_back(
        {CpuId{static_cast<std::uint32_t>(parts[0].as_number(CpuSet::kMaxCpus - 1))},
         parts[1].as_number(UINT64_MAX)});
  }
  vector.total = node.number("total");
  vector.since_boot = node.number("since_boot");
  vector.state = read_state(node);
  vector.active = node.flag("active");
  vector.reset = node.flag("reset");
  vector.born = node.flag("born");
  return vector;
}

std::optional<SoftirqDelay> read_delay(const JsonNode& parent) {
  const auto node = parent.find("softirq_delay");
  if (!node || !node->expect_object()) return std::nullopt;
  return SoftirqDelay{share(*node, "p50_ns"), share(*node, "p95_ns"), share(*node, "p99_ns"),
                      node->number("count")};
}

JitterPart read_part(const JsonNode& node) {
  JitterPart part;
  if (!node.expect_object()) return part;
  part.nic = node.text("nic");
  part.queue = node.text("queue");
  part.pid = static_cast<std::uint32_t>(node.number("pid", UINT32_MAX));
  part.comm = node.text("comm");
  part.hj50_ns = node.decimal("hj50_ns");
  part.hj95_ns = node.decimal("hj95_ns");
  part.hj95x_ns = node.decimal("hj95x_ns");
  part.count = node.number("count");
  return part;
}

CpuFrame read_cpu(const JsonNode& node) {
  CpuFrame cpu;
  if (!node.expect_object()) return cpu;
  cpu.cpu = CpuId{static_cast<std::uint32_t>(node.number("cpu", CpuSet::kMaxCpus - 1))};
  cpu.target = node.flag("target");
  cpu.user = share(node, "user");
  cpu.system = share(node, "system");
  cpu.irq = share(node, "irq");
  cpu.softirq = share(node, "softirq");
  cpu.iowait = share(node, "iowait");
  cpu.steal = share(node, "steal");
  cpu.idle = share(node, "idle");
  cpu.net_rx = node.number("net_rx");
  cpu.net_tx = node.number("net_tx");
  cpu.packets = node.number("packets");
  cpu.dropped = node.number("dropped");
  cpu.time_squeezed = node.number("time_squeezed");
  cpu.ksoftirqd = share(node, "ksoftirqd");
  cpu.packets_since_boot = node.number("packets_since_boot");
  cpu.dropped_since_boot = node.number("dropped_since_boot");
  cpu.time_squeezed_since_boot = node.number("time_squeezed_since_boot");
  cpu.traced_rx = node.decimal("traced_rx");
  cpu.traced_tx = node.decimal("traced_tx");
  cpu.softirq_delay = read_delay(node);
  return cpu;
}

void read_jitter(const JsonNode& node, JitterFrame& jitter) {
  if (!node.expect_object()) return;
  jitter.hj50_ns = node.decimal("hj50_ns");
  jitter.hj95_ns = node.decimal("hj95_ns");
  jitter.hj95_low_ns = node.decimal("hj95_low_ns");
  jitter.hj95_high_ns = node.decimal("hj95_high_ns");
  jitter.hj99_ns = node.decimal("hj99_ns");
  jitter.hj999_ns = node.decimal("hj999_ns");
  jitter.hj95x_ns = node.decimal("hj95x_ns");
  jitter.ratio = node.decimal("ratio");
  jitter.count = node.number("count");
  jitter.negative = node.number("negative");
  jitter.lost = node.number("lost");
  jitter.source = node.text("source");
  jitter.clock = node.text("clock");
}

void read_placement(const JsonNode& node, MetricFrame& frame) {
  const auto count = [&](const char* name) {
    return static_cast<std::uint32_t>(node.number(name, UINT32_MAX));
  };
  frame.vam_requested = node.decimal("vam_requested");
  frame.vam_effective = node.decimal("vam_effective");
  frame.vam_delivered = node.decimal("vam_delivered");
  frame.active_vectors = count("active_vectors");
  frame.drifted_vectors = count("drifted_vectors");
  frame.pending_vectors = count("pending_vectors");
  frame.untargeted_vectors = count("untargeted_vectors");
  if (const auto nrs = node.find("nrs"); nrs && nrs->expect_object()) {
    frame.nrs = {nrs->decimal("value"), nrs->text("source")};
  }
  frame.sad = node.decimal("sad");
  frame.sad_normalised = node.decimal("sad_normalised");
  frame.sad_delta = node.decimal("sad_delta");
  frame.leak = node.decimal("leak");
  frame.load_peak = node.decimal("load_peak");
  frame.load_gini = node.decimal("load_gini");
  if (const auto jitter = node.find("jitter")) read_jitter(*jitter, frame.jitter);
  for (const auto& one : node.items("jitter_queues")) {
    frame.jitter_queues.push_back(read_part(one));
  }
  for (const auto& one : node.items("jitter_processes")) {
    frame.jitter_processes.push_back(read_part(one));
  }
  if (const auto stream = node.find("probe_stream"); stream && stream->expect_object()) {
    frame.probe_stream = {stream->number("sent"), stream->number("lost"),
                          stream->number("foreign")};
  }
  frame.softirq_delay = read_delay(node);
}

ClockReading read_clock(const JsonNode& node) {
  ClockReading clock;
  if (!node.expect_object()) return clock;
  clock.source = node.text("source");
  clock.at_ns = static_cast<std::int64_t>(node.number("at_ns", INT64_MAX));
  clock.offset_ns = node.signed_number("offset_ns");
  if (node.find("max_error_ns")) clock.max_error_ns = node.signed_number("max_error_ns");
  return clock;
}

void read_host(const JsonNode& node, MetricFrame& frame) {
  frame.interrupts = node.number("interrupts");
  frame.packets = node.number("packets");
  frame.softnet_dropped = node.number("softnet_dropped");
  frame.softnet_squeezed = node.number("softnet_squeezed");
  frame.interrupts_per_packet = node.decimal("interrupts_per_packet");
  frame.iowait_idle_disks = node.decimal("iowait_idle_disks");
  frame.steal = share(node, "steal");
  frame.vector_budget = node.decimal("vector_budget");
  frame.llc_misses_per_packet = node.decimal("llc_misses_per_packet");
  frame.instructions_per_packet = node.decimal("instructions_per_packet");
  for (const auto& one : node.items("clocks")) frame.clocks.push_back(read_clock(one));
  if (const auto own = node.find("own"); own && own->expect_object()) {
    frame.own = {share(*own, "cpu"), own->number("resident_bytes"), own->number("longest_turn_ns"),
                 own->number("events_dropped")};
  }
}

void read_regime(const JsonNode& node, MetricFrame& frame) {
  const auto regime = parse_regime(node.needed_text("regime"));
  if (!regime) node.reject("a frame whose regime is one of the four");
  frame.regime = regime.value_or(Regime::aligned);
  frame.seconds_in_regime = share(node, "seconds_in_regime");
  frame.canary = node.text("canary");
  const auto gates = node.find("gates");
  if (!gates || !gates->expect_object()) return;
  frame.gates = {gates->decimal("burst_pacing").value_or(1),
                 gates->decimal("aggression_cap").value_or(1), gates->flag("queue_safe"),
                 gates->flag("conservative")};
}

Diagnostic read_diagnostic(const JsonNode& node) {
  Diagnostic diagnostic;
  if (!node.expect_object()) return diagnostic;
  const std::string code = node.text("code");
  for (const auto one : {ErrorCode::absent, ErrorCode::denied, ErrorCode::unsupported,
                         ErrorCode::malformed, ErrorCode::too_large, ErrorCode::usage}) {
    if (name_of(one) == code) diagnostic.code = one;
  }
  diagnostic.path = node.text("path");
  diagnostic.line = static_cast<int>(node.number("line", INT32_MAX));
  diagnostic.sentence = node.text("sentence");
  return diagnostic;
}

MetricFrame read_frame(const JsonNode& node) {
  MetricFrame frame;
  if (!node.expect_object()) return frame;
  frame.at_ns = static_cast<std::int64_t>(node.number("at_ns", INT64_MAX));
  frame.at = Instant{static_cast<std::int64_t>(node.number("monotonic_ns", INT64_MAX))};
  frame.seconds = share(node, "seconds");
  read_placement(node, frame);
  read_host(node, frame);
  read_regime(node, frame);
  for (const auto& status : node.items("statuses")) {
    const std::string name = status.as_text();
    if (name == "LOW_N") frame.jitter.low_n = true;
    if (name == "CLOCK_SUSPECT") frame.jitter.clock_suspect = true;
  }
  for (const auto& one : node.items("vectors")) frame.vectors.push_back(read_vector(one));
  for (const auto& one : node.items("cpus")) frame.cpus.push_back(read_cpu(one));
  for (const auto& one : node.items("diagnostics")) {
    frame.diagnostics.push_back(read_diagnostic(one));
  }
  return frame;
}

}  // namespace

Result<MetricFrame> frame_from_json(std::string_view text) {
  return json::read_json(text, read_frame);
}

}  // namespace holdfast
