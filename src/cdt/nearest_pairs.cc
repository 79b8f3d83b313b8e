#include "cdt/nearest_pairs.h"

#include <algorithm>
#include <cstddef>

#include "cdt/cell_codes.h"

namespace holdfast {

std::vector<ArmRows> rows_by_cell(std::span<const double> treated, std::span<const Factor> exact) {
  const auto codes = cell_codes(exact, treated.size());
  std::vector<ArmRows> cells(codes.cells);
  for (std::size_t i = 0; i < treated.size(); ++i) {
    auto& cell = cells[codes.cell[i]];
    (treated[i] != 0 ? cell.treated : cell.control).push_back(static_cast<std::uint32_t>(i));
  }
  return cells;
}

NearestMatch nearest_match(std::span<const ArmRows> cells, std::vector<NearestPair> pairs,
                           std::size_t matched_cells) {
  NearestMatch match{.pairs = std::move(pairs)};
  std::sort(match.pairs.begin(), match.pairs.end(),
            [](const auto& a, const auto& b) { return a.treated < b.treated; });
  auto& flow = match.flow;
  flow.strata = cells.size();
  flow.matched_strata = matched_cells;
  for (const auto& cell : cells) {
    flow.treated += cell.treated.size();
    flow.control += cell.control.size();
  }
  flow.rows = flow.treated + flow.control;
  flow.matched_treated = flow.matched_control = match.pairs.size();
  match.status = match_status(flow);
  return match;
}

std::optional<NearestDifference> nearest_difference(const NearestMatch& match,
                                                    std::span<const double> y,
                                                    std::span<const double> treated,
                                                    const std::optional<Factor>& cluster) {
  std::vector<double> weights(y.size());
  std::vector<std::uint32_t> pair_of(y.size());
  for (std::uint32_t k = 0; k < match.pairs.size(); ++k) {
    for (const auto row : {match.pairs[k].treated, match.pairs[k].control}) {
      weights[row] = 1;
      pair_of[row] = k;
    }
  }
  const Factor pair{pair_of, static_cast<std::uint32_t>(match.pairs.size())};
  const auto by = [&](const std::vector<Factor>& clusters) {
    return matched_difference(y, treated, weights, clusters);
  };
  if (match.pairs.empty()) return std::nullopt;
  NearestDifference found{.by_pair = *by({pair})};
  if (cluster) {
    found.by_cluster = by({*cluster});
    found.two_way = by({pair, *cluster});
  }
  return found;
}

}  // namespace holdfast
