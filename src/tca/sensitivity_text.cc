#include <fmt/format.h>

#include <algorithm>

#include "base/printable.h"
#include "tca/sample_text.h"
#include "tca/sensitivity_answer.h"

namespace holdfast {
namespace {

std::string found_text(const FirstCoefficient& found) {
  if (!found.has_estimate()) {
    return fmt::format("{}: {}", name_of(found.status), sentence_of(found.status));
  }
  if (found.status != EstimateStatus::ok) {
    return fmt::format("{:.4f}  {}", found.cr1.estimate, sentence_of(found.status));
  }
  return fmt::format("{:>9.4f}  [{:.4f}, {:.4f}]  se {:.4f}  p {:.4g}", found.cr1.estimate,
                     found.cr1.low, found.cr1.high, found.cr1.error, found.cr1.p);
}

std::string placebos_text(const SensitivityAnswer& answer) {
  std::string text = "placebos\n";
  if (answer.shifts) {
    const auto& test = *answer.shifts;
    text += fmt::format(
        "  regime shifted by 1 to {} windows: largest {:.4f}, p {:.4g}; by 3 or more both ways: "
        "largest {:.4f}, p {:.4g}\n",
        test.windows - 1, test.all.largest, test.all.p, test.far.largest, test.far.p);
    if (test.mixed != 0 || test.held != 0) {
      text += fmt::format(
          "    {} windows had orders of both labels, {} had none and hold the label before\n",
          test.mixed, test.held);
    }
  }
  if (answer.exchanges) {
    text += fmt::format("  paths exchanged within a date, {} times: largest {:.4f}, p {:.4g}\n",
                        answer.exchanges->draws, answer.exchanges->rank.largest,
                        answer.exchanges->rank.p);
  }
  for (const auto& control : answer.controls) {
    std::string kind(name_of(control.kind));
    std::ranges::replace(kind, '_', ' ');
    text +=
        fmt::format("  {} {}: {}{}\n", kind, printable(control.column), found_text(control.found),
                    control.is_significant() ? "  not 0, as it ought to be" : "");
  }
  return text == "placebos\n" ? "" : text;
}

std::string robustness_text(const SensitivityAnswer& answer) {
  const auto& robustness = *answer.robustness;
  std::string text = "an unobserved confounder\n";
  text += fmt::format(
      "  partial R2 of the regime {:.4f}; robustness value {:.4f}, at 5 % {:.4f} (independent "
      "rows: t {:.2f}, {} degrees)\n",
      robustness.partial_r2, robustness.value, robustness.value_at_5, robustness.t,
      robustness.degrees);
  for (const auto& one : answer.benchmarks) {
    if (one.times != 1 || !one.bound) continue;
    text += fmt::format(
        "  as strong as {:<16} R2 with the regime {:.4f}, with cost {:.4f}: leaves {:.4f}\n",
        printable(one.covariate), one.bound->treatment_r2, one.bound->outcome_r2,
        one.adjusted.estimate);
  }
  return text;
}

std::string bounds_text(const SensitivityAnswer& answer) {
  std::string text;
  if (answer.robustness) text += robustness_text(answer);
  if (answer.e_values) {
    text += fmt::format("  E-value {:.3f}, of the interval's limit {:.3f}\n",
                        answer.e_values->estimate, answer.e_values->limit);
  }
  if (answer.rosenbaum) {
    const auto& bounds = *answer.rosenbaum;
    text += fmt::format("  Rosenbaum's gamma at 5 % {} ({} pairs, {})\n",
                        bounds.gamma ? fmt::format("{:.3f}", *bounds.gamma) : "-", bounds.pairs,
                        bounds.pairs_by);
  }
  return text;
}

std::string grid_text(const SensitivityAnswer& answer) {
  std::string text = "other models (CR1)\n";
  for (const auto& spec : answer.spec_grid) {
    std::string name = fmt::format("{}, pruned by {}", spec.effects, spec.pruning);
    if (spec.threshold) name += fmt::format(", VAM >= {:g}", *spec.threshold);
    if (spec.washout_s) name += fmt::format(", washout {:g} s", *spec.washout_s);
    text += fmt::format("  {:<44}{}\n", name, found_text(spec.found));
  }
  return text;
}

}  // namespace

std::string sensitivity_text(const CdtCommand& command, const SensitivityAnswer& answer) {
  std::string text = flow_text(answer.source, answer.flow);
  const auto* headline = answer.headline();
  if (headline == nullptr) {
    text += fmt::format("no estimate: {}, {}\n", name_of(answer.cdt.status),
                        sentence_of(answer.cdt.status));
    return text;
  }
  text += fmt::format("drift of {} by {}: {:.4f} bps", printable(command.columns.outcome),
                      headline->name, headline->estimate);
  if (const auto* deciding = headline->deciding()) {
    text +=
        fmt::format("  [{:.4f}, {:.4f}]  {} se {:.4f}  MDE {:.4f}", deciding->low, deciding->high,
                    deciding->method, deciding->error, deciding->smallest_detectable);
  }
  text += "\n" + placebos_text(answer) + bounds_text(answer) + grid_text(answer);
  text += fmt::format("grade {}\n", answer.grade.letter);
  for (const auto& reason : answer.grade.reasons) text += fmt::format("  {}\n", reason);
  return text;
}

}  // namespace holdfast
