// Rest: whether programs are off for a while, because what they are run by comes too fast. Pure.
#pragma once

#include "base/instant.h"

namespace holdfast {

/// Each rest is twice as long as the one before, because every CPU is interrupted when programs
/// come back. Not for several threads.
class Rest {
 public:
  static constexpr double kFirstSeconds = 10, kLongestSeconds = 640;

  bool is_on() const { return on_; }
  /// `rate`: of now, a second. Above `most` a rest begins; at or below half of it, one that has
  /// lasted long enough ends. True when it began or ended.
  bool look(double rate, double most, Instant now);

 private:
  bool on_ = false;
  double seconds_ = kFirstSeconds;  // of the next one
  Instant until_;
};

}  // namespace holdfast
