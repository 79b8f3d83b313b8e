// What reading a log of FIX costs per byte: `fields`, FixLog alone, which finds each message,
// checks its length and sum and takes its fields apart; `orders`, that and FixOrders, its rows
// kept. `floor` is the sum of the bytes, which CheckSum needs whatever reads it. Rates are bytes of
// the log.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string>

#include "fix/fix_log_test_fixture.h"
#include "fix/fix_orders.h"

namespace holdfast {
namespace {

constexpr int kOrders = 20'000;

constexpr const char* kStates[] = {"150=0|39=0|151=300|14=0",
                                   "150=F|39=1|32=100|31=10.49|151=200|14=100",
                                   "150=F|39=2|32=200|31=10.49|151=0|14=300"};

/// An order and three reports of it, with a time before each, as an engine writes them.
std::string log_of(std::string_view separator) {
  std::string log;
  for (int i = 0; i < kOrders; ++i) {
    const auto clock = fmt::format("20260115-13:{:02}:{:02}.{:06}", 30 + i / 3600 % 30, i / 60 % 60,
                                   i * 37 % 1'000'000);
    const auto add = [&](std::string_view body) {
      log += clock + " : " + shown_as(fix_message(body), separator) + "\n";
    };
    const auto head = fmt::format("49=DESK|56=VENUE|34={}|52={}|60={}", i, clock, clock);
    const auto id = fmt::format("ORD{:09}", i);
    add(fmt::format("35=D|{}|11={}|526=P{}|55=SYM{}|54=1|38=300|40=2|44=10.50|59=0|100=XNYS", head,
                    id, i / 20, i % 50));
    for (int report = 0; report < 3; ++report) {
      add(fmt::format("35=8|{}|37=V{}|17=E{}-{}|11={}|55=SYM{}|54=1|{}", head, i, i, report, id,
                      i % 50, kStates[report]));
    }
  }
  return log;
}

const std::string& log_with(bool is_shown) {
  static const std::string plain = log_of("\x01"), shown = log_of("|");
  return is_shown ? shown : plain;
}

template <class Take>
void read_log(const std::string& text, const Take& take) {
  constexpr std::size_t kPiece = std::size_t{1} << 20;
  FixLog log;
  std::size_t at = 0;
  for (;;) {
    switch (log.next()) {
      case FixStep::message: take(log.entry()); break;
      case FixStep::more:
        log.append(std::string_view(text).substr(at, kPiece));
        at += std::min(kPiece, text.size() - at);
        if (at == text.size()) log.finish();
        break;
      case FixStep::end: return;
      case FixStep::damaged: throw std::runtime_error(log.damage());
    }
  }
}

void floor(benchmark::State& state) {
  const auto& text = log_with(false);
  for (auto _ : state) benchmark::DoNotOptimize(fix_checksum(text));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void fields(benchmark::State& state, bool is_shown) {
  const auto& text = log_with(is_shown);
  for (auto _ : state) {
    std::size_t fields = 0;
    read_log(text, [&](const FixEntry& entry) { fields += entry.message.fields().size(); });
    benchmark::DoNotOptimize(fields);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
  state.SetItemsProcessed(state.iterations() * 4 * kOrders);
}

void orders(benchmark::State& state) {
  const auto& text = log_with(false);
  for (auto _ : state) {
    FixOrders orders({.host = "h1"});
    read_log(text, [&](const FixEntry& entry) {
      if (const auto taken = orders.take(entry); !taken) {
        throw std::runtime_error(taken.error().sentence);
      }
    });
    const auto tables = orders.tables();
    if (!tables || tables->children.size() != kOrders)
      throw std::runtime_error("orders are missing");
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
  state.SetItemsProcessed(state.iterations() * 4 * kOrders);
}

BENCHMARK(floor)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fields, as_sent, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fields, as_shown, true)->Unit(benchmark::kMillisecond);
BENCHMARK(orders)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace holdfast
