// Which quote stood when: 40 symbols' quotes in order of time, and children decided among them.
// Beside it DuckDB's ASOF JOIN of the same rows in the same process. The index is built in every
// round.
#include <benchmark/benchmark.h>

#include <fmt/format.h>

#include "account/quote_index.h"
#include "base/split_mix.h"
#include "table/duckdb_query.h"
#include "table/write_table.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kSymbols = 40;
constexpr std::int64_t kStart = 1'700'000'000'000'000'000, kDay = 23'400'000'000'000;

struct Rows {
  std::vector<std::uint32_t> quote_symbol, child_symbol;
  std::vector<std::int64_t> exch_ns, seq, decision_ns;
  std::vector<double> bid, ask, size;
  QuoteColumns columns() const {
    return {quote_symbol, kSymbols, exch_ns, seq, bid, size, ask, size, {}};
  }
};

Rows make_rows(std::size_t children, std::size_t quotes) {
  Rows rows;
  SplitMix64 draws(7);
  for (std::size_t nth = 0; nth < quotes; ++nth) {
    rows.quote_symbol.push_back(static_cast<std::uint32_t>(draws.next() % kSymbols));
    const double share = static_cast<double>(nth) / static_cast<double>(quotes);
    rows.exch_ns.push_back(kStart + static_cast<std::int64_t>(share * double{kDay}));
    rows.seq.push_back(static_cast<std::int64_t>(nth) + 1);
    rows.bid.push_back(100 + 0.01 * static_cast<double>(draws.next() % 100));
    rows.ask.push_back(rows.bid.back() + 0.01 * static_cast<double>(1 + draws.next() % 3));
    rows.size.push_back(100);
  }
  for (std::size_t nth = 0; nth < children; ++nth) {
    rows.child_symbol.push_back(static_cast<std::uint32_t>(draws.next() % kSymbols));
    rows.decision_ns.push_back(kStart + static_cast<std::int64_t>(draws.next() % kDay));
  }
  return rows;
}

const Rows& rows_of(const benchmark::State& state) {
  static std::int64_t made = 0;
  static Rows rows;
  if (made != state.range(0)) {
    made = state.range(0);
    rows = make_rows(static_cast<std::size_t>(made), static_cast<std::size_t>(made) * 10);
  }
  return rows;
}

void asof_index(benchmark::State& state) {
  const auto& rows = rows_of(state);
  double sum = 0;
  for (auto _ : state) {
    const QuoteIndex index(rows.columns(), kDay);
    const auto found = index.at_each(rows.child_symbol, rows.decision_ns);
    sum = 0;
    for (const auto row : found)
      sum += row == QuoteIndex::kNone ? 0 : rows.bid[row] + rows.ask[row];
    benchmark::DoNotOptimize(sum);
  }
  state.counters["sum"] = sum;
}

Column whole(const char* name, const std::vector<std::int64_t>& values) {
  return {.name = name, .kind = ColumnKind::integer, .integers = values};
}

void load(const Database& database, const char* name, Table table) {
  const std::string path = std::string("/dev/shm/asof_bench_") + name + ".parquet";
  if (!write_table(database, table, path, FileFormat::parquet)) std::abort();
  if (!query(database,
             fmt::format("CREATE TABLE {} AS FROM read_parquet({})", name, sql_text(path)))) {
    std::abort();
  }
  std::remove(path.c_str());
}

void asof_duckdb(benchmark::State& state) {
  const auto& rows = rows_of(state);
  const auto database = *Database::open({2, ""});
  Table quotes{{whole("symbol", {rows.quote_symbol.begin(), rows.quote_symbol.end()}),
                whole("ts", rows.exch_ns),
                {.name = "bid", .numbers = rows.bid},
                {.name = "ask", .numbers = rows.ask}},
               rows.bid.size()};
  Table children{{whole("symbol", {rows.child_symbol.begin(), rows.child_symbol.end()}),
                  whole("ts", rows.decision_ns)},
                 rows.decision_ns.size()};
  load(database, "quotes", std::move(quotes));
  load(database, "children", std::move(children));
  double sum = 0;
  for (auto _ : state) {
    auto result = query(database,
                        "SELECT sum(q.bid + q.ask) FROM children c ASOF JOIN (SELECT * FROM quotes "
                        "WHERE bid > 0 AND ask > bid) q ON c.symbol = q.symbol AND c.ts >= q.ts");
    if (!result) std::abort();
    const Chunk chunk(duckdb_fetch_chunk(result->raw()));
    sum = *static_cast<const double*>(duckdb_vector_get_data(chunk.column(0)));
  }
  state.counters["sum"] = sum;
}

BENCHMARK(asof_index)->Arg(1'000'000)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(asof_duckdb)->Arg(1'000'000)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace holdfast
