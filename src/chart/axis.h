// Axis: which values a plot's edge stands for, and where it is labelled.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace holdfast {

struct Tick {
  double value = 0;
  std::string label;
};

/// `from` is at the left or the bottom, `to` at the right or the top; they are not equal.
struct Axis {
  double from = 0, to = 1;
  std::vector<Tick> ticks;
  std::string title;
  bool is_names = false;  // ticks are names of rows
};

/// Multiples of 1, 2 or 5 times a power of ten within [low, high], at most `most` of them, labelled
/// with as many decimals as tell them apart. None when low ≥ high or one is not finite.
std::vector<Tick> round_ticks(double low, double high, std::size_t most);

/// From round number to round number around all finite `values`; 0 to 1 when there are none.
Axis number_axis(std::span<const double> values, std::string title, std::size_t most = 8);

/// Rows 0, 1, … from the top, with these names.
Axis name_axis(const std::vector<std::string>& names);

}  // namespace holdfast
