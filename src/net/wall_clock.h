// CLOCK_REALTIME, of which the kernel's receive stamps are.
#pragma once

#include <time.h>

#include <cstdint>

namespace holdfast {

inline std::int64_t wall_ns() {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

}  // namespace holdfast
