// What a comparison of matched rows may be called.
#pragma once

#include <cstddef>

namespace holdfast {

enum class MatchStatus {
  ok,
  feasible_att,  // under 80 % of the treated were matched: the effect is that of those
  no_overlap,    // under 20 %, or fewer than 30: no estimate
  no_treated,
  no_control,
  empty,  // there is no row
};

struct MatchFlow {
  std::size_t rows = 0, treated = 0, control = 0;
  std::size_t strata = 0, matched_strata = 0;  // of exact and coarsened cells
  std::size_t matched_treated = 0, matched_control = 0;
  friend bool operator==(const MatchFlow&, const MatchFlow&) = default;
};

inline MatchStatus match_status(const MatchFlow& flow) {
  if (flow.rows == 0) return MatchStatus::empty;
  if (flow.treated == 0) return MatchStatus::no_treated;
  if (flow.control == 0) return MatchStatus::no_control;
  if (flow.matched_treated < 30 || flow.matched_treated * 5 < flow.treated) {
    return MatchStatus::no_overlap;
  }
  return flow.matched_treated * 5 < flow.treated * 4 ? MatchStatus::feasible_att : MatchStatus::ok;
}

inline bool has_estimate(MatchStatus status) {
  return status == MatchStatus::ok || status == MatchStatus::feasible_att;
}

}  // namespace holdfast
