// ProcessTable: every process of the host, from one pass over /proc that the readers of threads,
// socket owners, irqbalance and other writers share. One file is read per process:
// /proc/PID/stat. What few of them need (status, cgroup, cmdline) is read later, by who needs it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "host/process_stat.h"
#include "host/read_errors.h"
#include "host/source.h"

namespace holdfast {

struct ProcessTable {
  std::vector<ProcessStat> processes;  // ascending by pid

  /// nullptr when there was no such process.
  const ProcessStat* find(ThreadId id) const;
  /// The first process of that comm that is not a kernel thread; nullptr when there is none.
  const ProcessStat* find_program(std::string_view comm) const;
};

ProcessTable read_processes(HostSource& source, Diagnostics& diagnostics);

/// The argument vector of /proc/PID/cmdline; empty for kernel threads, for a process that went
/// away, and where it may not be read.
std::vector<std::string> read_command_line(HostSource& source, ThreadId id);

/// The process's cgroup path (host/cgroup.h); empty when it cannot be read.
std::string read_cgroup(HostSource& source, ThreadId id, ReadErrors& errors);

}  // namespace holdfast
