// A packet of the probe, taken in: in order; every tenth lost and every tenth late; by 16 queues.
#include <benchmark/benchmark.h>

#include <array>

#include "probe/pace.h"
#include "probe/probe_message.h"
#include "probe/probe_tally.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kSession = 1;
constexpr std::size_t kPackets = 1'000'000;
constexpr std::int64_t kStart = 1'700'000'000'000'000'000;

std::uint64_t in_order(std::uint64_t n) { return n; }
// 0 … 7, then 9 before 8; 10 … of each twenty is lost.
std::uint64_t disordered(std::uint64_t n) {
  const std::uint64_t place = n % 10;
  return n / 10 * 11 + (place == 8 ? 9 : place == 9 ? 8 : place);
}

// The message is written as well, which a receiver does not; BM_Write is that alone.
template <std::uint64_t (*number)(std::uint64_t)>
void BM_Take(benchmark::State& state) {
  const auto queues = static_cast<std::uint64_t>(state.range(0));
  std::array<std::uint8_t, 288> payload{};
  ProbeTally tally(kSession, kPackets);
  std::uint64_t n = 0;
  for (auto _ : state) {
    const auto ns = kStart + static_cast<std::int64_t>(n) * 1000;
    write_probe_message(
        {.session = kSession, .sequence = number(n), .planned_ns = ns, .sent_ns = ns}, payload);
    tally.take(payload, {.user_ns = ns + 5000,
                         .kernel_ns = ns + 3000,
                         .queue = static_cast<std::uint32_t>(n % queues)});
    ++n;
  }
  benchmark::DoNotOptimize(tally.received());
}
BENCHMARK(BM_Take<in_order>)->Arg(1)->Arg(16)->Iterations(kPackets);
BENCHMARK(BM_Take<disordered>)->Arg(1)->Iterations(kPackets);

void BM_Write(benchmark::State& state) {
  std::array<std::uint8_t, 288> payload{};
  std::uint64_t n = 0;
  for (auto _ : state) {
    write_probe_message({.session = kSession, .sequence = ++n}, payload);
    benchmark::DoNotOptimize(payload);
  }
}
BENCHMARK(BM_Write);

void BM_Due(benchmark::State& state) {
  const Pace pace{.rate = 123'456.7};
  std::uint64_t n = static_cast<std::uint64_t>(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(pace.due_after(++n));
}
BENCHMARK(BM_Due)->Arg(0)->Arg(1'000'000'000);

void BM_Finish(benchmark::State& state) {
  std::array<std::uint8_t, kProbeMessageBytes> payload{};
  ProbeTally tally(kSession, kPackets);
  std::uint64_t random = 1;
  for (std::uint64_t n = 0; n < kPackets; ++n) {
    random = random * 6364136223846793005U + 1442695040888963407U;
    write_probe_message({.session = kSession, .sequence = n, .sent_ns = kStart}, payload);
    const auto delay = static_cast<std::int64_t>(random >> 44U);
    tally.take(payload, {.user_ns = kStart + delay, .kernel_ns = kStart + delay / 2});
  }
  for (auto _ : state) {
    ProbeResult result;
    tally.finish(kPackets, false, result);
    benchmark::DoNotOptimize(result.delays);
  }
}
BENCHMARK(BM_Finish)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace holdfast
