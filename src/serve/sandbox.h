// The kernel's confinement of this process: Landlock for files, seccomp for system calls. Neither
// can be taken back. Both are a second fence; a kernel without them is noted, not refused.
#pragma once

#include <string>
#include <vector>

namespace holdfast {

/// From now on no file can be opened, made or run, but read below `readable`: folders.
void confine_files(const std::vector<std::string>& readable, std::vector<std::string>& notes);
/// From now on the calls that a server never makes fail with EPERM: execve, ptrace, mount, bpf, …
void confine_calls(std::vector<std::string>& notes);

}  // namespace holdfast
