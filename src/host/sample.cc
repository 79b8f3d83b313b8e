#include "host/diskstats.h"
#include "host/nic_settings.h"
#include "host/proc_stat.h"
#include "host/processes.h"
#include "host/snapshot.h"
#include "host/softirqs.h"
#include "host/softnet.h"
#include "host/thread_times.h"
#include "host/vectors.h"

namespace holdfast {

void read_host_counters(HostSource& source, Sample& sample) {
  sample.softnet = read_softnet(source, sample.diagnostics);
  sample.softirqs = read_softirqs(source, sample.diagnostics);
  sample.cpu_times = read_proc_stat(source, sample.diagnostics);
  sample.disks = read_diskstats(source, sample.diagnostics);
}

Sample read_sample(HostSource& source, Instant now, const std::vector<Nic>& nics) {
  Sample sample;
  sample.at = now;
  sample.irqs = read_irq_counts(source, VectorFilter{}, sample.diagnostics);
  read_host_counters(source, sample);
  for (const auto& nic : nics) {
    auto statistics = read_nic_statistics(source, nic.name);
    if (!statistics.empty()) sample.nics.push_back({nic.name, std::move(statistics)});
  }
  const ProcessTable processes = read_processes(source, sample.diagnostics);
  TaskSample tasks = read_thread_times(source, processes, sample.diagnostics);
  sample.threads = std::move(tasks.times);
  sample.io_uring_waiters = tasks.io_uring_waiters;
  return sample;
}

}  // namespace holdfast
