#include <fmt/format.h>

#include <algorithm>

#include "base/printable.h"
#include "probe/hdr_encoding.h"
#include "probe/probe_text.h"

namespace holdfast {
namespace {

// The fields of a line end at commas and blanks.
std::string tag_of(const std::string& name) {
  std::string out = printable(name);
  std::replace_if(out.begin(), out.end(), [](char c) { return c == ' ' || c == ','; }, '-');
  return out;
}

double seconds(std::int64_t ns) { return static_cast<double>(ns) / 1e9; }

// A comment for what such a histogram has no place for.
std::string out_of_range(const HistogramInterval& interval) {
  std::uint64_t negative = 0, greater = 0;
  for (const auto ns : interval.delays_ns) {
    if (ns < 0) ++negative;
    if (ns > kHdrMostNs) ++greater;
  }
  std::string out;
  if (negative > 0) {
    out +=
        fmt::format("#{}: {} negative delays are recorded as 0\n", tag_of(interval.tag), negative);
  }
  if (greater > 0) {
    out += fmt::format("#{}: {} delays of over an hour are recorded as an hour\n",
                       tag_of(interval.tag), greater);
  }
  return out;
}

}  // namespace

std::string histogram_log(const std::vector<HistogramInterval>& intervals) {
  std::int64_t start_ns = intervals.empty() ? 0 : intervals.front().started_ns;
  for (const auto& interval : intervals) start_ns = std::min(start_ns, interval.started_ns);
  std::string out = "#[Logged with holdfast " HOLDFAST_VERSION "]\n";
  out += "#[Histogram log format version 1.3]\n";
  for (const auto* what : {"StartTime", "BaseTime"}) {
    out += fmt::format("#[{}: {:.3f} (seconds since epoch)]\n", what, seconds(start_ns));
  }
  // Before the legend: HdrHistogram_c takes a comment between intervals for the end.
  for (const auto& interval : intervals) out += out_of_range(interval);
  out +=
      "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n";
  for (const auto& interval : intervals) {
    const auto& delays = interval.delays_ns;
    const auto most = delays.empty() ? 0 : *std::max_element(delays.begin(), delays.end());
    out += fmt::format("Tag={},{:.3f},{:.3f},{:.3f},{}\n", tag_of(interval.tag),
                       seconds(interval.started_ns - start_ns), interval.seconds,
                       static_cast<double>(std::clamp<std::int64_t>(most, 0, kHdrMostNs)) / 1e6,
                       hdr_compressed(delays));
  }
  return out;
}

}  // namespace holdfast
