// vol_bps of orders: 301 mids each, a second apart. Beside it the formula with a search for each
// mid, of the same orders in the same process; the index is built before.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdlib>

#include "account/quote_covariates.h"
#include "base/split_mix.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kSymbols = 40;
constexpr std::int64_t kStart = 1'700'000'000'000'000'000, kSecond = 1'000'000'000;
constexpr std::int64_t kDaySeconds = 23'400;

struct World {
  std::vector<std::uint32_t> symbol;
  std::vector<std::int64_t> exch_ns, seq;
  std::vector<double> bid, ask, size;
  std::vector<std::uint32_t> order_symbol;
  std::vector<std::int64_t> order_ns;
  QuoteColumns columns() const {
    return {symbol, kSymbols, exch_ns, seq, bid, size, ask, size, {}};
  }
};

// Each symbol is quoted `rate` times a second on average, at random times; its mid walks.
World make_world(std::int64_t rate, std::size_t orders) {
  World world;
  SplitMix64 draws(9);
  const auto quotes = static_cast<std::size_t>(kDaySeconds * rate) * kSymbols;
  std::vector<double> mid(kSymbols, 100);
  for (std::size_t nth = 0; nth < quotes; ++nth) {
    const auto symbol = static_cast<std::uint32_t>(draws.next() % kSymbols);
    const double share = static_cast<double>(nth) / static_cast<double>(quotes);
    mid[symbol] += 0.01 * (static_cast<double>(draws.next() % 3) - 1);
    world.symbol.push_back(symbol);
    world.exch_ns.push_back(
        kStart + static_cast<std::int64_t>(share * double{kDaySeconds} * double{kSecond}));
    world.seq.push_back(static_cast<std::int64_t>(nth) + 1);
    world.bid.push_back(mid[symbol] - 0.01);
    world.ask.push_back(mid[symbol] + 0.01);
    world.size.push_back(100);
  }
  for (std::size_t nth = 0; nth < orders; ++nth) {
    world.order_symbol.push_back(static_cast<std::uint32_t>(draws.next() % kSymbols));
    world.order_ns.push_back(kStart +
                             static_cast<std::int64_t>(
                                 draws.next() % static_cast<std::uint64_t>(kDaySeconds * kSecond)));
  }
  return world;
}

std::optional<double> by_searches(const QuoteIndex& quotes, std::uint32_t symbol,
                                  std::int64_t at_ns) {
  const std::int64_t end_ns = at_ns - 1;
  double squares = 0;
  int returns = 0;
  std::int64_t before = quotes.twice_mid(quotes.at(symbol, end_ns - 300 * kSecond));
  for (int second = 299; second >= 0; --second) {
    const auto mid = quotes.twice_mid(quotes.at(symbol, end_ns - second * kSecond));
    if (before != 0 && mid != 0) {
      const double log_return = std::log(static_cast<double>(mid) / static_cast<double>(before));
      squares += log_return * log_return;
      ++returns;
    }
    before = mid;
  }
  if (returns < 30) return std::nullopt;
  return 1e4 * std::sqrt(squares * 60 / returns);
}

template <class Formula>
void run(benchmark::State& state, Formula formula) {
  const auto world = make_world(state.range(0), 2000);
  const QuoteIndex index(world.columns(), 5 * kSecond);
  for (std::size_t row = 0; row < world.order_ns.size(); ++row) {
    const auto symbol = world.order_symbol[row];
    const auto at_ns = world.order_ns[row];
    if (vol_bps_before(index, symbol, at_ns) != by_searches(index, symbol, at_ns)) std::abort();
  }
  for (auto _ : state) {
    for (std::size_t row = 0; row < world.order_ns.size(); ++row) {
      benchmark::DoNotOptimize(formula(index, world.order_symbol[row], world.order_ns[row]));
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(world.order_ns.size()));
}

void volatility_by_one_walk(benchmark::State& state) { run(state, vol_bps_before); }
void volatility_by_searches(benchmark::State& state) { run(state, by_searches); }

BENCHMARK(volatility_by_one_walk)->Arg(1)->Arg(10)->Unit(benchmark::kMillisecond);
BENCHMARK(volatility_by_searches)->Arg(1)->Arg(10)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace holdfast
