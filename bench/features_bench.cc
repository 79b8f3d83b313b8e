// The features page: what a tick pays to read it, hot in cache, beside a bare seqlock that copies
// all 512 bytes and looks at nothing; and what a write costs the agent.
#include "features/features_page.h"

#include <benchmark/benchmark.h>
#include <holdfast/features.h>
#include <unistd.h>

#include <cstring>
#include <string>

namespace holdfast {
namespace {

constexpr std::int64_t kNow = 1'000'000'000'000;

class Page {
 public:
  Page() : path_("/dev/shm/holdfast-features-bench-" + std::to_string(::getpid())) {
    auto opened = FeaturesPage::open(path_);
    if (opened) writer_.emplace(std::move(*opened));
    holdfast_features_map(path_.c_str(), &page_);
  }
  ~Page() {
    holdfast_features_unmap(page_);
    ::unlink(path_.c_str());
  }
  const holdfast_features_page* page() const { return page_; }
  FeaturesPage& writer() { return *writer_; }

 private:
  std::string path_;
  std::optional<FeaturesPage> writer_;
  const holdfast_features_page* page_ = nullptr;
};

void read_at(benchmark::State& state) {
  Page page;
  page.writer().write({.vam_effective = 0.1, .policy = "md-gateway"}, kNow);
  holdfast_features out;
  int worst = 0;
  for (auto _ : state) {
    worst |= holdfast_features_read_at(page.page(), kNow + 1, &out);
    benchmark::DoNotOptimize(out);
    benchmark::ClobberMemory();
  }
  if (worst != HOLDFAST_FEATURES_FRESH) state.SkipWithError("not fresh");
}

void read_at_gates_only(benchmark::State& state) {
  Page page;
  page.writer().write({.vam_effective = 0.1, .policy = "md-gateway"}, kNow);
  for (auto _ : state) {
    holdfast_features out;
    holdfast_features_read_at(page.page(), kNow + 1, &out);
    benchmark::DoNotOptimize(out.burst_pacing + out.aggression_cap);
  }
}

void read_with_clock(benchmark::State& state) {
  Page page;
  page.writer().write({.policy = "md-gateway"}, kNow);
  holdfast_features out;
  for (auto _ : state) {
    benchmark::DoNotOptimize(holdfast_features_read(page.page(), &out));
    benchmark::ClobberMemory();
  }
}

void clock_alone(benchmark::State& state) {
  struct timespec now{};
  for (auto _ : state) {
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    benchmark::DoNotOptimize(now);
  }
}

// 64 words, no checks: the least that any seqlock of this size costs.
void bare_seqlock_512_bytes(benchmark::State& state) {
  Page page;
  page.writer().write({}, kNow);
  const auto* words = page.page()->words;
  std::uint64_t out[64];
  for (auto _ : state) {
    std::uint64_t before = 0;
    do {
      before = __atomic_load_n(&words[2], __ATOMIC_ACQUIRE);
#pragma GCC unroll 64
      for (int i = 0; i < 64; ++i) out[i] = __atomic_load_n(&words[i], __ATOMIC_ACQUIRE);
    } while ((before & 1) != 0 || __atomic_load_n(&words[2], __ATOMIC_RELAXED) != before);
    benchmark::DoNotOptimize(out);
    benchmark::ClobberMemory();
  }
}

// As little as a reader of plain memory could pay: no atomics, no check.
void plain_copy_512_bytes(benchmark::State& state) {
  Page page;
  char out[512];
  for (auto _ : state) {
    std::memcpy(out, page.page(), sizeof out);
    benchmark::DoNotOptimize(out);
    benchmark::ClobberMemory();
  }
}

void write(benchmark::State& state) {
  Page page;
  const Features features{.vam_effective = 0.1, .policy = "md-gateway", .policy_version = "7"};
  std::int64_t now = kNow;
  for (auto _ : state) page.writer().write(features, ++now);
}

BENCHMARK(read_at);
BENCHMARK(read_at_gates_only);
BENCHMARK(bare_seqlock_512_bytes);
BENCHMARK(plain_copy_512_bytes);
BENCHMARK(read_with_clock);
BENCHMARK(clock_alone);
BENCHMARK(write);

}  // namespace
}  // namespace holdfast
