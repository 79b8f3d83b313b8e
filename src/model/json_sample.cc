#include "model/json.h"
#include "model/json_parts.h"

namespace holdfast {
namespace json {
namespace {

Json softnet_of(const SoftnetRow& row) {
  return {{"cpu", row.cpu.value},
          {"processed", row.processed},
          {"dropped", row.dropped},
          {"time_squeezed", row.time_squeezed},
          {"received_rps", row.received_rps},
          {"flow_limited", row.flow_limited},
          {"backlog_length", row.backlog_length}};
}

Json times_of(const CpuTimes& times) {
  return {{"cpu", times.cpu.value}, {"user", times.user},       {"nice", times.nice},
          {"system", times.system}, {"idle", times.idle},       {"iowait", times.iowait},
          {"irq", times.irq},       {"softirq", times.softirq}, {"steal", times.steal}};
}

Json disk_of(const DiskCounters& disk) {
  return {{"name", disk.name},
          {"reads", disk.reads},
          {"writes", disk.writes},
          {"in_flight", disk.in_flight},
          {"busy_ms", disk.busy_ms}};
}

Json thread_of(const ThreadTimes& thread) {
  return {{"process", thread.process.value},
          {"id", thread.id.value},
          {"comm", thread.comm},
          {"kernel", thread.kernel},
          {"run_ticks", thread.run_ticks},
          {"voluntary_switches", thread.voluntary_switches},
          {"involuntary_switches", thread.involuntary_switches},
          {"last_cpu", thread.last_cpu.value},
          {"affinity", thread.affinity.to_list()}};
}

template <class T>
Json array_of(const std::vector<T>& values, Json (*convert)(const T&)) {
  Json array = Json::array();
  for (const auto& value : values) array.push_back(convert(value));
  return array;
}

}  // namespace

Json value_of(const Sample& sample) {
  Json out{{"at_ns", sample.at.ns}};
  out["irqs"] = array_of<IrqCounts>(sample.irqs, [](const IrqCounts& row) -> Json {
    return {{"irq", row.irq.value}, {"counts", value_of(row.counts)}};
  });
  out["softnet"] = array_of(sample.softnet, softnet_of);
  out["softirqs"] = array_of<SoftirqRow>(sample.softirqs, [](const SoftirqRow& row) -> Json {
    return {{"cpu", row.cpu.value}, {"net_rx", row.net_rx}, {"net_tx", row.net_tx}};
  });
  out["cpu_times"] = array_of(sample.cpu_times, times_of);
  out["disks"] = array_of(sample.disks, disk_of);
  out["nics"] = array_of<NicCounters>(sample.nics, [](const NicCounters& nic) -> Json {
    return {{"name", nic.name}, {"statistics", value_of(nic.statistics)}};
  });
  out["threads"] = array_of(sample.threads, thread_of);
  out["io_uring_waiters"] = sample.io_uring_waiters;
  out["diagnostics"] = value_of(sample.diagnostics);
  return out;
}

Json value_of(const Finding& finding) {
  Json evidence = Json::array();
  for (const auto& item : finding.evidence) {
    evidence.push_back(Json{{"source", item.source}, {"value", item.value}});
  }
  return {{"rule", finding.rule},
          {"severity", name_of(finding.severity)},
          {"object", finding.object},
          {"sentence", finding.sentence},
          {"evidence", std::move(evidence)},
          {"why", finding.why},
          {"fix", Json{{"policy", finding.fix.policy}, {"shell", finding.fix.shell}}},
          {"reference", finding.reference}};
}

}  // namespace json

std::string to_json(const Sample& sample) { return json::dump(json::value_of(sample)); }

std::string to_json(const std::vector<Finding>& findings) {
  return json::dump(json::Json{{"format", 1}, {"findings", json::value_of(findings)}});
}

}  // namespace holdfast
