#include "bpf/rest.h"

#include <algorithm>

namespace holdfast {

bool Rest::look(double rate, double most, Instant now) {
  if (on_) {
    if (rate > most / 2 || now < until_) return false;
    on_ = false;
    return true;
  }
  if (rate <= most) return false;
  on_ = true;
  until_ = plus_seconds(now, seconds_);
  seconds_ = std::min(2 * seconds_, kLongestSeconds);
  return true;
}

}  // namespace holdfast
