// A column's mean and standard deviation.
#pragma once

#include <span>

namespace holdfast {

struct ColumnScale {
  double mean = 0;
  double sd = 0;  // n − 1; 0 of fewer than two rows, or when rounding alone moves the column
  friend bool operator==(const ColumnScale&, const ColumnScale&) = default;
};

ColumnScale column_scale(std::span<const double> values);

}  // namespace holdfast
