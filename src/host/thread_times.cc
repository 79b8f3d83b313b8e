#include "host/thread_times.h"

#include <fmt/format.h>

#include "host/read_errors.h"
#include "host/tasks.h"
#include "host/threads.h"

namespace holdfast {
namespace {

// A thread that waits for io_uring completions counts as waiting for I/O since Linux 6.1, whatever
// it waits for (io_uring/io_uring.c, io_cqring_wait). wchan reads "0" without the right to look.
bool waits_in_io_uring(HostSource& source, const ProcessStat& task, const std::string& path) {
  if (task.state != 'S' && task.state != 'D') return false;
  std::string function;
  return source.read_file(path + "/wchan", function) && function.starts_with("io_cqring");
}

std::optional<ThreadTimes> read_task(TaskFiles& tasks, const ProcessStat& process,
                                     const ProcessStat& task, const std::string& path) {
  const auto status = tasks.status(path);
  if (!status) return std::nullopt;
  return ThreadTimes{.process = process.id,
                     .id = task.id,
                     .comm = task.comm,
                     .run_ticks = task.run_ticks,
                     .voluntary_switches = status->voluntary_switches,
                     .involuntary_switches = status->involuntary_switches,
                     .last_cpu = task.last_cpu,
                     .affinity = status->affinity,
                     .kernel = process.kernel};
}

}  // namespace

TaskSample read_thread_times(HostSource& source, const ProcessTable& processes,
                             Diagnostics& diagnostics) {
  ReadErrors errors;
  TaskFiles tasks(source, errors);
  TaskSample sample;
  std::size_t looked_at = 0;
  const auto take = [&](const ProcessStat& process, const ProcessStat& task,
                        const std::string& path) {
    if (task.run_ticks == 0) return;
    if (auto read = read_task(tasks, process, task, path)) sample.times.push_back(std::move(*read));
    if (!process.kernel && waits_in_io_uring(source, task, path)) ++sample.io_uring_waiters;
  };
  for (const ProcessStat& process : processes.processes) {
    if (process.run_ticks == 0) continue;
    if (process.threads <= 1) {
      if (++looked_at > kMaxThreads) break;
      take(process, process, fmt::format("/proc/{}", process.id.value));
      continue;
    }
    for (const ThreadId task : tasks.list(process.id)) {
      if (++looked_at > kMaxThreads) break;
      const std::string path = fmt::format("/proc/{}/task/{}", process.id.value, task.value);
      if (const auto stat = tasks.stat(path)) take(process, *stat, path);
    }
  }
  errors.report(diagnostics);
  if (looked_at > kMaxThreads) {
    diagnose(diagnostics, ErrorCode::too_large, "/proc", 0,
             fmt::format("more than {} threads: the rest was not looked at", kMaxThreads));
  }
  return sample;
}

}  // namespace holdfast
