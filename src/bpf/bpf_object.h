// BpfObject: programs that were loaded into the kernel, each attached or with its sentence why not.
//
// Loading never fails as a whole: what this kernel takes is there, what it refuses is told, and
// the caller goes down its ladder (KERNEL §22). Nothing is pinned: programs, maps and attachments
// go with the object, also when the process is killed. Where memory is charged to RLIMIT_MEMLOCK
// (before Linux 5.11), libbpf raises that limit of this process by itself.
//
// Attaching and detaching patches the kernel's text, for which every CPU is interrupted once or
// twice (docs/observer.md). One thread at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast {

class BpfObject {
 public:
  struct Program {
    std::string name;
    bool loaded = false;
    bool attached = false;
    std::string why;  // one sentence when it is not loaded, or could not be attached
  };

  /// None of its programs is there.
  BpfObject();
  BpfObject(BpfObject&& other) noexcept;
  BpfObject& operator=(BpfObject&& other) noexcept;
  ~BpfObject();

  /// Loads those of `elf`'s programs that are named, by their functions' names. Those that the
  /// kernel takes by themselves are loaded together, with their maps; none is attached.
  static BpfObject load(std::string_view elf, const std::vector<std::string>& names);

  /// Attaches one; false with its sentence in program(). True when it is attached already.
  bool attach(std::string_view name);
  /// All that are loaded; how many are attached.
  std::size_t attach_all();
  void detach_all();

  const std::vector<Program>& programs() const { return programs_; }
  bool is_attached(std::string_view name) const;
  /// The sentence of the first that is not as it should be; empty: all are.
  std::string why() const;
  /// -1: no such map, or nothing is loaded.
  int map_fd(std::string_view name) const;
  /// -1: not loaded. For BPF_PROG_TEST_RUN and the like.
  int program_fd(std::string_view name) const;

 private:
  struct Loaded;
  Program* find(std::string_view name);
  std::unique_ptr<Loaded> loaded_;
  std::vector<Program> programs_;
};

/// May this process load programs at all: one sentence why not, empty when it may. Asks for BTF,
/// the capabilities, and the system call.
std::string why_no_bpf();

}  // namespace holdfast
