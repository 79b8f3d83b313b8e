// TailCalibration: what a share of misplaced vectors adds to the tail of an order's cost, as
// `holdfast-tca features` found it and the features page shows it (docs/features.md,
// docs/schema/features.schema.json).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast {

struct TailKnot {
  double dose = 0;  // share of active vectors outside their target, 0 to 1
  double uplift_bps = 0, error_bps = 0, low_bps = 0;  // low: the lower 80 % bound
  friend bool operator==(const TailKnot&, const TailKnot&) = default;
};

struct TailCalibration {
  char grade = 'D';             // A to D: how far its cause is known
  std::vector<TailKnot> knots;  // by ascending dose; the uplift ascends too
  friend bool operator==(const TailCalibration&, const TailCalibration&) = default;
};

inline constexpr std::size_t kMostTailKnots = 100;

struct TailUplift {
  std::optional<double> bps, low_bps;
  friend bool operator==(const TailUplift&, const TailUplift&) = default;
};

/// At this share: between knots by a line, from 0 at a dose of 0 on, beyond the last knot as there.
/// Nothing where the share is not known. The bound is absent when the grade is below B, so that no
/// gate acts on it.
TailUplift uplift_at(const TailCalibration& calibration, std::optional<double> dose);

/// malformed: one sentence that says what is wrong, and where. Members beside those that are needed
/// are passed over: the file says more for people.
Result<TailCalibration> tail_calibration_from_json(std::string_view text);

}  // namespace holdfast
