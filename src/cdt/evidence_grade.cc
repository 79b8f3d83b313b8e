#include "cdt/evidence_grade.h"

namespace holdfast {
namespace {

void add(std::vector<std::string>& reasons, CheckOutcome outcome, const char* failed,
         const char* not_run) {
  if (outcome == CheckOutcome::failed) reasons.emplace_back(failed);
  if (outcome == CheckOutcome::not_run) reasons.emplace_back(not_run);
}

}  // namespace

EvidenceGrade evidence_grade(const GradeFacts& facts) {
  if (facts.model == GradedModel::none) return {'-', {"there is no estimate"}};
  if (facts.is_randomised) return {'A', {"the regime was assigned at random"}};
  if (facts.model == GradedModel::difference) {
    return {'D', {"it is a difference without fixed effects, which the market's state biases"}};
  }
  std::vector<std::string> reasons;
  if (facts.model == GradedModel::fe_a)
    reasons.emplace_back("FE_B has no estimate, and FE_A is used");
  if (!facts.has_error) reasons.emplace_back("there are too few clusters for a standard error");
  if (facts.holds_consequences) {
    reasons.emplace_back("a column that drift itself moves is held fixed");
  }
  add(reasons, facts.balance, "a covariate is not balanced after matching",
      "balance was not looked at: there is no covariate or no match");
  add(reasons, facts.placebo, "a placebo has an effect, or placebos are as large as the effect",
      "no negative control or lead was tested");
  add(reasons, facts.robustness,
      "a confounder as strong as the strongest covariate could explain the effect away",
      "robustness to an unobserved confounder was not looked at");
  if (!reasons.empty()) return {'C', std::move(reasons)};
  return {'B', {"FE_B, balanced, placebos passed, robust beyond the strongest observed covariate"}};
}

}  // namespace holdfast
