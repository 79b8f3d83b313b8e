#include "host/cache_counters.h"

#include <fmt/format.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host/errno_name.h"

namespace holdfast {
namespace {

/// What a read of a group gives by our read_format (perf_event_open(2)).
struct GroupReading {
  std::uint64_t count = 0, enabled_ns = 0, running_ns = 0, values[2] = {0, 0};
};

Descriptor open_counter(CpuId cpu, std::uint64_t event, int leader) {
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  attributes.type = PERF_TYPE_HARDWARE;
  attributes.config = event;
  attributes.read_format =
      PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
  constexpr int kEveryProcess = -1;
  return Descriptor(
      static_cast<int>(::syscall(SYS_perf_event_open, &attributes, kEveryProcess,
                                 static_cast<int>(cpu.value), leader, PERF_FLAG_FD_CLOEXEC)));
}

std::string why_of(std::errc error) {
  switch (error) {
    case std::errc::no_such_file_or_directory:
    case std::errc::no_such_device:
    case std::errc::operation_not_supported:
      return "this machine has no performance counters for cache misses (a virtual one has them "
             "only when its host passes them on)";
    case std::errc::permission_denied:
    case std::errc::operation_not_permitted:
      return "the kernel refuses performance counters: CAP_PERFMON is missing, or "
             "kernel.perf_event_paranoid";
    case std::errc::function_not_supported:
      return "the kernel was built without performance counters";
    default: return "perf_event_open: " + errno_name(error);
  }
}

/// Counters take turns when there are too few: what would have been counted all the time.
std::uint64_t scaled(std::uint64_t value, const GroupReading& reading) {
  if (reading.running_ns == reading.enabled_ns || reading.running_ns == 0) return value;
  return static_cast<std::uint64_t>(static_cast<double>(value) *
                                    static_cast<double>(reading.enabled_ns) /
                                    static_cast<double>(reading.running_ns));
}

}  // namespace

void CacheCounters::open(const CpuSet& cpus) {
  groups_.clear();
  cpus_ = cpus;
  state_.state = SourceState::watching;
  state_.why.clear();
  for (const CpuId cpu : cpus.to_vector()) {
    Group group;
    group.misses = open_counter(cpu, PERF_COUNT_HW_CACHE_MISSES, -1);
    if (group.misses) {
      group.instructions = open_counter(cpu, PERF_COUNT_HW_INSTRUCTIONS, group.misses.fd());
    }
    if (!group.instructions) {
      state_.why = why_of(last_error());
      continue;
    }
    groups_.emplace(cpu, std::move(group));
  }
  if (groups_.empty()) {
    state_.state = SourceState::absent;
  } else if (!state_.why.empty()) {
    state_.state = SourceState::degraded;
  }
}

std::vector<CacheReading> CacheCounters::read(const CpuSet& cpus, std::int64_t at_ns) {
  // What the machine lacks it does not get: no new try before the CPUs are others.
  if (cpus != cpus_) open(cpus);
  std::vector<CacheReading> readings;
  for (const auto& [cpu, group] : groups_) {
    GroupReading got;
    if (::read(group.misses.fd(), &got, sizeof got) != sizeof got) continue;  // it went offline
    if (got.running_ns == 0) continue;
    CacheReading reading;
    reading.at_ns = at_ns;
    reading.cpu = cpu;
    reading.llc_misses = scaled(got.values[0], got);
    reading.instructions = scaled(got.values[1], got);
    readings.push_back(reading);
  }
  state_.events += readings.size();
  return readings;
}

}  // namespace holdfast
