// A million child orders: absorbing the effects, the coefficients, and their variance by host and
// session. Arguments: threads. The rows are those of a market with drift; what they say does not
// matter here, but levels meet as in one.
#include <benchmark/benchmark.h>

#include <atomic>
#include <thread>
#include <vector>

#include "base/split_mix.h"
#include "cdt/cluster_variance.h"
#include "cdt/gelbach.h"
#include "cdt/hdfe_fit.h"
#include "cdt/wild_bootstrap.h"

namespace holdfast {
namespace {

constexpr std::size_t kRows = 1'000'000;
constexpr std::uint32_t kHosts = 40;
constexpr std::uint32_t kSessions = 25;
constexpr std::uint32_t kBuckets = 13;
constexpr std::uint32_t kSymbols = 40;
constexpr std::size_t kRegressors = 9;

struct Market {
  std::vector<std::uint32_t> host, session, bucket, symbol, host_session;
  std::vector<std::vector<double>>
      columns;  // the treatment, covariates, four mediators, the outcome
  std::vector<std::string> names;
};

double normal_like(SplitMix64& draw) {
  double sum = -2;
  for (int i = 0; i < 4; ++i) {
    sum += static_cast<double>(draw.next() >> 11U) * 0x1p-53;
  }
  return sum;
}

const Market& market() {
  static const Market result = [] {
    SplitMix64 draw(1);
    Market m;
    m.columns.resize(kRegressors + 5);
    for (std::size_t i = 0; i < kRows; ++i) {
      // Hosts prefer some symbols, as algorithms do: effects are correlated.
      const std::uint32_t host = draw.below(kHosts);
      const std::uint32_t session = draw.below(kSessions);
      const std::uint32_t bucket = session * kBuckets + draw.below(kBuckets);
      const std::uint32_t symbol = (host + draw.below(draw.below(kSymbols) + 1)) % kSymbols;
      m.host.push_back(host);
      m.session.push_back(session);
      m.bucket.push_back(bucket);
      m.symbol.push_back(symbol);
      m.host_session.push_back(host * kSessions + session);
      const double busy = normal_like(draw) + .01 * (host + symbol);
      const double treatment = (host * 7 + session * 3) % 5 == 0 || busy > 1.2 ? 1 : 0;
      m.columns[0].push_back(treatment);
      for (std::size_t j = 1; j < kRegressors + 4; ++j) {
        m.columns[j].push_back(normal_like(draw) + .3 * busy + (j < kRegressors ? 0 : treatment));
      }
      m.columns.back().push_back(treatment + busy + .05 * bucket + normal_like(draw));
    }
    for (std::size_t j = 0; j < m.columns.size(); ++j) {
      m.names.push_back("x" + std::to_string(j));
    }
    return m;
  }();
  return result;
}

HdfeInput input(const std::vector<Factor>& effects) {
  HdfeInput result;
  for (std::size_t j = 0; j < kRegressors; ++j) {
    result.regressors.emplace_back(market().columns[j]);
    result.names.push_back(market().names[j]);
  }
  result.effects = effects;
  return result;
}

std::vector<Factor> fe_a() { return {{market().host, kHosts}, {market().session, kSessions}}; }
std::vector<Factor> fe_b() {
  return {{market().host, kHosts},
          {market().bucket, kSessions * kBuckets},
          {market().symbol, kSymbols}};
}
Factor clusters() { return {market().host_session, kHosts * kSessions}; }

ParallelFor on_threads(std::int64_t count) {
  return [count](std::size_t tasks, const std::function<void(std::size_t)>& task) {
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
      for (std::size_t i = next++; i < tasks; i = next++) {
        task(i);
      }
    };
    std::vector<std::jthread> others;
    for (std::int64_t i = 1; i < count; ++i) {
      others.emplace_back(work);
    }
    work();
  };
}

void fit_and_cr1(benchmark::State& state, const std::vector<Factor>& effects) {
  const ParallelFor parallel = on_threads(state.range(0));
  for (auto _ : state) {
    const HdfeDesign design(input(effects), parallel);
    const HdfeFit fit = fit_hdfe(design, market().columns.back());
    const ClusterVariance variance = cr1(design, fit, clusters_of(design, clusters()), parallel);
    benchmark::DoNotOptimize(variance.variance.front());
    state.counters["sweeps"] = design.absorbed().sweeps;
    state.counters["coefficient"] = fit.coefficients.front();
  }
}

void BM_HostAndSessionWithCr1(benchmark::State& state) { fit_and_cr1(state, fe_a()); }
BENCHMARK(BM_HostAndSessionWithCr1)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

void BM_HostTimeAndSymbolWithCr1(benchmark::State& state) { fit_and_cr1(state, fe_b()); }
BENCHMARK(BM_HostTimeAndSymbolWithCr1)
    ->Arg(1)
    ->Arg(2)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void BM_Gelbach(benchmark::State& state) {
  GelbachInput of{.base = input(fe_b()), .clusters = clusters()};
  for (std::size_t j = kRegressors; j < kRegressors + 4; ++j) {
    of.mediators.emplace_back(market().columns[j]);
    of.mediator_names.push_back(market().names[j]);
  }
  of.outcomes = {market().columns.back()};
  for (auto _ : state) {
    benchmark::DoNotOptimize(gelbach(of, on_threads(state.range(0))).sum.total.value);
  }
}
BENCHMARK(BM_Gelbach)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

void BM_WildBootstrapBySession(benchmark::State& state) {
  const ParallelFor parallel = on_threads(state.range(0));
  const HdfeDesign design(input(fe_b()), parallel);
  const HdfeFit fit = fit_hdfe(design, market().columns.back());
  const ClusterCodes by_session = clusters_of(design, {market().session, kSessions});
  for (auto _ : state) {
    benchmark::DoNotOptimize(wild_bootstrap(design, fit, by_session, {}, parallel).p);
  }
}
BENCHMARK(BM_WildBootstrapBySession)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace holdfast
