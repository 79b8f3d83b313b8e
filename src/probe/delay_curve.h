// A result's percentiles as a curve: how delay grows on the logarithmic scale of 1/(1 − p).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "probe/probe_result.h"

namespace holdfast {

/// One result's curve. `step`: log10 of 1/(1 − p): 1 is P90, 3 is P99.9; the maximum of n delays is
/// apart, at log10 of n.
struct DelayCurve {
  std::string name;
  struct Point {
    double step = 0, ns = 0;
    std::optional<double> low_ns, high_ns;
  };
  std::vector<Point> points;  // by step
  std::optional<Point> maximum;
};

/// The kind of delays that a plot of these shows: the first that all have; of none such the first
/// of the first. Empty: there is none at all.
std::string delays_to_plot(const std::vector<ProbeResult>& results);

/// A curve for each result that has such delays. One not above 0 is drawn at 1 ns: the scale is
/// logarithmic.
std::vector<DelayCurve> curves_of(const std::vector<ProbeResult>& results, std::string_view of);

/// Linear in step and in log10 of the delay, between the points; nullopt outside of them.
std::optional<double> ns_at(const DelayCurve& curve, double step);

/// Round numbers (1, 2 or 5 times a power of ten) for an axis that spans what the curves have: the
/// first is at or below their least, the last at or above their greatest; at most `most` of them,
/// at least two.
std::vector<double> delay_ticks(const std::vector<DelayCurve>& curves, std::size_t most);

}  // namespace holdfast
