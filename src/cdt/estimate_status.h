// EstimateStatus: whether there is an estimate, and if not, why.
#pragma once

#include <string_view>

namespace holdfast {

enum class EstimateStatus {
  ok,
  empty,           // no row is left
  no_treated,      // no row is under drift
  no_control,      // every row is under drift
  no_overlap,      // too few treated rows have a counterpart
  feasible_att,    // an estimate, of those treated rows that have a counterpart
  not_identified,  // the fixed effects leave nothing of the treatment
  saturated,       // no degree of freedom is left
  no_inference,    // an estimate, but too few clusters for a standard error
  low_n,           // an estimate, of few rows
};

/// As it stands in JSON.
constexpr std::string_view name_of(EstimateStatus status) {
  switch (status) {
    case EstimateStatus::ok: return "OK";
    case EstimateStatus::empty: return "EMPTY";
    case EstimateStatus::no_treated: return "NO_TREATED";
    case EstimateStatus::no_control: return "NO_CONTROL";
    case EstimateStatus::no_overlap: return "NO_OVERLAP";
    case EstimateStatus::feasible_att: return "FEASIBLE_ATT";
    case EstimateStatus::not_identified: return "NOT_IDENTIFIED";
    case EstimateStatus::saturated: return "SATURATED";
    case EstimateStatus::no_inference: return "NO_INFERENCE";
    case EstimateStatus::low_n: return "LOW_N";
  }
  return "EMPTY";
}

}  // namespace holdfast
