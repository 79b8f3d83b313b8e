#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/printable.h"
#include "tca/cdt_answer.h"
#include "tca/sample_text.h"

namespace holdfast {
namespace {

std::string_view title_of(std::string_view name) {
  if (name == "naive") return "naive difference";
  if (name == "cem") return "matched (CEM)";
  return name == "fe_a" ? "FE_A" : "FE_B";
}

std::string line_of(const CdtEstimate& estimate) {
  std::string line = fmt::format("  {:<18}", title_of(estimate.name));
  if (!estimate.has_estimate()) {
    return line + fmt::format("{}: {}\n", name_of(estimate.status), sentence_of(estimate.status));
  }
  line += fmt::format("{:>9.4f}", estimate.estimate);
  if (const auto* inference = estimate.deciding()) {
    line += fmt::format("  [{:.4f}, {:.4f}]  {} se {:.4f}  p {:.4g}  MDE {:.4f}", inference->low,
                        inference->high, inference->method, inference->error, inference->p,
                        inference->smallest_detectable);
  }
  line += fmt::format("  {} rows, {} clusters", estimate.rows, estimate.clusters);
  if (estimate.status != EstimateStatus::ok) {
    line += fmt::format("  {}: {}", name_of(estimate.status), sentence_of(estimate.status));
  }
  return line + "\n";
}

std::string line_of(const NearestCheck& check) {
  std::string line = fmt::format("  {:<18}", check.name);
  if (!check.has_estimate()) {
    const std::string_view why = check.reason.empty() ? sentence_of(check.status) : check.reason;
    return line + fmt::format("{}: {}\n", name_of(check.status), printable(why));
  }
  line += fmt::format("{:>9.4f}", check.estimate);
  if (const auto* inference = largest_error(check.inference)) {
    line += fmt::format("  [{:.4f}, {:.4f}]  {} se {:.4f}", inference->low, inference->high,
                        inference->method, inference->error);
  }
  return line + fmt::format("  {} pairs of {} drifted rows\n", check.differences.size(),
                            check.flow.treated);
}

std::string regression_notes(const CdtEstimate& estimate) {
  if (!estimate.has_estimate() || estimate.effects.empty()) return "";
  std::string notes = fmt::format("  {}: effects {}", title_of(estimate.name),
                                  printable(fmt::format("{}", fmt::join(estimate.effects, ", "))));
  if (estimate.singletons != 0)
    notes += fmt::format("; {} singleton rows dropped", estimate.singletons);
  if (!estimate.dropped_regressors.empty()) {
    notes +=
        fmt::format("; no information in {}",
                    printable(fmt::format("{}", fmt::join(estimate.dropped_regressors, ", "))));
  }
  return notes + "\n";
}

std::string balance_text(const CdtEstimates& estimates) {
  std::string text;
  for (const auto& [column, row] : estimates.balance) {
    const auto smd = [](const Balance& side) {
      return side.smd ? fmt::format("{:+.3f}", *side.smd) : std::string("-");
    };
    constexpr const char* kVerdicts[] = {"", "  above 0.05", "  not balanced"};
    text += fmt::format("  {:<18}{:>9} -> {:>7}{}\n", printable(column), smd(row.before),
                        smd(row.after), kVerdicts[static_cast<int>(row.after.verdict)]);
  }
  return text.empty() ? "" : "standardised mean differences, before -> after matching\n" + text;
}

}  // namespace

std::string cdt_text(const CdtCommand& command, const CdtAnswer& answer) {
  const auto& estimates = answer.estimates;
  std::string text = flow_text(answer.source, answer.flow);
  const auto& flow = estimates.match;
  text +=
      fmt::format("  {} of {} strata hold both regimes: {} of {} drifted rows, {} of {} others\n",
                  flow.matched_strata, flow.strata, flow.matched_treated, flow.treated,
                  flow.matched_control, flow.control);
  text += fmt::format("drift of {}, bps, 95 % interval by the largest standard error\n",
                      printable(command.columns.outcome));
  for (const auto& estimate : estimates.estimates) text += line_of(estimate);
  for (const auto& estimate : estimates.estimates) text += regression_notes(estimate);
  text += balance_text(estimates);
  if (estimates.headline.empty()) {
    return text + fmt::format("no estimate: {}, {}\n", name_of(estimates.status),
                              sentence_of(estimates.status));
  }
  for (const auto& check : answer.checks) text += line_of(check);
  text += fmt::format("headline {}, status {}, grade {}\n", title_of(estimates.headline),
                      name_of(estimates.status), estimates.grade);
  for (const auto& reason : estimates.grade_reasons) text += fmt::format("  {}\n", reason);
  return text + usd_sentence(answer.usd) + "\n";
}

std::string cdt_csv(const CdtAnswer& answer) {
  std::string text =
      "name,status,estimate,rows,treated,clusters,method,error,degrees,t,p,low,high,mde\n";
  for (const auto& estimate : answer.estimates.estimates) {
    const auto head =
        fmt::format("{},{},{},{},{},{}", estimate.name, name_of(estimate.status),
                    estimate.has_estimate() ? fmt::format("{}", estimate.estimate) : "",
                    estimate.rows, estimate.treated, estimate.clusters);
    if (estimate.inference.empty()) text += head + ",,,,,,,,\n";
    for (const auto& one : estimate.inference) {
      text += fmt::format("{},{},{},{},{},{},{},{},{}\n", head, one.method, one.error, one.degrees,
                          one.t, one.p, one.low, one.high, one.smallest_detectable);
    }
  }
  return text;
}

}  // namespace holdfast
