// ThreadRecord: what programs/threads.bpf.c put into its ring, as values of ours. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/cpu_set.h"
#include "base/instant.h"
#include "bpf/recorded_actor.h"

namespace holdfast {

struct ThreadRecord {
  Instant at;
  std::uint32_t thread = 0;    // tid
  std::uint64_t requests = 0;  // for this thread so far, this one included
  CpuSet cpus;                 // that it has since
  bool by_call = false;        // sched_setaffinity(2); else its cpuset, or the kernel by itself
  bool by_kernel = false;      // a kernel thread did it
  RecordedActor actor;
};

/// nullopt for bytes that are no such record: another length or flags. `cpus`: what the host can
/// have; bits beyond are no CPUs.
std::optional<ThreadRecord> parse_thread_record(std::span<const std::uint8_t> bytes,
                                                std::uint32_t cpus);

}  // namespace holdfast
