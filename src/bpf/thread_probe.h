// ThreadProbe: the programs of programs/threads.bpf.c as far as this kernel takes them. There is
// one rung: fexit, or none with its sentence (who calls sched_setaffinity is told by no tracepoint
// but those of all system calls, which would slow every one on the host).
#pragma once

#include <string>
#include <vector>

#include "base/ids.h"
#include "bpf/bpf_object.h"
#include "bpf/mapped_array.h"
#include "bpf/programs/thread_record.h"
#include "bpf/ring_buffer.h"

namespace holdfast {

class ThreadProbe {
 public:
  /// Loads, and attaches nothing: a policy without threads costs the host nothing. `cpus`: what
  /// the host can have. Not `wanted`: only its sentence.
  ThreadProbe(std::uint32_t cpus, bool wanted);

  /// Exactly these are watched from now on; the programs are attached when there are some for the
  /// first time.
  void watch(const std::vector<ThreadId>& threads);
  const std::vector<ThreadId>& watched() const { return watched_; }

  /// Can anything be told? While nothing is attached: as far as it is known.
  bool is_able() const { return able_; }
  /// One sentence when it is not all that it could be.
  const std::string& why() const { return why_; }
  std::uint32_t cpus() const { return cpus_; }

  const RingBuffer& ring() const { return ring_; }
  RingBuffer& ring() { return ring_; }
  /// Copies of what the kernel counts; all 0 when it counts nothing.
  holdfast_thread_totals totals() const;
  holdfast_thread_count count_of(ThreadId thread) const;

  const BpfObject& object() const { return object_; }

 private:
  bool attach();

  std::uint32_t cpus_;
  bool able_ = false, attached_ = false;
  std::string why_;
  std::vector<ThreadId> watched_;  // ascending
  // Destroyed from the last to the first: the ring reads the object's map.
  BpfObject object_;
  MappedArray totals_;
  RingBuffer ring_;
};

}  // namespace holdfast
