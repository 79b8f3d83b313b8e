#include "cdt/cell_effects.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <string>

#include "base/check.h"
#include "cdt/cluster_variance.h"
#include "cdt/hdfe_fit.h"

namespace holdfast {
namespace {

EstimateStatus status_of(const CellArms& whole, const CellArms& compared) {
  if (whole.rows == 0) return EstimateStatus::empty;
  if (whole.treated == 0) return EstimateStatus::no_treated;
  if (whole.treated == whole.rows) return EstimateStatus::no_control;
  const bool has_both = compared.treated != 0 && compared.treated != compared.rows;
  return has_both ? EstimateStatus::ok : EstimateStatus::no_overlap;
}

// Cells with a treated row; those that can be estimated first, the largest at the head.
std::vector<std::size_t> treated_cells(const std::vector<CellEffect>& cells) {
  std::vector<std::size_t> order;
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    if (cells[cell].compared.treated != 0) order.push_back(cell);
  }
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    const bool is_a = cells[a].status == EstimateStatus::ok;
    const bool is_b = cells[b].status == EstimateStatus::ok;
    if (is_a != is_b) return is_a;
    const auto rows_a = cells[a].compared.rows, rows_b = cells[b].compared.rows;
    return rows_a != rows_b ? rows_a > rows_b : a < b;
  });
  return order;
}

std::string name_of_cell(std::size_t cell) { return "cell " + std::to_string(cell); }

HdfeDesign design_of(const CellInput& input, std::span<const std::size_t> order,
                     const ParallelFor& parallel) {
  const auto treatment = input.base.regressors.front();
  std::vector<std::size_t> place(input.cells.levels, order.size());
  for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  std::vector<std::vector<double>> columns(order.size(), std::vector<double>(treatment.size()));
  for (std::size_t row = 0; row < treatment.size(); ++row) {
    const auto column = place[input.cells.codes[row]];
    // A cell that was put aside has a treatment that the effects take out whole.
    if (treatment[row] != 0 && column != order.size()) columns[column][row] = 1;
  }
  HdfeInput interacted{{}, {}, input.base.effects, input.base.weights};
  for (std::size_t i = 0; i < order.size(); ++i) {
    interacted.regressors.emplace_back(columns[i]);
    interacted.names.push_back(name_of_cell(order[i]));
  }
  for (std::size_t j = 1; j < input.base.regressors.size(); ++j) {
    interacted.regressors.push_back(input.base.regressors[j]);
    interacted.names.push_back("covariate " + input.base.names[j]);
  }
  return HdfeDesign(interacted, parallel);
}

// The design is not identified when its first cell is not: the next one is put there.
struct Identified {
  EstimateStatus status = EstimateStatus::not_identified;  // why there is no design
  std::optional<HdfeDesign> design;
};

Identified identified_design(const CellInput& input, std::vector<std::size_t> order,
                             const std::vector<CellEffect>& cells, const ParallelFor& parallel) {
  while (!order.empty() && cells[order.front()].status == EstimateStatus::ok) {
    auto design = design_of(input, order, parallel);
    if (design.status() == EstimateStatus::ok) return {EstimateStatus::ok, std::move(design)};
    if (design.status() != EstimateStatus::not_identified) return {design.status(), {}};
    order.erase(order.begin());
  }
  return {};
}

// Per cell, how many clusters have a treated row of it.
std::vector<std::size_t> treated_clusters(const HdfeDesign& design, const Factor& cells,
                                          const std::vector<double>& treatment,
                                          const ClusterCodes& clusters) {
  std::vector<std::vector<std::uint8_t>> met(cells.levels);
  const auto kept = design.kept();
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (treatment[i] == 0) continue;
    auto& of_cell = met[cells.codes[kept[i]]];
    of_cell.resize(clusters.count);
    of_cell[clusters.codes[i]] = 1;
  }
  std::vector<std::size_t> counts;
  for (const auto& one : met) {
    counts.push_back(static_cast<std::size_t>(std::accumulate(one.begin(), one.end(), 0)));
  }
  return counts;
}

void add_inference(CellEffect& cell, std::size_t column, std::size_t columns, double estimate,
                   std::span<const ClusterVariance> variances) {
  cell.inference = {.status = EstimateStatus::no_inference, .estimate = estimate};
  cell.status = EstimateStatus::no_inference;
  if (cell.clusters < kFewestClusters) return;
  constexpr std::array<std::string_view, 2> kMethods{"cr1", "two_way"};
  std::vector<ClusterEstimate> found;
  for (std::size_t i = 0; i < variances.size(); ++i) {
    const auto& one = variances[i];
    if (one.status != EstimateStatus::ok) continue;
    const double degrees = std::min(one.degrees, static_cast<double>(cell.clusters) - 1);
    found.push_back(infer(kMethods[i], estimate, one.variance[column * columns + column], degrees));
  }
  const auto* deciding = largest_error(found);
  if (deciding == nullptr) return;
  cell.inference = *deciding;
  cell.status = cell.compared.rows < kFewestCellRows ? EstimateStatus::low_n : EstimateStatus::ok;
}

void estimate(std::vector<CellEffect>& cells, const CellInput& input, const HdfeDesign& design,
              const ParallelFor& parallel) {
  const auto fit = fit_hdfe(design, input.outcome);
  const auto clusters = clusters_of(design, input.clusters);
  std::vector<ClusterVariance> variances{cr1(design, fit, clusters, parallel)};
  if (!input.second_clusters.codes.empty()) {
    const auto second = clusters_of(design, input.second_clusters);
    variances.push_back(two_way(design, fit, clusters, second, parallel));
  }
  const auto treatment = design.kept_of(input.base.regressors.front());
  const auto met = treated_clusters(design, input.cells, treatment, clusters);
  const auto& names = design.names();
  for (std::size_t k = 0; k < cells.size(); ++k) {
    auto& cell = cells[k];
    cell.clusters = met[k];
    if (cell.status != EstimateStatus::ok) continue;
    const auto found = std::ranges::find(names, name_of_cell(k));
    if (found == names.end()) {
      cell.status = EstimateStatus::not_identified;
      continue;
    }
    const auto column = static_cast<std::size_t>(found - names.begin());
    add_inference(cell, column, design.columns(), fit.coefficients[column], variances);
  }
}

}  // namespace

std::vector<CellArms> cell_arms(std::span<const double> treated, const Factor& cells) {
  HOLDFAST_CHECK(treated.size() == cells.codes.size());
  std::vector<CellArms> arms(cells.levels);
  for (std::size_t row = 0; row < treated.size(); ++row) {
    auto& cell = arms[cells.codes[row]];
    ++cell.rows;
    if (treated[row] != 0) ++cell.treated;
  }
  return arms;
}

std::vector<CellEffect> cell_effects(const CellInput& input, const ParallelFor& parallel) {
  HOLDFAST_CHECK(input.whole.size() == input.cells.levels);
  const auto compared = cell_arms(input.base.regressors.front(), input.cells);
  std::vector<CellEffect> cells;
  for (std::size_t k = 0; k < compared.size(); ++k) {
    cells.push_back({.status = status_of(input.whole[k], compared[k]),
                     .whole = input.whole[k],
                     .compared = compared[k]});
  }
  const auto found = identified_design(input, treated_cells(cells), cells, parallel);
  if (found.design) {
    estimate(cells, input, *found.design, parallel);
    return cells;
  }
  for (auto& cell : cells) {
    if (cell.status == EstimateStatus::ok) cell.status = found.status;
  }
  return cells;
}

}  // namespace holdfast
