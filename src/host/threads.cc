#include "host/threads.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "host/cgroup.h"
#include "host/read_errors.h"
#include "host/tasks.h"

namespace holdfast {
namespace {

bool is_real_time(SchedulingPolicy policy) {
  return policy == SchedulingPolicy::fifo || policy == SchedulingPolicy::rr ||
         policy == SchedulingPolicy::deadline;
}

class ThreadReader {
 public:
  ThreadReader(HostSource& source, const CpuSet& online,
               const std::vector<ThreadId>& flow_processes, bool all, ReadErrors& errors)
      : tasks_(source, errors),
        source_(source),
        errors_(errors),
        online_(online),
        flow_processes_(flow_processes),
        all_(all) {
    if (const auto first = tasks_.status("/proc/1")) inherited_ = first->affinity & online_;
  }

  void read(const ProcessStat& process) {
    if (process.kernel) {
      if (serves_packets(process.comm)) take_task(process, process, process_path(process), true);
      return;
    }
    const bool wanted =
        all_ || std::binary_search(flow_processes_.begin(), flow_processes_.end(), process.id);
    if (process.threads <= 1) return take_task(process, process, process_path(process), wanted);
    for (const ThreadId task : tasks_.list(process.id)) {
      const std::string path = fmt::format("/proc/{}/task/{}", process.id.value, task.value);
      // A cap that is reached inside one process must not cost a stat of each thread beyond it.
      if (looked_at_ >= kMaxThreads) return skip();
      if (const auto stat = tasks_.stat(path)) take_task(process, *stat, path, wanted);
    }
  }

  std::vector<Thread> threads;
  std::size_t skipped() const { return skipped_; }

 private:
  static std::string process_path(const ProcessStat& process) {
    return fmt::format("/proc/{}", process.id.value);
  }

  void skip() { ++skipped_; }

  bool is_pinned(const CpuSet& affinity) const {
    if (online_.empty()) return false;
    const CpuSet cpus = affinity & online_;
    return cpus != online_ && (!inherited_ || cpus != *inherited_);
  }

  void take_task(const ProcessStat& process, const ProcessStat& task, const std::string& path,
                 bool wanted) {
    if (looked_at_ >= kMaxThreads) return skip();
    ++looked_at_;
    const auto status = tasks_.status(path);
    if (!status) return;
    if (!wanted && !is_real_time(task.policy) && !is_pinned(status->affinity)) return;
    if (!process.kernel && facts_of_ != process.id) {
      cgroup_ = read_cgroup(source_, process.id, errors_);
      exe_ = read_program(process.id);
      facts_of_ = process.id;
    }
    Thread thread;
    thread.process = process.id;
    thread.id = task.id;
    thread.comm = task.comm;
    thread.kernel = process.kernel;
    thread.affinity = status->affinity;
    thread.last_cpu = task.last_cpu;
    thread.policy = task.policy;
    thread.rt_priority = task.rt_priority;
    thread.start_time_ticks = task.start_time_ticks;
    thread.user = status->user;
    if (!process.kernel) {
      thread.exe = exe_;
      thread.cgroup = cgroup_;
      thread.unit = unit_of(cgroup_);
    }
    threads.push_back(std::move(thread));
  }

  /// The program's path; of one that was replaced since it started, the path that it had.
  std::string read_program(ThreadId process) {
    constexpr std::string_view kDeleted = " (deleted)";
    const std::string path = fmt::format("/proc/{}/exe", process.value);
    auto target = source_.read_link(path);
    if (!target) {
      errors_.add(path, target.error());
      return "";
    }
    if (target->ends_with(kDeleted)) target->resize(target->size() - kDeleted.size());
    return *std::move(target);
  }

  TaskFiles tasks_;
  HostSource& source_;
  ReadErrors& errors_;
  const CpuSet& online_;
  const std::vector<ThreadId>& flow_processes_;
  bool all_;
  std::optional<CpuSet> inherited_;
  std::optional<ThreadId> facts_of_;  // the process whose cgroup and program these are
  std::string cgroup_;
  std::string exe_;
  std::size_t looked_at_ = 0;
  std::size_t skipped_ = 0;
};

}  // namespace

bool serves_packets(std::string_view comm) {
  return comm.starts_with("ksoftirqd/") || comm.starts_with("napi/") || comm.starts_with("irq/");
}

std::vector<Thread> read_threads(HostSource& source, const ProcessTable& processes,
                                 const CpuSet& online, const std::vector<ThreadId>& flow_processes,
                                 Diagnostics& diagnostics, bool all) {
  ReadErrors errors;
  ThreadReader reader(source, online, flow_processes, all, errors);
  for (const ProcessStat& process : processes.processes) reader.read(process);
  errors.report(diagnostics);
  if (reader.skipped() > 0) {
    diagnose(diagnostics, ErrorCode::too_large, "/proc", 0,
             fmt::format("more than {} threads: the rest was not looked at", kMaxThreads));
  }
  return std::move(reader.threads);
}

}  // namespace holdfast
