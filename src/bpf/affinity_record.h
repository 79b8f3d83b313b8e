// AffinityRecord: what programs/affinity.bpf.c put into its ring, as values of ours. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "base/cpu_set.h"
#include "base/instant.h"
#include "bpf/recorded_actor.h"

namespace holdfast {

struct AffinityRecord {
  enum class Kind { requested, applied, refused };
  Kind kind = Kind::requested;
  Instant at;
  std::uint32_t irq = 0;
  std::uint64_t requests = 0;  // of this interrupt so far, this one included; 0: not counted
  CpuSet cpus;
  bool is_kernel_thread = false;
  bool by_file = false;  // a file below /proc/irq was written
  bool unasked = false;  // applied by the kernel by itself
  RecordedActor actor;
};

/// nullopt for bytes that are no such record: another length, kind or flags. `cpus`: what the host
/// can have; bits beyond are no CPUs.
std::optional<AffinityRecord> parse_affinity_record(std::span<const std::uint8_t> bytes,
                                                    std::uint32_t cpus);

}  // namespace holdfast
