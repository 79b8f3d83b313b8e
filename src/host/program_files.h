// ProgramFiles: which file each process executed, as fanotify tells it (FAN_OPEN_EXEC, Linux 5.0).
//
// The event holds the file itself, so a process has the name of its program however short it lived:
// nothing needs to be read from /proc in time. Local disks only: opening a file for us on a network
// file system could wait for its server.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "host/descriptor.h"

namespace holdfast {

/// One place in each local file system that programs can lie on, from /proc/self/mountinfo.
std::vector<std::string> program_filesystems(std::string_view mountinfo);

/// The dynamic linker is executed as well, by the kernel, after the program.
bool is_dynamic_linker(std::string_view path);

class ProgramFiles {
 public:
  ProgramFiles();
  int fd() const { return group_.fd(); }
  /// Gives at most `most` programs, in the order in which they were executed; true when there may
  /// be more. `lost` is set when the kernel dropped some.
  bool take(std::size_t most, bool& lost,
            const std::function<void(std::uint32_t pid, std::string path)>& executed);
  /// What is missing, in a sentence; empty when it watches.
  const std::string& why() const { return why_; }

 private:
  Descriptor group_;
  std::string why_;
};

}  // namespace holdfast
