#include "gateway/own_cpus.h"

#include "host/cpu_topology.h"
#include "host/process_stat.h"

namespace holdfast {

CpuTopology cpus_of_host(HostSource& host) {
  Diagnostics diagnostics;
  return read_cpu_topology(host, {}, diagnostics, false);
}

CpuSet online_cpus(HostSource& host) { return cpus_of_host(host).online; }

CpuSet own_cpus(HostSource& host) {
  auto online = online_cpus(host);
  std::string text;
  if (!host.read_file("/proc/self/status", text)) return online;
  const auto status = parse_thread_status(text);
  return status ? status->affinity & online : online;
}

}  // namespace holdfast
