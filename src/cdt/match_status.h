// What a comparison of matched rows may be called.
#pragma once

#include <cstddef>

#include "cdt/estimate_status.h"

namespace holdfast {

struct MatchFlow {
  std::size_t rows = 0, treated = 0, control = 0;
  std::size_t strata = 0, matched_strata = 0;  // of exact and coarsened cells
  std::size_t matched_treated = 0, matched_control = 0;
  friend bool operator==(const MatchFlow&, const MatchFlow&) = default;
};

/// feasible_att: under 80 % of the treated were matched, the effect is that of those. no_overlap:
/// under 20 %, or fewer than 30.
inline EstimateStatus match_status(const MatchFlow& flow) {
  if (flow.rows == 0) return EstimateStatus::empty;
  if (flow.treated == 0) return EstimateStatus::no_treated;
  if (flow.control == 0) return EstimateStatus::no_control;
  if (flow.matched_treated < 30 || flow.matched_treated * 5 < flow.treated) {
    return EstimateStatus::no_overlap;
  }
  return flow.matched_treated * 5 < flow.treated * 4 ? EstimateStatus::feasible_att
                                                     : EstimateStatus::ok;
}

inline bool has_estimate(EstimateStatus status) {
  return status == EstimateStatus::ok || status == EstimateStatus::feasible_att;
}

}  // namespace holdfast
