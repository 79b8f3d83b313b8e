#include "cdt/cem.h"

#include <algorithm>
#include <cstddef>

#include "base/check.h"
#include "cdt/cell_codes.h"
#include "stats/quantile.h"

namespace holdfast {
namespace {

std::vector<std::uint32_t> bins_of(const CoarsenedColumn& column) {
  HOLDFAST_CHECK(std::is_sorted(column.cuts.begin(), column.cuts.end()));
  const auto& values = column.values;
  std::vector<std::uint32_t> bins(values.size());
  for (const double cut : column.cuts) {
    for (std::size_t i = 0; i < values.size(); ++i) bins[i] += values[i] >= cut ? 1u : 0u;
  }
  return bins;
}

struct Arms {
  std::uint32_t treated = 0, control = 0;
  bool both() const { return treated != 0 && control != 0; }
};

std::vector<Arms> arms_of(std::span<const double> treated, const CellCodes& codes) {
  std::vector<Arms> arms(codes.cells);
  for (std::size_t i = 0; i < treated.size(); ++i) {
    auto& cell = arms[codes.cell[i]];
    const bool in_treatment = treated[i] != 0;
    cell.treated += in_treatment ? 1u : 0u;
    cell.control += in_treatment ? 0u : 1u;
  }
  return arms;
}

MatchFlow flow_of(const std::vector<Arms>& cells) {
  MatchFlow flow{.strata = cells.size()};
  for (const auto& cell : cells) {
    flow.treated += cell.treated;
    flow.control += cell.control;
    if (!cell.both()) continue;
    ++flow.matched_strata;
    flow.matched_treated += cell.treated;
    flow.matched_control += cell.control;
  }
  flow.rows = flow.treated + flow.control;
  return flow;
}

struct CellWeight {
  std::uint32_t stratum = CemMatch::kPruned;
  double treated = 0, control = 0;
};

/// What each cell's rows weigh, and what the controls are worth together.
std::vector<CellWeight> weigh(const std::vector<Arms>& cells, CemMatch& match) {
  std::vector<CellWeight> weights(cells.size());
  const double scale = static_cast<double>(match.flow.matched_control) /
                       static_cast<double>(match.flow.matched_treated);
  double sum = 0, squares = 0;
  std::uint32_t stratum = 0;
  for (std::size_t k = 0; k < cells.size(); ++k) {
    if (!cells[k].both()) continue;
    const auto controls = static_cast<double>(cells[k].control);
    const double weight = static_cast<double>(cells[k].treated) / controls * scale;
    weights[k] = {stratum++, 1, weight};
    sum += weight * controls;
    squares += weight * weight * controls;
  }
  if (squares > 0) match.control_ess = sum * sum / squares;
  return weights;
}

}  // namespace

std::vector<double> quantile_cuts(std::span<const double> values,
                                  std::span<const double> probabilities) {
  auto cuts = quantiles_type7(values, probabilities);
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  return cuts;
}

CemMatch match_coarsened(std::span<const double> treated, std::span<const CoarsenedColumn> columns,
                         std::span<const Factor> exact) {
  std::vector<std::vector<std::uint32_t>> bins;
  std::vector<Factor> factors;
  for (const auto& column : columns) {
    HOLDFAST_CHECK(column.values.size() == treated.size());
    bins.push_back(bins_of(column));
    factors.push_back({bins.back(), static_cast<std::uint32_t>(column.cuts.size() + 1)});
  }
  factors.insert(factors.end(), exact.begin(), exact.end());
  const auto codes = cell_codes(factors, treated.size());
  const auto cells = arms_of(treated, codes);
  CemMatch match{.flow = flow_of(cells)};
  match.status = match_status(match.flow);
  const auto weights = weigh(cells, match);
  match.stratum.resize(treated.size());
  match.weights.resize(treated.size());
  for (std::size_t i = 0; i < treated.size(); ++i) {
    const auto& weight = weights[codes.cell[i]];
    match.stratum[i] = weight.stratum;
    match.weights[i] = treated[i] != 0 ? weight.treated : weight.control;
  }
  return match;
}

}  // namespace holdfast
