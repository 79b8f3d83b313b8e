#include "stream/backoff.h"

#include <algorithm>

namespace holdfast {
std::int64_t Backoff::wait_ns(unsigned tries) {
  std::int64_t wait = std::max<std::int64_t>(times_.first_ns, 1);
  for (unsigned i = 0; i < tries && wait < times_.most_ns; ++i) wait *= 2;
  wait = std::min(wait, std::max<std::int64_t>(times_.most_ns, 1));
  const auto spread = static_cast<std::uint64_t>(wait / 2 + 1);
  return wait - wait / 4 + static_cast<std::int64_t>(random_.next() % spread);
}

}  // namespace holdfast
