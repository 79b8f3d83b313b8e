// ClockReading: how far a clock of the host is from the system clock's truth, as its source says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace holdfast {

struct ClockReading {
  std::int64_t at_ns = 0;  // ns since 1970, UTC
  /// "kernel": what the kernel's clock discipline (chrony, ntpd, phc2sys) still has to make up for,
  /// and its bound of the error; "kernel, unsynchronised": nothing disciplines it. "phc0": that
  /// hardware clock less the system clock; one on TAI is 37 s ahead.
  std::string source;
  std::int64_t offset_ns = 0;
  std::optional<std::int64_t> max_error_ns;  // absent: the source knows none
  friend bool operator==(const ClockReading&, const ClockReading&) = default;
};

}  // namespace holdfast
