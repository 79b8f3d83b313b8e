#include <algorithm>
#include <cmath>

#include "model/json_node.h"
#include "model/tail_calibration.h"

namespace holdfast {
namespace {

using json::JsonNode;

constexpr double kLargestBps = 1e6;

TailKnot read_knot(const JsonNode& node) {
  TailKnot knot;
  if (!node.expect_object()) return knot;
  const auto number = [&](const char* name) {
    const auto value = node.decimal(name);
    if (!value || std::fabs(*value) > kLargestBps) {
      node.reject("dose, uplift_bps, se_bps and low80_bps, each at most 1e6");
    }
    return value.value_or(0);
  };
  knot.dose = number("dose");
  knot.uplift_bps = number("uplift_bps");
  knot.error_bps = number("se_bps");
  knot.low_bps = number("low80_bps");
  if (knot.dose < 0 || knot.dose > 1 || knot.error_bps < 0 || knot.uplift_bps < 0 ||
      knot.low_bps > knot.uplift_bps) {
    node.reject("a dose from 0 to 1, an uplift that is not below 0, and its bound below it");
  }
  return knot;
}

TailCalibration read_calibration(const JsonNode& node) {
  TailCalibration calibration;
  if (!node.expect_object()) return calibration;
  if (node.number("format") != 1) node.reject("a calibration of format 1");
  const auto grade = node.needed_text("grade");
  if (grade.size() != 1 || grade[0] < 'A' || grade[0] > 'D') node.reject("a grade from A to D");
  if (!grade.empty()) calibration.grade = grade[0];
  const auto knots = node.items("knots");
  if (knots.empty() || knots.size() > kMostTailKnots) node.reject("1 to 100 knots");
  for (const auto& one : knots) {
    if (calibration.knots.size() == kMostTailKnots) break;
    const auto knot = read_knot(one);
    if (!calibration.knots.empty() && (knot.dose <= calibration.knots.back().dose ||
                                       knot.uplift_bps < calibration.knots.back().uplift_bps)) {
      one.reject("a knot of a larger dose, and no smaller uplift, than the one before");
    }
    calibration.knots.push_back(knot);
  }
  return calibration;
}

}  // namespace

TailUplift uplift_at(const TailCalibration& calibration, std::optional<double> dose) {
  if (!dose || !std::isfinite(*dose) || calibration.knots.empty()) return {};
  TailKnot from{}, to = calibration.knots.back();
  for (const auto& knot : calibration.knots) {
    to = knot;
    if (knot.dose >= *dose) break;
    from = knot;
  }
  const double width = to.dose - from.dose;
  // Beyond the last knot, and below 0, nothing was seen.
  const double share = width > 0 ? std::clamp((*dose - from.dose) / width, 0.0, 1.0) : 1.0;
  TailUplift uplift{from.uplift_bps + share * (to.uplift_bps - from.uplift_bps), std::nullopt};
  if (calibration.grade <= 'B') {
    uplift.low_bps = from.low_bps + share * (to.low_bps - from.low_bps);
  }
  return uplift;
}

Result<TailCalibration> tail_calibration_from_json(std::string_view text) {
  return json::read_json(text, read_calibration);
}

}  // namespace holdfast
