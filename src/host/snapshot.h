// Reading a whole host: HostSource in, HostSnapshot or Sample out. Never fails: what cannot be read
// is absent and has a diagnostic.
#pragma once

#include <string>
#include <vector>

#include "base/instant.h"
#include "host/source.h"
#include "model/host_snapshot.h"

namespace holdfast {

/// What to read; reading less costs the host less (docs/observer.md).
struct SnapshotScope {
  bool all_vectors = true;   // else those of NICs only
  bool threads = true;       // /proc/PID/task
  bool flows = true;         // socket tables and who holds the sockets
  bool writers = true;       // other programs, units and files
  bool nic_settings = true;  // channels, rings, coalescing, features, RSS, ntuple, statistics
  bool queue_masks = true;   // RPS and XPS of each queue, else the queues alone
  bool all_threads = false;  // every thread of programs, not only those of interest
  /// Whose contents to take into HostSnapshot::files; those of /proc/sys into Settings::sysctls,
  /// too.
  std::vector<std::string> files;
  bool cpu_details = true;  // caches, governors and idle states of each CPU
};

HostSnapshot read_snapshot(HostSource& source, const SnapshotScope& scope = {});

/// The counters that are the host's own and no thread's or interface's: softnet, softirqs, CPU
/// times, disks. A snapshot has them too.
void read_host_counters(HostSource& source, Sample& sample);

/// `now` is the caller's clock reading. `nics`: the interfaces whose counters to take.
Sample read_sample(HostSource& source, Instant now, const std::vector<Nic>& nics);

}  // namespace holdfast
