// CacheReading: what a CPU's performance counters have counted since they were opened.
#pragma once

#include <cstdint>

#include "base/ids.h"

namespace holdfast {

struct CacheReading {
  std::int64_t at_ns = 0;  // ns since 1970, UTC
  CpuId cpu;
  std::uint64_t llc_misses = 0, instructions = 0;  // scaled when the counters were shared
  std::uint64_t packets = 0;                       // that the stack took there, since boot
  friend bool operator==(const CacheReading&, const CacheReading&) = default;
};

}  // namespace holdfast
