#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "cdt/iw_cdfs.h"
#include "cdt/stop_loss.h"
#include "tca/canary_file.h"
#include "tca/canary_verbs.h"
#include "tca/features_command.h"
#include "tca/output.h"
#include "tca/parallel_threads.h"
#include "tca/sample_text.h"
#include "tca/verbs.h"

namespace holdfast {
namespace {

// Rows of the last sessions that there are.
std::vector<std::uint8_t> recent_rows(const Factor& session, unsigned sessions,
                                      std::size_t& there) {
  std::set<std::uint32_t> codes(session.codes.begin(), session.codes.end());
  while (codes.size() > sessions) codes.erase(codes.begin());
  there = codes.size();
  std::vector<std::uint8_t> is_recent;
  for (const auto code : session.codes) {
    is_recent.push_back(!codes.empty() && code >= *codes.begin() ? 1 : 0);
  }
  return is_recent;
}

Result<void> check_doses(const AnalysisRows& rows, const std::string& dose) {
  const auto doses = rows.number(dose);
  const auto wrong = std::ranges::find_if(doses, [](double one) { return one < 0 || one > 1; });
  if (wrong == doses.end()) return {};
  return fail(ErrorCode::usage,
              fmt::format("column \"{}\" has {}; a dose is from 0 to 1", dose, *wrong));
}

// By one model; false when it gives no estimate, and `status` says why.
bool calibrate(FeaturesAnswer& out, const FeaturesCommand& command, const AnalysisRows& rows,
               const std::vector<std::string>& effects, bool is_last) {
  const auto parallel = parallel_threads(command.cdt.input.database.threads);
  const auto& columns = command.cdt.columns;
  const double tau = command.cdt.taus.front();
  const HdfeDesign design(regression_input(rows, columns, effects), parallel);
  out.status = design.status();
  if (design.status() != EstimateStatus::ok) return false;
  const auto y = rows.number(columns.outcome);
  const auto cdfs = iw_cdfs(design, y);
  if (!cdfs || (cdfs->negative_mass && !is_last)) return false;
  out.threshold = inverse(cdfs->control, tau);
  auto dosed = columns;
  if (!command.dose.empty()) dosed.treatment = command.dose;
  const HdfeDesign dose_design(regression_input(rows, dosed, effects), parallel);
  out.status = dose_design.status();
  if (dose_design.status() != EstimateStatus::ok) return false;
  const auto clusters = clusters_of(dose_design, rows.factor(columns.cluster));
  const auto is_recent = recent_rows(rows.factor(command.session), command.sessions, out.sessions);
  out.clusters = clusters.count;
  out.uplift =
      dose_uplift(dose_design, stop_loss_outcome(y, out.threshold, tau), is_recent, clusters);
  out.status = out.uplift.slope.status;
  if (out.status == EstimateStatus::ok && out.uplift.knots.empty()) {
    out.status = EstimateStatus::no_treated;
  }
  return out.status == EstimateStatus::ok;
}

// A: the canary of that folder was promoted, as it stands now.
Result<void> add_grade(const FeaturesCommand& command, FeaturesAnswer& out) {
  out.grade = command.grade;
  out.grade_from = command.grade == 'C' ? "a regression alone" : "as it was given";
  if (out.model == "fe_a" && out.grade < 'C') {
    out.grade = 'C';
    out.grade_from = "FE_B gives no estimate";
  }
  if (command.canary.empty()) return {};
  const CanaryFiles files{command.canary};
  const auto open = read_ledger(files);
  if (!open) return tl::unexpected(open.error());
  const auto& ledger = (*open)->ledger;
  if (auto planned = expect_plan(ledger, files.ledger()); !planned) return planned;
  const auto verdict = canary_state(ledger).decision.verdict;
  if (verdict == CanaryVerdict::promote) out.grade = 'A';
  out.grade_from = fmt::format("the canary {} says {}", ledger.plan->name, name_of(verdict));
  return {};
}

}  // namespace

Result<FeaturesAnswer> features_answer(const FeaturesCommand& command) {
  const auto& columns = command.cdt.columns;
  auto wanted = command.cdt;
  wanted.columns.few_effects.push_back(command.session);
  MoreColumns more;
  if (!command.dose.empty()) more.numbers = {command.dose};
  const auto sample = read_sample(wanted, more);
  if (!sample) return tl::unexpected(sample.error());
  if (!command.dose.empty()) {
    if (auto doses = check_doses(sample->rows, command.dose); !doses) {
      return fail(doses.error().code, sample->source.file + ": " + doses.error().sentence);
    }
  }
  const auto matched = match_sample(sample->rows, columns, command.cdt.is_pruned);
  FeaturesAnswer out{.source = sample->source,
                     .flow = sample->rows.flow(columns.treatment),
                     .status = matched.match.status};
  const auto* rows = regressed_rows(sample->rows, matched, command.cdt.is_pruned);
  if (rows == nullptr) return out;
  if (calibrate(out, command, *rows, columns.effects, false)) {
    out.model = "fe_b";
  } else if (calibrate(out, command, *rows, columns.few_effects, true)) {
    out.model = "fe_a";
  }
  if (out.model.empty()) return out;
  if (auto graded = add_grade(command, out); !graded) return tl::unexpected(graded.error());
  return out;
}

std::string features_text(const FeaturesCommand& command, const FeaturesAnswer& answer) {
  std::string text = flow_text(answer.source, answer.flow);
  text += fmt::format(
      "beyond {:.4f} bps (p{:g} of the controls): {:.4f} bps per dose of 1, se {:.4f}\n",
      answer.threshold, 100 * command.cdt.taus.front(), answer.uplift.slope.estimate,
      answer.uplift.slope.error);
  for (const auto& knot : answer.uplift.knots) {
    text += fmt::format("  dose {:.4f}: {:>9.4f} bps  se {:.4f}  at least {:.4f} (80 %)  {} rows\n",
                        knot.dose, knot.uplift, knot.error, knot.low, knot.rows);
  }
  return text +
         fmt::format("grade {} ({}), on the last {} sessions{}\n", answer.grade, answer.grade_from,
                     answer.sessions,
                     answer.grade > 'B' ? "; the page shows it, and no gate acts on it" : "");
}

int run_features(const FeaturesCommand& command) {
  const auto answer = features_answer(command);
  if (!answer) return report_tca(answer.error());
  if (answer->model.empty()) {
    // A file without a figure would be taken for one that says that there is no uplift.
    return report_tca(
        {ErrorCode::failed, fmt::format("{}: no calibration: {}, {}", answer->source.file,
                                        name_of(answer->status), sentence_of(answer->status))});
  }
  return write_outputs([&] { return features_text(command, *answer); },
                       {{command.cdt.json, [&] { return features_json(command, *answer); }}});
}

}  // namespace holdfast
