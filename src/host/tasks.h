// TaskFiles: the stat and status files of tasks, with what goes wrong collected.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/process_stat.h"
#include "host/read_errors.h"
#include "host/source.h"

namespace holdfast {

class TaskFiles {
 public:
  TaskFiles(HostSource& source, ReadErrors& errors) : source_(source), errors_(errors) {}

  /// The tids below /proc/PID/task, ascending.
  std::vector<ThreadId> list(ThreadId process);
  /// `folder` is /proc/PID or /proc/PID/task/TID. Absent when the task is gone, or with an error.
  std::optional<ProcessStat> stat(const std::string& folder);
  std::optional<ThreadStatus> status(const std::string& folder);

 private:
  HostSource& source_;
  ReadErrors& errors_;
  std::string text_;  // kept, so that reading thousands of files allocates once
};

}  // namespace holdfast
