#include "stream/backoff.h"

#include <algorithm>

namespace holdfast {
namespace {

// splitmix64, whose every seed is a good one.
std::uint64_t next_random(std::uint64_t& state) {
  state += 0x9e37'79b9'7f4a'7c15U;
  std::uint64_t mixed = state;
  mixed = (mixed ^ mixed >> 30U) * 0xbf58'476d'1ce4'e5b9U;
  mixed = (mixed ^ mixed >> 27U) * 0x94d0'49bb'1331'11ebU;
  return mixed ^ mixed >> 31U;
}

}  // namespace

std::int64_t Backoff::wait_ns(unsigned tries) {
  std::int64_t wait = std::max<std::int64_t>(times_.first_ns, 1);
  for (unsigned i = 0; i < tries && wait < times_.most_ns; ++i) wait *= 2;
  wait = std::min(wait, std::max<std::int64_t>(times_.most_ns, 1));
  const auto spread = static_cast<std::uint64_t>(wait / 2 + 1);
  return wait - wait / 4 + static_cast<std::int64_t>(next_random(state_) % spread);
}

}  // namespace holdfast
