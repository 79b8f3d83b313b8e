// PhcClock: an interface's hardware clock (PHC), read against CLOCK_REALTIME.
//
// linux/ptp_clock.h: PTP_SYS_OFFSET_PRECISE where the device times both at once, else
// PTP_SYS_OFFSET_EXTENDED (since 4.20), else PTP_SYS_OFFSET; of their samples the one taken in the
// shortest time is the best. Nothing is set: reading takes no more than the right to open
// /dev/ptpN.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "host/descriptor.h"
#include "model/clock_reading.h"

namespace holdfast {

/// A hardware clock read between two readings of the system clock; all in ns.
struct PhcSample {
  std::int64_t before = 0, device = 0, after = 0;
};
/// Of the sample in the shortest time: the device against the middle of both, and half their
/// distance as the error; at_ns is the middle. nullopt: none, or the system clock was set back in
/// each. Pure.
std::optional<ClockReading> best_of(const std::vector<PhcSample>& samples);

/// ioctl(2), or what a test answers in its place.
using PhcCall = std::function<int(int fd, unsigned long request, void* argument)>;
int phc_ioctl(int fd, unsigned long request, void* argument);

/// By the first of the three ways that the clock answers; without an error bound by the precise
/// one, for which the kernel tells none. The error of the last way that was tried.
ReadResult<ClockReading> read_phc(int fd, const PhcCall& call);

class PhcClock {
 public:
  /// absent: the interface has no hardware clock, or there is none such; denied: /dev/ptpN is not
  /// ours to open.
  static Result<PhcClock> open(const std::string& interface);
  /// For tests: a clock of that number behind `call`.
  PhcClock(std::uint32_t index, Descriptor device, PhcCall call);

  /// source is "phc0". unsupported: it answers none of the three.
  Result<ClockReading> read() const;

 private:
  std::uint32_t index_;
  Descriptor device_;
  PhcCall call_;
};

}  // namespace holdfast
