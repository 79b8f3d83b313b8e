// ProcessIdentity: who a process is, read from /proc/PID in a few system calls.
//
// All files are read through one descriptor of the folder, which stays the same process's when the
// number is used again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "host/source.h"

namespace holdfast {

struct ProcessIdentity {
  std::string comm;
  std::string exe;     // without " (deleted)"; empty for kernel threads and the dead
  std::string cgroup;  // host/cgroup.h
  std::string unit;
  std::optional<std::uint32_t> uid;  // effective
  std::uint32_t parent = 0;          // 0: none, or not told
};

/// `pidfd`: of the process that is meant; when it has ended meanwhile, or when there is no such
/// process: no_such_process. -1: whichever has the number now.
ReadResult<ProcessIdentity> read_process_identity(std::uint32_t pid, int pidfd = -1);

/// Its comm alone, as it is now.
ReadResult<std::string> read_process_comm(std::uint32_t pid);

/// "comm", and the parent's pid.
struct ProcessAncestor {
  std::string comm;
  std::uint32_t parent = 0;
};
ReadResult<ProcessAncestor> read_process_ancestor(std::uint32_t pid);

/// The network namespace's inode; absent when it cannot be told.
std::optional<std::uint64_t> network_namespace_of(std::uint32_t pid);

/// Are this process's pids those of the host's first pid namespace, as the kernel tells them?
bool is_in_first_pid_namespace();

}  // namespace holdfast
