#include "tca/report_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "tca/report_answer.h"
#include "tca/sample_text.h"

namespace holdfast {
namespace {

std::string status_words(EstimateStatus status) {
  const auto sentence = sentence_of(status);
  return sentence.empty() ? std::string(name_of(status))
                          : fmt::format("{} ({})", name_of(status), sentence);
}

void add_estimates(std::vector<std::string>& out, const CdtEstimates& estimates) {
  for (const auto& one : estimates.estimates) {
    if (one.status != EstimateStatus::ok) {
      out.push_back(fmt::format("{}: {}.", estimate_title(one.name), status_words(one.status)));
    }
    if (!one.dropped_regressors.empty()) {
      out.push_back(fmt::format("{}: the fixed effects leave nothing of {}.",
                                estimate_title(one.name), fmt::join(one.dropped_regressors, ", ")));
    }
    if (one.wild) {
      out.push_back(fmt::format(
          "{}: few clusters; beside the interval by standard errors the wild cluster bootstrap "
          "gives p {:.3g}.",
          estimate_title(one.name), one.wild->p));
    }
  }
}

void add_balance(std::vector<std::string>& out, const CdtEstimates& estimates) {
  std::vector<std::string> failed;
  for (const auto& [column, row] : estimates.balance) {
    if (row.after.verdict == BalanceVerdict::fail) failed.push_back(column);
  }
  if (failed.empty()) return;
  out.push_back(fmt::format(
      "Matching does not balance {} (standardised difference above 0.1, or a variance ratio "
      "outside "
      "0.5 to 2); FE_A and FE_B hold what matching leaves as regressors, the matched difference "
      "does not.",
      fmt::join(failed, ", ")));
}

bool is_of_these_rows(const ReportAnswer& answer) {
  const auto& grid = answer.given.grid;
  return grid && grid->rows_sha256 == answer.cdt.source.sha256;
}

void add_grade(std::vector<std::string>& out, const ReportAnswer& answer) {
  const auto grade = report_grade(answer);
  if (grade.empty()) return;
  const auto& grid = answer.given.grid;
  if (grid && !is_of_these_rows(answer)) {
    out.emplace_back("The sensitivity file was made of other rows, and its grade is not used.");
  }
  if (is_of_these_rows(answer) && grid->grade) {
    out.push_back(fmt::format("Grade {} is that of the sensitivity analysis{}{}.", grade,
                              grid->grade_reasons.empty() ? "" : ": ",
                              fmt::join(grid->grade_reasons, "; ")));
    return;
  }
  out.push_back(fmt::format(
      "Grade {}: {}; B needs placebos and a robustness value, A a randomised canary, and neither "
      "is computed from these rows alone.",
      grade, grade == "C" ? "a regression with fixed effects" : "a difference of means alone"));
}

void add_headline(std::vector<std::string>& out, const CdtEstimates& estimates) {
  const auto* headline = headline_of(estimates);
  if (headline == nullptr || headline->name == "fe_b") return;
  out.push_back(fmt::format("The answer is that of {}, because FE_B has none.",
                            estimate_title(headline->name)));
}

}  // namespace

std::string_view estimate_title(std::string_view name) {
  if (name == "naive") return "naive difference";
  if (name == "cem") return "matched difference (CEM)";
  return name == "fe_a" ? "FE_A" : "FE_B";
}

std::string_view method_title(std::string_view method) {
  if (method == "cr1") return "CR1";
  if (method == "two_way") return "two-way";
  if (method == "cr2") return "CR2";
  return method == "cr3" ? "CR3" : method;
}

std::string usd_words(const CdtUsd& usd) {
  if (!usd.value) return fmt::format("No sum in USD: {}.", usd.reason);
  return fmt::format("In dollars: {}.", usd_sentence(usd));
}

const CdtEstimate* headline_of(const CdtEstimates& estimates) {
  const auto found = std::ranges::find(estimates.estimates, estimates.headline, &CdtEstimate::name);
  return found == estimates.estimates.end() ? nullptr : &*found;
}

std::string report_grade(const ReportAnswer& answer) {
  if (is_of_these_rows(answer) && answer.given.grid->grade) return *answer.given.grid->grade;
  const char grade = answer.cdt.estimates.grade;
  return grade == '-' ? "" : std::string(1, grade);
}

std::string report_sentence(const CdtCommand& command, const ReportAnswer& answer) {
  const auto& estimates = answer.cdt.estimates;
  const auto* headline = headline_of(estimates);
  if (headline == nullptr) {
    return fmt::format("There is no estimate of what drift cost: {}.",
                       status_words(estimates.status));
  }
  const auto ends =
      fmt::format("status {}, grade {}", status_words(estimates.status), report_grade(answer));
  const auto* deciding = headline->deciding();
  const std::string of =
      command.columns.outcome == "y" ? "per order" : "of " + command.columns.outcome;
  if (deciding == nullptr) {
    return fmt::format("Drift cost {} bps {} by {}, without a standard error: {}.",
                       signed_number(headline->estimate, 3), of, estimate_title(headline->name),
                       ends);
  }
  const auto interval =
      fmt::format("95 % interval {} to {} by {} with {} errors", signed_number(deciding->low, 3),
                  signed_number(deciding->high, 3), estimate_title(headline->name),
                  method_title(deciding->method));
  if (deciding->low <= 0 && deciding->high >= 0) {
    return fmt::format(
        "No cost of drift is told from zero: {} bps {}, {}; an effect of {:.3f} bps would be found "
        "four times of five; {}.",
        signed_number(headline->estimate, 3), of, interval, deciding->smallest_detectable, ends);
  }
  return fmt::format("Drift {} {:.3f} bps {}, {}; {}.", headline->estimate > 0 ? "cost" : "saved",
                     std::abs(headline->estimate), of, interval, ends);
}

std::vector<std::string> report_caveats(const CdtCommand& command, const ReportAnswer& answer) {
  const auto& estimates = answer.cdt.estimates;
  std::vector<std::string> out;
  add_headline(out, estimates);
  if (estimates.match_status != EstimateStatus::ok) {
    out.push_back(fmt::format("Matching: {}.", status_words(estimates.match_status)));
  }
  add_estimates(out, estimates);
  add_balance(out, estimates);
  if (!command.is_pruned)
    out.emplace_back("The regressions see all rows, not matched strata only.");
  if (answer.tail.negative_mass) {
    out.emplace_back(
        "More than a fifth of FE_B's implied weights are negative: the quantile effects are "
        "FE_A's.");
  }
  out.emplace_back(
      "FE_B compares orders of the same host, half hour and symbol; a cause that moves with one "
      "host's drift within a half hour is not removed, and only a randomised canary excludes it.");
  add_grade(out, answer);
  return out;
}

}  // namespace holdfast
