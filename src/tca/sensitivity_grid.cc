#include <algorithm>

#include "tca/sensitivity_answer.h"

namespace holdfast {
namespace {

constexpr double kAlignedBelow = 0.04;  // VAM; between it and the threshold a row takes no part

SpecEstimate spec_of(const char* effects_name, const std::vector<std::string>& effects,
                     bool is_pruned, const AnalysisRows& rows, const AnalysisColumns& columns,
                     const ParallelFor& parallel) {
  SpecEstimate spec{.effects = effects_name, .pruning = is_pruned ? "cem" : "none"};
  const auto matched = match_sample(rows, columns, is_pruned);
  spec.found.status = matched.match.status;
  if (const auto* regressed = regressed_rows(rows, matched, is_pruned)) {
    spec.found = first_coefficient(regression_input(*regressed, columns, effects),
                                   regressed->number(columns.outcome),
                                   regressed->factor(columns.cluster), parallel);
  }
  return spec;
}

// The rows whose regime another threshold of the dose tells, labelled by it, without those that a
// longer washout takes.
AnalysisRows relabelled(const AnalysisRows& rows, const CdtCommand& command,
                        const std::optional<double>& threshold,
                        const std::optional<double>& washout_s) {
  const auto& checks = command.sensitivity;
  std::vector<std::uint32_t> chosen;
  std::vector<double> labels;
  const auto treated = rows.number(command.columns.treatment);
  for (std::uint32_t i = 0; i < rows.rows; ++i) {
    if (washout_s && rows.number(checks.since_change)[i] < *washout_s) continue;
    const double dose = threshold ? rows.number(checks.vam)[i] : 0;
    if (threshold && dose >= kAlignedBelow && dose < *threshold) continue;
    chosen.push_back(i);
    labels.push_back(threshold ? (dose >= *threshold ? 1 : 0) : treated[i]);
  }
  auto out = rows.of(chosen);
  out.numbers[command.columns.treatment] = std::move(labels);
  return out;
}

}  // namespace

void add_spec_grid(SensitivityAnswer& out, const CdtCommand& command, const Table& table,
                   const AnalysisRows& rows, const ParallelFor& parallel) {
  const auto& columns = command.columns;
  const auto& checks = command.sensitivity;
  const std::vector<std::string> none;
  std::vector<SpecEstimate> grid;
  for (const auto& [name, effects] :
       {std::pair{"none", &none}, {"FE_A", &columns.few_effects}, {"FE_B", &columns.effects}}) {
    for (const bool is_pruned : {false, true}) {
      grid.push_back(spec_of(name, *effects, is_pruned, rows, columns, parallel));
    }
  }
  grid.insert(grid.end(), out.spec_grid.begin(), out.spec_grid.end());
  std::vector<std::optional<double>> thresholds{std::nullopt}, washouts{std::nullopt};
  std::vector<std::string> more;
  if (!checks.vam.empty()) {
    more.push_back(checks.vam);
    thresholds = {0.10, 0.15, 0.20, 0.30};
  }
  if (!checks.since_change.empty()) {
    more.push_back(checks.since_change);
    washouts = {0.0, 5.0, 15.0, 60.0};
  }
  if (!more.empty()) {
    const auto dosed =
        analysis_rows(table, numbers_of(columns, more), factors_of(columns), parallel);
    for (const auto& threshold : thresholds) {
      for (const auto& washout_s : washouts) {
        auto spec = spec_of("FE_B", columns.effects, command.is_pruned,
                            relabelled(dosed, command, threshold, washout_s), columns, parallel);
        spec.threshold = threshold;
        spec.washout_s = washout_s;
        grid.push_back(std::move(spec));
      }
    }
  }
  out.spec_grid = std::move(grid);
}

}  // namespace holdfast
