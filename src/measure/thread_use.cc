#include "measure/thread_use.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/resource.h>

#include "base/check.h"
#include "host/descriptor.h"
#include "host/errno_name.h"

namespace holdfast {
namespace {

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

ThreadUse ThreadUse::now() {
  rusage use{};
  HOLDFAST_CHECK(::getrusage(RUSAGE_THREAD, &use) == 0);
  return {seconds_of(use.ru_utime) + seconds_of(use.ru_stime),
          static_cast<std::uint64_t>(use.ru_nvcsw), static_cast<std::uint64_t>(use.ru_nivcsw)};
}

ThreadUse operator-(const ThreadUse& later, const ThreadUse& earlier) {
  return {later.cpu_seconds - earlier.cpu_seconds,
          later.voluntary_switches - earlier.voluntary_switches,
          later.involuntary_switches - earlier.involuntary_switches};
}

void MigrationCount::look() {
  const int cpu = ::sched_getcpu();
  if (last_ >= 0 && cpu != last_) ++count_;
  last_ = cpu;
}

Result<void> run_on(CpuId cpu) {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(cpu.value, &cpus);
  if (::sched_setaffinity(0, sizeof cpus, &cpus) == 0) return {};
  return fail(ErrorCode::usage,
              fmt::format("CPU {} is none that this process may run on: those are {} ({})",
                          cpu.value, own_cpu_set().to_list(), errno_name(last_error())));
}

CpuSet own_cpu_set() {
  cpu_set_t cpus;
  HOLDFAST_CHECK(::sched_getaffinity(0, sizeof cpus, &cpus) == 0);
  CpuSet own;
  for (std::uint32_t cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &cpus)) own.add(CpuId{cpu});
  }
  return own;
}

}  // namespace holdfast
