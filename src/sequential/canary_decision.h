// May the treatment be kept? The decision of a canary with a named reason for every condition (TCA
// §9).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sequential/canary_evidence.h"

namespace holdfast {

enum class CanaryVerdict { promote, rollback, go_on, stop_no_decision };
/// "PROMOTE", "ROLLBACK", "CONTINUE", "STOP_NO_DECISION".
std::string_view name_of(CanaryVerdict verdict);

/// One condition, and whether it holds.
struct CanaryReason {
  std::string id;  // "COST_IMPROVES"
  bool holds = false;
  std::string sentence;  // with its figures
};

struct CanaryDecision {
  CanaryVerdict verdict = CanaryVerdict::go_on;
  std::size_t pairs = 0;
  double promote_threshold = 0;  // ln(1/α)
  double harm_threshold = 0;     // ln(k/α_harm), k guardrails
  /// All of promotion's, then harm's, then those for stopping.
  std::vector<CanaryReason> reasons;
};

/// ROLLBACK when a guardrail's E was ever above k/α_harm, at whichever look; else PROMOTE when all
/// of promotion's conditions hold at the last look; else STOP_NO_DECISION when the pairs are used
/// up or an improvement worth having is excluded; else CONTINUE. `looks` is looks_of(pairs, rule).
CanaryDecision decide_canary(const std::vector<CanaryPair>& pairs,
                             const std::vector<CanaryLook>& looks, const CanaryRule& rule);

}  // namespace holdfast
