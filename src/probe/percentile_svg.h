// The percentile plot as SVG, for a page that has the style of its classes.
#pragma once

#include <string>
#include <vector>

#include "probe/delay_curve.h"

namespace holdfast {

inline constexpr std::size_t kSeries = 8;  // that look different; then they begin again

/// A line of the n-th curve's colour, dashes and marker: for the table, which is the legend.
std::string series_sample(std::size_t series);

/// Across: 1 − p on a logarithmic scale; upwards: delay, logarithmic. 95 % intervals as whiskers,
/// the maxima as hollow marks. Each point tells its figures to the pointer. `of`: what the delays
/// are.
std::string percentile_svg(const std::vector<DelayCurve>& curves, const std::string& of);

}  // namespace holdfast
