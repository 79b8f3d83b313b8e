// Exact quantile regression of a million rows on a constant and nine columns, two of them dummies,
// with tails like Student's t with about three degrees.
#include <benchmark/benchmark.h>

#include <cmath>

#include "base/split_mix.h"
#include "cdt/quantile_regression.h"

namespace holdfast {
namespace {

struct CostRows {
  std::vector<double> y;
  std::vector<std::vector<double>> columns;
  std::vector<std::string> names;
};

CostRows make_rows(std::size_t count) {
  CostRows rows{.columns = std::vector<std::vector<double>>(9)};
  SplitMix64 draws(11);
  const auto uniform = [&] { return std::ldexp(static_cast<double>(draws.next() >> 11U), -53); };
  for (std::size_t i = 0; i < count; ++i) {
    const double load = uniform() + uniform() + uniform() - 1.5;
    const double treated = uniform() < 0.25 + 0.2 * load ? 1 : 0;
    double y = load + 2.7 * treated;
    for (std::size_t j = 0; j < rows.columns.size(); ++j) {
      double x = std::exp(0.5 * load + uniform());
      if (j == 0) x = treated;
      if (j == 1) x = uniform() < 0.3 ? 1 : 0;
      rows.columns[j].push_back(x);
      y += 0.1 * static_cast<double>(j) * x;
    }
    const double sign = uniform() < 0.5 ? -1 : 1;
    rows.y.push_back(y + sign * (1 + treated) * (1 / std::cbrt(uniform() + 1e-12) - 1));
  }
  for (std::size_t j = 0; j < rows.columns.size(); ++j)
    rows.names.push_back("x" + std::to_string(j));
  return rows;
}

void fit(benchmark::State& state, const std::vector<double>& taus) {
  const auto rows = make_rows(static_cast<std::size_t>(state.range(0)));
  const std::vector<std::span<const double>> columns(rows.columns.begin(), rows.columns.end());
  for (auto _ : state) {
    benchmark::DoNotOptimize(quantile_regression(rows.y, columns, rows.names, taus));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void p95(benchmark::State& state) { fit(state, {0.95}); }
BENCHMARK(p95)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

void four_quantiles(benchmark::State& state) { fit(state, {0.5, 0.9, 0.95, 0.99}); }
BENCHMARK(four_quantiles)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace holdfast
