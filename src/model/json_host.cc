#include "model/json.h"
#include "model/json_parts.h"

namespace holdfast {
namespace json {

Json value_of(const Diagnostic& diagnostic) {
  Json out{{"code", name_of(diagnostic.code)}, {"path", diagnostic.path}};
  if (diagnostic.line > 0) out["line"] = diagnostic.line;
  out["sentence"] = diagnostic.sentence;
  return out;
}

Json value_of(const CpuCount& count) { return Json::array({count.cpu.value, count.count}); }

Json value_of(const Cpu& cpu) {
  Json out{{"id", cpu.id.value}};
  put(out, "node", cpu.node);
  put(out, "package", cpu.package);
  put(out, "core", cpu.core);
  put(out, "smt_siblings", cpu.smt_siblings.to_list());
  put(out, "llc_siblings", cpu.llc_siblings.to_list());
  put(out, "governor", cpu.governor);
  put(out, "max_idle_latency_us", cpu.max_idle_latency_us);
  return out;
}

Json value_of(const NumaNodeCpus& node) {
  return {{"node", node.node.value},
          {"cpus", node.cpus.to_list()},
          {"distances", value_of(node.distances)}};
}

Json value_of(const CpuTopology& topology) {
  Json out{{"possible", topology.possible.to_list()},
           {"online", topology.online.to_list()},
           {"isolated", topology.isolated.to_list()},
           {"nohz_full", topology.nohz_full.to_list()},
           {"rcu_nocbs", topology.rcu_nocbs.to_list()},
           {"housekeeping", topology.housekeeping().to_list()}};
  put(out, "smt_control", topology.smt_control);
  out["nodes"] = value_of(topology.nodes);
  out["cpus"] = value_of(topology.cpus);
  return out;
}

namespace {

Json value_of(const KernelCommandLine& line) {
  Json out{{"text", line.text}};
  put(out, "isolcpus", line.isolcpus);
  if (!line.isolcpus_flags.empty()) out["isolcpus_flags"] = json::value_of(line.isolcpus_flags);
  put(out, "nohz_full", line.nohz_full);
  put(out, "rcu_nocbs", line.rcu_nocbs);
  put(out, "irqaffinity", line.irqaffinity);
  out["threadirqs"] = line.threadirqs;
  return out;
}

}  // namespace

Json value_of(const Settings& settings) {
  Json out = Json::object();
  put(out, "hostname", settings.hostname);
  put(out, "kernel_release", settings.kernel_release);
  put(out, "machine", settings.machine);
  put(out, "virtualization", settings.virtualization);
  put(out, "instance_type", settings.instance_type);
  out["command_line"] = value_of(settings.command_line);
  out["sysctls"] = settings.sysctls;
  put(out, "default_smp_affinity", settings.default_smp_affinity);
  put(out, "workqueue_cpumask", settings.workqueue_cpumask);
  put(out, "transparent_hugepages", settings.transparent_hugepages);
  put(out, "clocksource", settings.clocksource);
  put(out, "idle_driver", settings.idle_driver);
  put(out, "tuned_profile", settings.tuned_profile);
  out["debug_options"] = json::value_of(settings.debug_options);
  put(out, "vectors_available", settings.vectors_available);
  put(out, "slab_reclaimable_bytes", settings.slab_reclaimable_bytes);
  put(out, "memory_bytes", settings.memory_bytes);
  put(out, "dentries", settings.dentries);
  put(out, "dentries_unused", settings.dentries_unused);
  return out;
}

Json value_of(const Vector& vector) {
  Json out{{"irq", vector.irq.value},
           {"action", vector.action},
           {"chip", vector.chip},
           {"trigger", vector.trigger}};
  put(out, "msi_index", vector.msi_index);
  put(out, "nic", vector.nic);
  out["role"] = name_of(vector.role);
  out["rx_queues"] = value_of(vector.rx_queues);
  out["tx_queues"] = value_of(vector.tx_queues);
  out["map_source"] = name_of(vector.map_source);
  out["confidence"] = confidence_of(vector.map_source);
  out["managed"] = vector.managed;
  put(out, "requested", vector.requested);
  put(out, "effective", vector.effective);
  put(out, "hint", vector.hint);
  put(out, "node", vector.node);
  put(out, "irq_thread", vector.irq_thread);
  out["counts"] = value_of(vector.counts);
  return out;
}

Json value_of(const Thread& thread) {
  Json out{{"process", thread.process.value},
           {"id", thread.id.value},
           {"comm", thread.comm},
           {"kernel", thread.kernel},
           {"affinity", thread.affinity.to_list()},
           {"last_cpu", thread.last_cpu.value},
           {"policy", name_of(thread.policy)},
           {"rt_priority", thread.rt_priority}};
  put(out, "exe", thread.exe);
  put(out, "user", thread.user);
  put(out, "cgroup", thread.cgroup);
  put(out, "unit", thread.unit);
  out["start_time_ticks"] = thread.start_time_ticks;
  return out;
}

Json value_of(const Flow& flow) {
  Json out{{"transport", flow.transport == Transport::tcp ? "tcp" : "udp"},
           {"local", to_text(flow.local)},
           {"remote", to_text(flow.remote)},
           {"inode", flow.inode}};
  put(out, "nic", flow.nic);
  put(out, "process", flow.process);
  return out;
}

Json value_of(const Writer& writer) {
  Json out{{"name", writer.name},       {"kind", name_of(writer.kind)},
           {"owns", writer.owns},       {"evidence", writer.evidence},
           {"running", writer.running}, {"enabled", writer.enabled}};
  put(out, "process", writer.process);
  return out;
}

Json value_of(const Irqbalance& irqbalance) {
  Json out{{"running", irqbalance.process.has_value()},
           {"enabled", irqbalance.enabled},
           {"masked", irqbalance.masked},
           {"package_installed", irqbalance.package_installed},
           {"package_held", irqbalance.package_held},
           {"unattended_upgrades", irqbalance.unattended_upgrades},
           {"one_shot", irqbalance.one_shot}};
  put(out, "process", irqbalance.process);
  put(out, "banned_cpus", irqbalance.banned_cpus);
  out["banned_irqs"] = value_of(irqbalance.banned_irqs);
  put(out, "bans_from", irqbalance.bans_from);
  put(out, "policy_script", irqbalance.policy_script);
  return out;
}

}  // namespace json

std::string to_json(const HostSnapshot& host) {
  json::Json out{{"format", 1}};
  out["settings"] = json::value_of(host.settings);
  out["topology"] = json::value_of(host.topology);
  out["nics"] = json::value_of(host.nics);
  out["bypassed"] = json::value_of(host.bypassed);
  out["vectors"] = json::value_of(host.vectors);
  out["threads"] = json::value_of(host.threads);
  out["flows"] = json::value_of(host.flows);
  out["writers"] = json::value_of(host.writers);
  json::put(out, "irqbalance", host.irqbalance);
  if (!host.files.empty()) out["files"] = host.files;
  out["counters"] = json::value_of(host.counters);
  out["diagnostics"] = json::value_of(host.diagnostics);
  return json::dump(out);
}

}  // namespace holdfast
