// What one figure did when a layer was switched on, over rounds that measured it off and on side by
// side.
#pragma once

#include <optional>
#include <span>

namespace holdfast {

struct PairedChange {
  double off = 0, on = 0;  // medians of the rounds
  double change = 0;       // the geometric mean of on / off, less 1: −0.12 is 12 % less
  /// Its 95 % interval, by Student's t on the logarithms of the rounds' ratios; absent with fewer
  /// than two rounds.
  std::optional<double> low, high;
  friend bool operator==(const PairedChange&, const PairedChange&) = default;
};

/// Round i measured off[i] and on[i]. nullopt: there is no round, or a figure is not above 0.
/// CHECK: both have as many.
std::optional<PairedChange> paired_change(std::span<const double> off, std::span<const double> on);

/// The middle one, or the mean of the middle two. CHECK: there is one.
double median_of(std::span<const double> values);

}  // namespace holdfast
