// What `sockperf under-load` printed of its run: another program's figures, beside ours.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "probe/probe_result.h"

namespace holdfast {

struct SockperfReport {
  double seconds = 0;                         // of its valid part
  std::uint64_t sent = 0, received = 0;       // in it: requests, and answers
  std::uint64_t dropped = 0, duplicated = 0;  // by its own count
  std::uint64_t observations = 0;
  /// Half of a round trip each, by the client's clock; without intervals; ascending, the maximum
  /// (p = 1) last.
  std::vector<Percentile> percentiles;
};

/// `text`: standard output of sockperf 3.x without --full-rtt. failed: it measured nothing, and
/// says why; malformed: it is none of its reports. Bounded by the text.
Result<SockperfReport> parse_sockperf(std::string_view text);

/// As a round of `probe compare`: one kind of delays, "half a round trip".
ProbeResult result_of(const SockperfReport& report);
inline constexpr std::string_view kHalfRoundTrip = "half a round trip";

}  // namespace holdfast
