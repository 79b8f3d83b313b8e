// StageTracer: follows the packets of the probe from the NIC's interrupt to the program's copy, by
// BPF (programs/stages.bpf.c).
//
// Tracepoints alone are enough from Linux 6.3 on; before, the socket's signal and the copy take
// fentry, which a locked-down kernel refuses: then those two are not seen. docs/observer.md says
// what it costs. One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/stage_trace.h"

namespace holdfast {

/// Whose packets: those that come to this UDP port in that network.
struct StageTarget {
  std::uint16_t port = 0;
  std::uint64_t network = 0;  // inode of its namespace; 0: the calling thread's own
};

class StageTracer {
 public:
  /// Most records that are kept; further ones are counted as lost. 64 or 24 bytes each.
  static constexpr std::size_t kMostRecords = 3U << 20;

  /// Loads and attaches: some 50 ms. One sentence when packets cannot be followed at all: no
  /// privilege, no BTF, the kernel refuses.
  static Result<StageTracer> make(const StageTarget& target);
  StageTracer(StageTracer&&) noexcept;
  StageTracer& operator=(StageTracer&&) noexcept;
  ~StageTracer();  // everything is detached

  /// Takes what there is out of the ring, which has room for a fifth of a second of 100,000
  /// packets a second.
  void collect();
  /// All that was collected, and nothing stays.
  StageTrace take();
  /// What this kernel does not show, a sentence each.
  const std::vector<std::string>& notes() const;

 private:
  struct Parts;
  explicit StageTracer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace holdfast
