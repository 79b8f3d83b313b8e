// PhcTrack: a hardware clock followed through a run, so that its stamps can be told in the system
// clock's time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/clock_reading.h"

namespace holdfast {

/// The offset (hardware clock less system clock) between two readings is taken for a straight line;
/// before the first and after the last it is theirs. Its error is that of the readings, and how far
/// the clock was seen to leave a straight line.
class PhcTrack {
 public:
  /// What a reading without an error bound is believed to: both clocks were latched at once.
  static constexpr std::int64_t kPreciseErrorNs = 100;

  /// In the order of time; one that is not later than the last, by the system clock, is left out.
  void add(const ClockReading& reading);
  bool empty() const { return readings_.empty(); }

  /// ns; `at_ns` is CLOCK_REALTIME. 0 when empty.
  std::int64_t offset_at(std::int64_t at_ns) const;

  /// The greatest error of a reading, and besides: of three or more readings the greatest distance
  /// of one from the straight line between its neighbours; of two how far they are apart, since
  /// nothing tells of the way between them.
  std::int64_t error_ns() const;

  /// "CLOCK_REALTIME by phc0 ± 120 ns"; empty when it is.
  std::string clock_text() const;

 private:
  std::vector<ClockReading> readings_;
};

}  // namespace holdfast
