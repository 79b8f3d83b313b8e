// How far an estimate may be relied on, in one letter and with the reasons (TCA §6.7).
#pragma once

#include <string>
#include <vector>

namespace holdfast {

enum class GradedModel { none, difference, fe_a, fe_b };
enum class CheckOutcome { not_run, passed, failed };

struct GradeFacts {
  GradedModel model = GradedModel::none;  // of the headline
  bool is_randomised = false;             // a controlled canary
  bool holds_consequences = false;        // a covariate is one that drift moves
  bool has_error = false;                 // the headline has a standard error
  CheckOutcome balance = CheckOutcome::not_run;
  CheckOutcome placebo = CheckOutcome::not_run;
  CheckOutcome robustness = CheckOutcome::not_run;  // against the strongest observed covariate
};

struct EvidenceGrade {
  char letter = '-';                 // A, B, C, D; '-': there is no estimate
  std::vector<std::string> reasons;  // why it is no better; of A and B what it rests on
};

/// A: a randomised canary. B: FE_B, balanced, placebos passed, a robustness value above the
/// strongest observed covariate. C: a regression of which one of these is not so, or was not
/// looked at. D: a difference alone.
EvidenceGrade evidence_grade(const GradeFacts& facts);

}  // namespace holdfast
