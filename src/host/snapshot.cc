#include "host/snapshot.h"

#include <algorithm>

#include "base/text.h"
#include "host/cpu_topology.h"
#include "host/flows.h"
#include "host/irqbalance.h"
#include "host/napi_threads.h"
#include "host/nic_settings.h"
#include "host/nics.h"
#include "host/pci.h"
#include "host/processes.h"
#include "host/queue_map.h"
#include "host/settings.h"
#include "host/sysfs.h"
#include "host/threads.h"
#include "host/unit_links.h"
#include "host/vectors.h"
#include "host/writers.h"

namespace holdfast {
namespace {

// The vectors that may be a NIC's: those of its PCI function, and those that carry its name (NICs
// that are not on PCI have no list).
VectorFilter nic_filter(const std::vector<Nic>& nics) {
  VectorFilter filter{.everything = false, .irqs = {}, .action_words = {}};
  for (const auto& nic : nics) {
    filter.irqs.insert(filter.irqs.end(), nic.msi_irqs.begin(), nic.msi_irqs.end());
    if (nic.kind == NicKind::physical && nic.msi_irqs.empty()) {
      filter.action_words.push_back(nic.name);
    }
  }
  std::sort(filter.irqs.begin(), filter.irqs.end());
  filter.irqs.erase(std::unique(filter.irqs.begin(), filter.irqs.end()), filter.irqs.end());
  return filter;
}

void read_nic_part(HostSource& source, const SnapshotScope& scope, HostSnapshot& host) {
  host.nics = read_nics(source, host.diagnostics, scope.queue_masks);
  host.bypassed = read_bypassed(source, host.diagnostics);
  if (scope.nic_settings) {
    for (auto& nic : host.nics) read_nic_settings(source, nic, host.diagnostics);
  }
  VectorFilter filter = nic_filter(host.nics);
  filter.everything = scope.all_vectors;
  host.vectors = read_vectors(source, filter, host.diagnostics);
  map_queues(host.nics, host.vectors, host.diagnostics);
  if (!scope.all_vectors) {
    std::erase_if(host.vectors, [](const Vector& vector) { return vector.nic.empty(); });
  }
}

void read_process_part(HostSource& source, const SnapshotScope& scope, HostSnapshot& host) {
  if (!scope.threads && !scope.flows && !scope.writers) return;
  const ProcessTable processes = read_processes(source, host.diagnostics);
  if (scope.flows) host.flows = read_flows(source, processes, host.nics, host.diagnostics);
  if (scope.threads) {
    host.threads = read_threads(source, processes, host.topology.online, processes_of(host.flows),
                                host.diagnostics, scope.all_threads);
    attach_kernel_threads(host.nics, host.vectors, host.threads);
  }
  if (scope.writers) {
    const UnitLinks units = read_unit_links(source, host.diagnostics);
    host.irqbalance = read_irqbalance(source, processes, units, host.diagnostics);
    host.writers = read_writers(source, processes, units, host.diagnostics);
  }
}

// A sysctl that a policy names and read_settings does not read by itself.
void take_sysctl(std::string_view path, std::string_view bytes, Settings& settings) {
  constexpr std::string_view kFolder = "/proc/sys/";
  if (!path.starts_with(kFolder)) return;
  std::string name(path.substr(kFolder.size()));
  std::replace(name.begin(), name.end(), '/', '.');
  std::string value(trim(bytes));
  std::replace(value.begin(), value.end(), '\t', ' ');
  settings.sysctls.insert_or_assign(std::move(name), std::move(value));
}

void read_files(HostSource& source, const std::vector<std::string>& paths, HostSnapshot& host) {
  std::string bytes;
  for (const auto& path : paths) {
    if (const auto read = source.read_file(path, bytes)) {
      host.files.insert_or_assign(path, bytes);
      take_sysctl(path, bytes, host.settings);
    } else {
      diagnose_read(host.diagnostics, path, read.error());
    }
  }
}

}  // namespace

HostSnapshot read_snapshot(HostSource& source, const SnapshotScope& scope) {
  HostSnapshot host;
  host.settings = read_settings(source, host.diagnostics);
  host.topology =
      read_cpu_topology(source, host.settings.command_line, host.diagnostics, scope.cpu_details);
  read_nic_part(source, scope, host);
  read_process_part(source, scope, host);
  read_files(source, scope.files, host);
  read_host_counters(source, host.counters);
  const Diagnostics unbelieved = source.diagnostics();
  host.diagnostics.insert(host.diagnostics.end(), unbelieved.begin(), unbelieved.end());
  return host;
}

}  // namespace holdfast
