// How far off a host's clock may be at any time (TCA §3.5, §4): of a difference of its stamps and
// another clock's, so much may be the clock's.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace holdfast {

struct ClockRow {  // of clock
  std::int64_t at_ns = 0, max_error_ns = 0;
};

class HostClock {
 public:
  HostClock() = default;
  /// In any order. Those without a time (0) and those with a negative error are passed over.
  explicit HostClock(std::vector<ClockRow> readings);

  /// Of the last reading at or before that time, the largest where several are of one time;
  /// nullopt before the first.
  std::optional<std::int64_t> max_error_ns(std::int64_t at_ns) const;

 private:
  std::vector<ClockRow> readings_;  // by time, then error
};

}  // namespace holdfast
