// What the records of several programs have in common, as values of ours. Inside of bpf. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include <linux/types.h>

#include "base/cpu_set.h"

namespace holdfast {

/// A name may fill its field to the end; what is no text is shown as "?".
std::string name_in(std::span<const char> field);
/// Bits from `cpus` on are no CPUs.
CpuSet cpus_in(std::span<const __u64> mask, std::uint32_t cpus);

}  // namespace holdfast
