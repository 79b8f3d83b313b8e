#include <fmt/format.h>

#include "base/printable.h"
#include "cdt/matched_tail.h"
#include "tca/output.h"
#include "tca/parallel_threads.h"
#include "tca/sample_text.h"
#include "tca/tail_answer.h"
#include "tca/tail_regression.h"
#include "tca/verbs.h"

namespace holdfast {
namespace {

// The effects by one model; false when its weights are doubted and `is_last` is not set.
bool add_effects(TailAnswer& out, const CdtCommand& command, const AnalysisRows& rows,
                 const HdfeDesign& design, bool is_last, const ParallelFor& parallel) {
  const auto& columns = command.columns;
  const auto y = rows.number(columns.outcome);
  const auto cdfs = iw_cdfs(design, y);
  if (!cdfs || (cdfs->negative_mass && !is_last)) return false;
  const auto clusters = clusters_of(design, rows.factor(columns.cluster));
  out.status = EstimateStatus::ok;
  out.rows = design.rows();
  out.clusters = clusters.count;
  out.effects.resize(command.taus.size());
  parallel(command.taus.size(), [&](std::size_t i) {
    out.effects[i] = {iw_qte(design, *cdfs, y, clusters, command.taus[i]),
                      stop_loss_effect(design, *cdfs, y, clusters, command.taus[i])};
  });
  for (const auto& effect : out.effects) {
    if (effect.quantile.status != EstimateStatus::ok) out.status = effect.quantile.status;
  }
  return true;
}

void add_models(TailAnswer& out, const CdtCommand& command, const AnalysisRows& rows) {
  const auto parallel = parallel_threads(command.input.database.threads);
  const auto& columns = command.columns;
  for (const auto& [name, effects] :
       {std::pair{"fe_b", &columns.effects}, {"fe_a", &columns.few_effects}}) {
    const HdfeDesign design(regression_input(rows, columns, *effects), parallel);
    const bool is_last = effects == &columns.few_effects;
    if (design.status() != EstimateStatus::ok) {
      if (!is_last) out.status = design.status();
      continue;
    }
    if (add_effects(out, command, rows, design, is_last, parallel)) {
      out.model = name;
      return;
    }
    out.negative_mass = true;
  }
}

std::string model_text(std::string_view title, const QuantileModel& model) {
  if (model.fits.empty()) return fmt::format("{}: {}\n", title, printable(model.reason));
  std::string text = fmt::format("{}, without a standard error:", title);
  for (const auto& fit : model.fits) {
    text += fmt::format("  p{:g} {:.4f}", 100 * fit.tau, fit.coefficients[1]);
  }
  return text + "\n";
}

std::string tail_text(const CdtCommand& command, const TailAnswer& answer) {
  std::string text = flow_text(answer.source, answer.flow);
  if (answer.effects.empty()) {
    return text +
           fmt::format("no estimate: {}, {}\n", name_of(answer.status), sentence_of(answer.status));
  }
  text += fmt::format("quantiles of {} by {}'s weights, {} rows, {} clusters, 95 % intervals\n",
                      command.columns.outcome, answer.model == "fe_b" ? "FE_B" : "FE_A",
                      answer.rows, answer.clusters);
  if (answer.negative_mass) {
    text += "  more than a fifth of FE_B's weights are negative: FE_A is used\n";
  }
  if (answer.is_pruned_hard) {
    text +=
        "  more than a fifth of the rows were pruned, which moves quantiles: take fewer strata, or "
        "--no-prune\n";
  }
  for (const auto& [quantile, stop_loss] : answer.effects) {
    text += fmt::format("  p{:<6g} {:>9.4f} -> {:>9.4f}  effect {:>8.4f}  [{:.4f}, {:.4f}]\n",
                        100 * quantile.tau, quantile.control, quantile.treated, quantile.effect,
                        quantile.low, quantile.high);
    text +=
        fmt::format("  {:<7} beyond {:.4f}: {:.4f}  se {:.4f}  p {:.4g}\n", "", stop_loss.threshold,
                    stop_loss.effect.estimate, stop_loss.effect.error, stop_loss.effect.p);
  }
  if (answer.plain) text += model_text("quantile regression", *answer.plain);
  if (answer.canay) text += model_text("with fixed effects (Canay)", *answer.canay);
  return text + fmt::format("status {}\n", name_of(answer.status));
}

}  // namespace

TailAnswer tail_of(const CdtCommand& command, const AnalysisSample& sample,
                   const MatchedSample& matched) {
  const auto& columns = command.columns;
  TailAnswer out{.source = sample.source,
                 .flow = sample.rows.flow(columns.treatment),
                 .cuts = matched.cuts,
                 .status = matched.match.status};
  const auto* rows = regressed_rows(sample.rows, matched, command.is_pruned);
  if (rows == nullptr) return out;
  add_models(out, command, *rows);
  out.is_pruned_hard = rows->rows * 5 < sample.rows.rows * 4;
  if (command.has_quantile_regression) {
    out.plain = plain_quantiles(command, *rows);
    out.canay = canay_quantiles(command, *rows,
                                out.model == "fe_a" ? columns.few_effects : columns.effects);
  }
  const auto pair = matched_tail(sample.rows.number(columns.outcome),
                                 sample.rows.number(columns.treatment), matched.match.weights);
  for (const double tau : command.taus) {
    if (!pair) break;
    out.matched.push_back({tau, pair->quantile_effect(tau), pair->expected_shortfall_effect(tau)});
  }
  return out;
}

Result<TailAnswer> tail_answer(const CdtCommand& command) {
  const auto sample = read_sample(command, {});
  if (!sample) return tl::unexpected(sample.error());
  return tail_of(command, *sample, match_sample(sample->rows, command.columns, command.is_pruned));
}

int run_tail(const CdtCommand& command) {
  const auto answer = tail_answer(command);
  if (!answer) return report_tca(answer.error());
  return write_outputs([&] { return tail_text(command, *answer); },
                       {{command.json, [&] { return tail_json(command, *answer); }}});
}

}  // namespace holdfast
