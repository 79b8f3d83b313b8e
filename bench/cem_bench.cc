// Coarsened exact matching of a day's rows: pooled quartiles and tertiles of five covariates, two
// exact factors, weights, and the matched difference with its error by clusters. Beside it balance
// and nearest neighbours of the same rows.
#include <benchmark/benchmark.h>

#include <cmath>

#include "base/split_mix.h"
#include "cdt/balance.h"
#include "cdt/cem.h"
#include "cdt/matched_difference.h"
#include "cdt/nearest_mahalanobis.h"
#include "cdt/nearest_propensity.h"

namespace holdfast {
namespace {

using Columns = std::vector<std::span<const double>>;
const std::vector<std::string> kNames{"spread", "vol", "participation", "log_adv", "lit_share"};

struct MatchingRows {
  std::vector<double> treated, y;
  std::vector<std::vector<double>> covariates;
  std::vector<std::uint32_t> venue, side, cluster;
};

MatchingRows make_rows(std::size_t count) {
  MatchingRows rows;
  rows.covariates.resize(5);
  SplitMix64 draws(7);
  const auto uniform = [&] { return std::ldexp(static_cast<double>(draws.next() >> 11U), -53); };
  for (std::size_t i = 0; i < count; ++i) {
    const double load = uniform() + uniform() + uniform() - 1.5;
    for (auto& column : rows.covariates) column.push_back(std::exp(load + uniform()));
    rows.treated.push_back(uniform() < 0.25 + 0.2 * load ? 1 : 0);
    rows.y.push_back(load + 2 * rows.treated.back() + uniform());
    rows.venue.push_back(static_cast<std::uint32_t>(uniform() * 6));
    rows.side.push_back(static_cast<std::uint32_t>(uniform() * 4));
    rows.cluster.push_back(static_cast<std::uint32_t>(uniform() * 400));
  }
  return rows;
}

CemMatch match(const MatchingRows& rows) {
  const std::vector<double> quartiles{0.25, 0.5, 0.75}, tertiles{1.0 / 3, 2.0 / 3};
  std::vector<CoarsenedColumn> columns;
  for (const auto& values : rows.covariates) {
    columns.push_back({values, quantile_cuts(values, columns.size() < 3 ? quartiles : tertiles)});
  }
  return match_coarsened(rows.treated, columns,
                         std::vector<Factor>{{rows.venue, 6}, {rows.side, 4}});
}

void cem_and_att(benchmark::State& state) {
  const auto rows = make_rows(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    const auto matched = match(rows);
    benchmark::DoNotOptimize(matched_difference(rows.y, rows.treated, matched.weights,
                                                std::vector<Factor>{{rows.cluster, 400}}));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(cem_and_att)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

void balance_of_five_covariates(benchmark::State& state) {
  const auto rows = make_rows(static_cast<std::size_t>(state.range(0)));
  const auto matched = match(rows);
  for (auto _ : state) {
    for (const auto& column : rows.covariates) {
      benchmark::DoNotOptimize(balance_of(column, rows.treated, matched.weights));
    }
  }
}
BENCHMARK(balance_of_five_covariates)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

Columns columns_of(const MatchingRows& rows) {
  return {rows.covariates.begin(), rows.covariates.end()};
}

void mahalanobis_within_venues(benchmark::State& state) {
  const auto rows = make_rows(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    benchmark::DoNotOptimize(match_by_mahalanobis(rows.treated, columns_of(rows), kNames,
                                                  std::vector<Factor>{{rows.venue, 6}}));
  }
}
BENCHMARK(mahalanobis_within_venues)->Arg(100'000)->Unit(benchmark::kMillisecond);

void propensity_score_and_pairs(benchmark::State& state) {
  const auto rows = make_rows(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    const auto fit = fit_propensity(rows.treated, columns_of(rows), kNames);
    benchmark::DoNotOptimize(
        match_by_logit(rows.treated, fit->logit, std::vector<Factor>{{rows.venue, 6}}));
  }
}
BENCHMARK(propensity_score_and_pairs)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace holdfast
