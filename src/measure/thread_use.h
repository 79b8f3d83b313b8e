// ThreadUse: what the calling thread had of the CPUs: time, switches, migrations. They tell whether
// a measurement's receiver had its core to itself.
#pragma once

#include <cstdint>

#include "base/cpu_set.h"
#include "base/ids.h"
#include "base/result.h"

namespace holdfast {

struct ThreadUse {
  double cpu_seconds = 0;
  std::uint64_t voluntary_switches = 0, involuntary_switches = 0;

  /// Of the calling thread, since it began (getrusage, RUSAGE_THREAD).
  static ThreadUse now();
};
ThreadUse operator-(const ThreadUse& later, const ThreadUse& earlier);

/// Counts how often the calling thread is seen on another CPU than the time before. look() costs a
/// few ns (rseq's cpu_id in glibc); what happens between two looks there and back is not seen.
class MigrationCount {
 public:
  void look();
  std::uint64_t count() const { return count_; }

 private:
  int last_ = -1;
  std::uint64_t count_ = 0;
};

/// Binds the calling thread to a CPU; a sentence when it may not run there.
Result<void> run_on(CpuId cpu);
/// The CPUs that the calling thread may run on.
CpuSet own_cpu_set();

}  // namespace holdfast
