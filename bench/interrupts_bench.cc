// Parsing /proc/interrupts of 512 CPUs and 4,096 vectors: ours with and without vector
// instructions, and an honest scalar loop that keeps every count in a dense matrix.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <random>
#include <string>
#include <vector>

#include "host/interrupts.h"

namespace holdfast {
namespace {

constexpr int kCpus = 512;
constexpr int kRows = 4096;

enum class Content {
  realistic,  // each vector has counted on one to four CPUs
  dense,      // every vector on every CPU, one to ten digits
  odd,        // realistic, but each row has one count out of its column
};

std::string make_table(Content content) {
  std::mt19937 random(7);
  std::string text(12, ' ');
  for (int cpu = 0; cpu < kCpus; ++cpu) text += fmt::format("CPU{:<8}", cpu);
  text += '\n';
  std::vector<std::uint32_t> counts(kCpus);
  for (int row = 0; row < kRows; ++row) {
    std::fill(counts.begin(), counts.end(), 0);
    const auto touched = content == Content::dense ? kCpus : 1 + static_cast<int>(random() % 4);
    for (int i = 0; i < touched; ++i) {
      const auto cpu = content == Content::dense ? static_cast<std::size_t>(i) : random() % kCpus;
      counts[cpu] = static_cast<std::uint32_t>(random()) >> random() % 30;
    }
    text += fmt::format("{:4}:", row);
    const auto misplaced = content == Content::odd ? static_cast<int>(random() % kCpus) : -1;
    for (int cpu = 0; cpu < kCpus; ++cpu) {
      text += fmt::format(" {:10}", counts[static_cast<std::size_t>(cpu)]);
      if (cpu == misplaced) text += ' ';
    }
    text += fmt::format("  IR-PCI-MSIX-0000:81:00.0 {:3}-edge      eth0-TxRx-{}\n", row, row);
  }
  return text;
}

const std::string& table_of(Content content) {
  static const std::string tables[] = {make_table(Content::realistic), make_table(Content::dense),
                                       make_table(Content::odd)};
  return tables[static_cast<std::size_t>(content)];
}

void parse(benchmark::State& state, Content content, CellDecoder decoder) {
  const auto& text = table_of(content);
  InterruptTable table;
  Diagnostics diagnostics;
  for (auto _ : state) {
    parse_interrupts(text, "/proc/interrupts", {}, table, diagnostics, decoder);
    benchmark::DoNotOptimize(table.counts.data());
    benchmark::ClobberMemory();
  }
  if (table.rows.size() != kRows || !diagnostics.empty()) state.SkipWithError("wrong table");
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void naive_loop(benchmark::State& state, Content content) {
  const auto& text = table_of(content);
  std::vector<std::uint64_t> counts(static_cast<std::size_t>(kCpus) * kRows);
  for (auto _ : state) {
    const char* at = text.data();
    const char* const end = at + text.size();
    std::size_t next = 0;
    while (at != end && *at != '\n') ++at;
    while (at != end) {
      while (at != end && *at != ':') ++at;
      if (at != end) ++at;
      for (int cpu = 0; cpu < kCpus && at != end; ++cpu) {
        while (*at == ' ') ++at;
        std::uint64_t value = 0;
        for (; *at >= '0' && *at <= '9'; ++at)
          value = value * 10 + static_cast<unsigned>(*at - '0');
        counts[next++] = value;
      }
      while (at != end && *at != '\n') ++at;
      if (at != end) ++at;
    }
    benchmark::DoNotOptimize(counts.data());
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

BENCHMARK_CAPTURE(parse, realistic_avx2, Content::realistic, CellDecoder::avx2);
BENCHMARK_CAPTURE(parse, dense_avx2, Content::dense, CellDecoder::avx2);
BENCHMARK_CAPTURE(parse, odd_avx2, Content::odd, CellDecoder::avx2);
BENCHMARK_CAPTURE(parse, realistic_words, Content::realistic, CellDecoder::words);
BENCHMARK_CAPTURE(parse, dense_words, Content::dense, CellDecoder::words);
BENCHMARK_CAPTURE(parse, odd_words, Content::odd, CellDecoder::words);
BENCHMARK_CAPTURE(naive_loop, realistic, Content::realistic);
BENCHMARK_CAPTURE(naive_loop, dense, Content::dense);
BENCHMARK_CAPTURE(naive_loop, odd, Content::odd);

}  // namespace
}  // namespace holdfast
