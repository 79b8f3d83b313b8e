#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/printable.h"
#include "cdt/label_paths.h"
#include "stats/ascending_order.h"
#include "tca/sensitivity_answer.h"

namespace holdfast {
namespace {

constexpr DrawStream kExchanges{.seed = 1, .stream = 0x9a7b5};
constexpr std::size_t kFarWindows = 3;

using Coefficients = std::vector<std::optional<double>>;

void add_shifts(SensitivityAnswer& out, const LabelPaths& paths,
                const PlaceboRegression& regression, double effect, const ParallelFor& parallel) {
  ShiftTest test{.windows = paths.width, .mixed = paths.mixed, .held = paths.held};
  test.estimates.resize(paths.width - 1);
  parallel(test.estimates.size(), [&](std::size_t i) {
    const auto k = static_cast<std::uint32_t>(i + 1);
    test.estimates[i] = regression.coefficient(shifted_labels(paths, k));
  });
  Coefficients far;
  for (std::size_t k = kFarWindows; k + kFarWindows <= paths.width; ++k) {
    far.push_back(test.estimates[k - 1]);
  }
  test.all = placebo_rank(effect, test.estimates);
  test.far = placebo_rank(effect, far);
  out.shifts = std::move(test);
}

bool has_exchanges(const LabelPaths& paths) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> groups;
  for (std::size_t unit = 0; unit < paths.date.size(); ++unit) {
    groups.emplace_back(paths.date[unit], paths.windows[unit]);
  }
  std::ranges::sort(groups);
  return std::ranges::adjacent_find(groups) != groups.end();
}

void add_exchanges(SensitivityAnswer& out, const LabelPaths& paths,
                   const PlaceboRegression& regression, double effect, std::size_t draws,
                   const ParallelFor& parallel) {
  if (draws == 0 || !has_exchanges(paths)) return;
  Coefficients found(draws);
  parallel(draws, [&](std::size_t draw) {
    found[draw] = regression.coefficient(permuted_labels(paths, kExchanges, draw));
  });
  out.exchanges = ExchangeTest{draws, placebo_rank(effect, found)};
}

// The rows' cells, of which `regressed` are some.
std::vector<std::uint32_t> cells_of(const LabelPaths& paths, const AnalysisRows& rows,
                                    const AnalysisRows& regressed) {
  std::vector<std::uint32_t> at_place(rows.rows), cells(regressed.rows);
  for (std::size_t i = 0; i < rows.rows; ++i) at_place[rows.place[i]] = paths.cell[i];
  for (std::size_t i = 0; i < regressed.rows; ++i) cells[i] = at_place[regressed.place[i]];
  return cells;
}

// The factor's codes as places in time.
FactorColumn windows_of(const AnalysisRows& rows, const Table& table, const std::string& name) {
  const auto factor = rows.factor(name);
  FactorColumn windows{{factor.codes.begin(), factor.codes.end()}, factor.levels};
  const auto places = window_places(table, name);
  if (!places || places->empty()) return windows;
  for (auto& code : windows.codes) code = (*places)[code];
  return windows;
}

void add_paths(SensitivityAnswer& out, const CdtCommand& command, const Table& table,
               const ParallelFor& parallel) {
  const auto& columns = command.columns;
  const auto& checks = command.sensitivity;
  auto factors = factors_of(columns);
  for (const auto& name : {checks.host, checks.session, checks.window, checks.date}) {
    factors.push_back(name);
  }
  const auto rows = analysis_rows(table, numbers_of(columns), factors, parallel);
  const auto matched = match_sample(rows, columns, command.is_pruned);
  const auto* regressed = regressed_rows(rows, matched, command.is_pruned);
  if (regressed == nullptr) return;
  const HdfeDesign design(regression_input(*regressed, columns, effects_of(out, columns)),
                          parallel);
  if (design.status() != EstimateStatus::ok) return;
  const auto windows = windows_of(rows, table, checks.window);
  const auto paths =
      label_paths(rows.number(columns.treatment), rows.factor(checks.host),
                  rows.factor(checks.session), windows.factor(), rows.factor(checks.date));
  const PlaceboRegression regression(design, regressed->number(columns.outcome),
                                     cells_of(paths, rows, *regressed), paths.labels.size());
  const double effect = out.headline()->estimate;
  add_shifts(out, paths, regression, effect, parallel);
  add_exchanges(out, paths, regression, effect, command.draws, parallel);
}

ControlTest control_test(ControlKind kind, const std::string& column, const SensitivityAnswer& out,
                         const CdtCommand& command, const Table& table,
                         const ParallelFor& parallel) {
  const auto& columns = command.columns;
  ControlTest test{.kind = kind, .column = column};
  const auto rows =
      analysis_rows(table, numbers_of(columns, {column}), factors_of(columns), parallel);
  const auto matched = match_sample(rows, columns, command.is_pruned);
  test.found.status = matched.match.status;
  const auto* regressed = regressed_rows(rows, matched, command.is_pruned);
  if (regressed == nullptr) return test;
  auto input = regression_input(*regressed, columns, effects_of(out, columns));
  const bool is_outcome = kind == ControlKind::negative_outcome;
  if (!is_outcome) {
    // The treatment stays: what comes later, or goes with it elsewhere, is not to stand in for it.
    input.regressors.insert(input.regressors.begin(), regressed->number(column));
    input.names.insert(input.names.begin(), column);
  }
  test.found = first_coefficient(input, regressed->number(is_outcome ? column : columns.outcome),
                                 regressed->factor(columns.cluster), parallel);
  return test;
}

CheckOutcome judged(const SensitivityAnswer& out) {
  if (std::ranges::any_of(out.controls, &ControlTest::is_significant)) return CheckOutcome::failed;
  const auto* deciding = out.headline()->deciding();
  const bool is_effect = deciding != nullptr && (deciding->low > 0 || deciding->high < 0);
  if (is_effect && out.shifts && out.shifts->far.as_large > 0) return CheckOutcome::failed;
  if (is_effect && out.exchanges && out.exchanges->draws >= 19 && out.exchanges->rank.p > 0.05) {
    return CheckOutcome::failed;
  }
  const auto is_tested = [](const ControlTest& one) {
    return one.found.status == EstimateStatus::ok;
  };
  return std::ranges::any_of(out.controls, is_tested) ? CheckOutcome::passed
                                                      : CheckOutcome::not_run;
}

}  // namespace

std::string_view name_of(ControlKind kind) {
  switch (kind) {
    case ControlKind::negative_exposure: return "negative_exposure";
    case ControlKind::negative_outcome: return "negative_outcome";
    case ControlKind::lead: break;
  }
  return "lead";
}

Result<std::vector<std::uint32_t>> window_places(const Table& table, const std::string& window) {
  if (parts_of_factor(window).size() != 1) {
    return fail(ErrorCode::usage, fmt::format("--window \"{}\": it is one column", window));
  }
  const auto& column = *table.find(window);
  if (column.kind == ColumnKind::number) return std::vector<std::uint32_t>{};
  std::vector<double> times;
  for (const auto& level : column.levels) {
    double time = 0;
    const auto [end, error] = std::from_chars(level.data(), level.data() + level.size(), time);
    if (error != std::errc() || end != level.data() + level.size() || !std::isfinite(time)) {
      return fail(ErrorCode::usage, fmt::format("column \"{}\" has \"{}\"; a --window is a number "
                                                "that ascends with time, or give --window \"\"",
                                                printable(window), printable(level)));
    }
    times.push_back(time);
  }
  std::vector<std::uint32_t> places(times.size());
  const auto order = ascending_order(times);
  for (std::uint32_t place = 0; place < order.size(); ++place) places[order[place]] = place;
  return places;
}

void add_placebos(SensitivityAnswer& out, const CdtCommand& command, const Table& table,
                  const ParallelFor& parallel) {
  const auto& checks = command.sensitivity;
  if (!checks.window.empty()) add_paths(out, command, table, parallel);
  for (const auto& [kind, names] :
       {std::pair{ControlKind::negative_exposure, &checks.negative_exposures},
        {ControlKind::negative_outcome, &checks.negative_outcomes},
        {ControlKind::lead, &checks.leads}}) {
    for (const auto& name : *names) {
      out.controls.push_back(control_test(kind, name, out, command, table, parallel));
    }
  }
  out.placebo = judged(out);
}

}  // namespace holdfast
