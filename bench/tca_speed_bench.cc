// The rows of `holdfast-tca synth --rows N --seed 1` as a file, read and estimated as the verbs do,
// and DuckDB's SQL for what SQL can do. Environment: HOLDFAST_TCA_ROWS names the CSV file;
// HOLDFAST_TCA_THREADS, of both (default 2). bench/tca_speed_page.py makes the file and puts R
// beside.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdlib>
#include <string>

#include "base/check.h"
#include "cdt/cluster_variance.h"
#include "cdt/hdfe_fit.h"
#include "cdt/iw_qte.h"
#include "cdt/matched_difference.h"
#include "cdt/nearest_mahalanobis.h"
#include "cdt/nearest_propensity.h"
#include "cdt/quantile_regression.h"
#include "table/duckdb_query.h"
#include "table/read_table.h"
#include "tca/analysis_sample.h"
#include "tca/parallel_threads.h"

namespace holdfast {
namespace {

/// Empty: none was named.
std::string file() {
  const char* path = std::getenv("HOLDFAST_TCA_ROWS");
  return path == nullptr ? "" : path;
}

/// One that has rows to work on.
template <void (*run)(benchmark::State&)>
void with_rows(benchmark::State& state) {
  if (file().empty()) {
    state.SkipWithError("HOLDFAST_TCA_ROWS names no file: ./dev bench tca-speed makes it");
    return;
  }
  run(state);
}

unsigned threads() {
  const char* count = std::getenv("HOLDFAST_TCA_THREADS");
  return count == nullptr ? 2 : static_cast<unsigned>(std::strtoul(count, nullptr, 10));
}

CdtCommand command() {
  CdtCommand command{.analysis = file()};
  command.input.database.threads = threads();
  return command;
}

const AnalysisRows& rows() {
  static const AnalysisRows rows = [] {
    auto sample = read_sample(command(), {});
    HOLDFAST_CHECK(sample);
    return std::move(sample->rows);
  }();
  return rows;
}

/// Every tenth row.
const AnalysisRows& tenth() {
  static const AnalysisRows tenth = [] {
    std::vector<std::uint32_t> chosen;
    for (std::uint32_t row = 0; row < rows().rows; row += 10) chosen.push_back(row);
    return rows().of(chosen);
  }();
  return tenth;
}

const AnalysisColumns kColumns;

std::vector<std::span<const double>> covariates(const AnalysisRows& of, bool with_treatment) {
  std::vector<std::span<const double>> columns;
  if (with_treatment) columns.push_back(of.number(kColumns.treatment));
  for (const auto& name : kColumns.covariates) columns.push_back(of.number(name));
  return columns;
}

std::vector<std::string> names(bool with_treatment) {
  std::vector<std::string> names;
  if (with_treatment) names.push_back(kColumns.treatment);
  names.insert(names.end(), kColumns.covariates.begin(), kColumns.covariates.end());
  return names;
}

void read_csv(benchmark::State& state) {
  for (auto _ : state) {
    auto sample = read_sample(command(), {});
    HOLDFAST_CHECK(sample);
    benchmark::DoNotOptimize(sample->rows.rows);
  }
}
BENCHMARK(with_rows<read_csv>)->Name("read_csv")->Unit(benchmark::kMillisecond)->UseRealTime();

void cem_and_att(benchmark::State& state) {
  const auto treated = rows().number(kColumns.treatment);
  for (auto _ : state) {
    const auto sample = match_sample(rows(), kColumns, false);
    const auto clusters = rows().factor(kColumns.cluster);
    const auto found = matched_difference(rows().number(kColumns.outcome), treated,
                                          sample.match.weights, std::vector<Factor>{clusters});
    benchmark::DoNotOptimize(found);
    state.counters["estimate"] = found->estimate;
  }
}
BENCHMARK(with_rows<cem_and_att>)
    ->Name("cem_and_att")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void regression(benchmark::State& state, const std::vector<std::string>& effects) {
  const auto parallel = parallel_threads(threads());
  for (auto _ : state) {
    const HdfeDesign design(regression_input(rows(), kColumns, effects), parallel);
    const auto fit = fit_hdfe(design, rows().number(kColumns.outcome));
    const auto found =
        cr1(design, fit, clusters_of(design, rows().factor(kColumns.cluster)), parallel);
    benchmark::DoNotOptimize(found.variance.front());
    state.counters["estimate"] = fit.coefficients.front();
  }
}
void host_and_session(benchmark::State& state) { regression(state, kColumns.few_effects); }
BENCHMARK(with_rows<host_and_session>)
    ->Name("host_and_session")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
void host_time_and_symbol(benchmark::State& state) { regression(state, kColumns.effects); }
BENCHMARK(with_rows<host_time_and_symbol>)
    ->Name("host_time_and_symbol")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void quantiles(benchmark::State& state, const std::vector<double>& taus) {
  const auto columns = covariates(rows(), true);
  for (auto _ : state) {
    const auto found =
        quantile_regression(rows().number(kColumns.outcome), columns, names(true), taus);
    benchmark::DoNotOptimize(found);
  }
}
void quantile_p95(benchmark::State& state) { quantiles(state, {0.95}); }
BENCHMARK(with_rows<quantile_p95>)
    ->Name("quantile_p95")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
void quantiles_of_four(benchmark::State& state) { quantiles(state, {0.5, 0.9, 0.95, 0.99}); }
BENCHMARK(with_rows<quantiles_of_four>)
    ->Name("quantiles_of_four")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void propensity(benchmark::State& state) {
  const auto columns = covariates(rows(), false);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        fit_propensity(rows().number(kColumns.treatment), columns, names(false)));
  }
}
BENCHMARK(with_rows<propensity>)->Name("propensity")->Unit(benchmark::kMillisecond)->UseRealTime();

void mahalanobis_100k(benchmark::State& state) {
  const std::vector<std::string> near(kColumns.covariates.begin(), kColumns.covariates.begin() + 5);
  std::vector<std::span<const double>> columns;
  for (const auto& name : near) columns.push_back(tenth().number(name));
  const std::vector<Factor> exact{tenth().factor("venue")};
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        match_by_mahalanobis(tenth().number(kColumns.treatment), columns, near, exact));
  }
}
BENCHMARK(with_rows<mahalanobis_100k>)
    ->Name("mahalanobis_100k")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

/// DuckDB with the file as a table in memory. Never closed: at exit its library's own statics may
/// be gone before it.
const Database& database() {
  static const Database* const kept = [] {
    auto opened = Database::open({.threads = threads()});
    HOLDFAST_CHECK(opened);
    HOLDFAST_CHECK(
        query(*opened, "CREATE TABLE rows AS SELECT * FROM read_csv(" + sql_text(file()) + ")"));
    return new Database(std::move(*opened));
  }();
  return *kept;
}

void duckdb_read_csv(benchmark::State& state) {
  const auto opened = Database::open({.threads = threads()});
  HOLDFAST_CHECK(opened);
  for (auto _ : state) {
    HOLDFAST_CHECK(query(*opened, "CREATE OR REPLACE TABLE rows AS SELECT * FROM read_csv(" +
                                      sql_text(file()) + ")"));
  }
}
BENCHMARK(with_rows<duckdb_read_csv>)
    ->Name("duckdb_read_csv")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

/// The same bins and strata, and the difference of means by strata, weighted by treated rows;
/// without an error.
void duckdb_cem_and_att(benchmark::State& state) {
  std::string bins, keys;
  for (const auto& column : kColumns.coarsened) {
    std::string bin = "0";
    for (unsigned cut = 1; cut < column.bins; ++cut) {
      bin += fmt::format(" + ({0} >= (SELECT quantile_cont({0}, {1}) FROM rows))::INT",
                         column.column, static_cast<double>(cut) / column.bins);
    }
    bins += fmt::format("{} AS b_{}, ", bin, column.column);
    keys += fmt::format("b_{}, ", column.column);
  }
  const std::string sql = fmt::format(
      "WITH binned AS (SELECT {}venue, side, passive, D, y FROM rows), strata AS (SELECT sum(D) n, "
      "avg(y) FILTER (D = 1) - avg(y) FILTER (D = 0) d FROM binned GROUP BY {}venue, side, "
      "passive) SELECT sum(n * d) FILTER (d IS NOT NULL) / sum(n) FILTER (d IS NOT NULL) FROM "
      "strata",
      bins, keys);
  static_cast<void>(database());
  for (auto _ : state) {
    auto found = query(database(), sql);
    HOLDFAST_CHECK(found);
    const Chunk chunk(duckdb_fetch_chunk(found->raw()));
    state.counters["estimate"] =
        *static_cast<const double*>(duckdb_vector_get_data(chunk.column(0)));
  }
}
BENCHMARK(with_rows<duckdb_cem_and_att>)
    ->Name("duckdb_cem_and_att")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace holdfast
