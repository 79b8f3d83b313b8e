// The Toeplitz hash by definition and by table, and the steering of a socket table's worth of
// flows.
#include <benchmark/benchmark.h>

#include "packet/capture_test_fixture.h"
#include "rss/key_search.h"
#include "rss/queue_check.h"
#include "rss/rss.h"

namespace holdfast {
namespace {

std::vector<std::uint8_t> some_key() {
  std::vector<std::uint8_t> key(52);
  std::uint32_t state = 1;
  for (auto& byte : key)
    byte = static_cast<std::uint8_t>((state = state * 1664525 + 1013904223) >> 24);
  return key;
}

Flow flow_number(std::uint32_t number) {
  return {
      .transport = Transport::tcp,
      .local = {{10, 0, 0, 1}, 443},
      .remote = {{10, 1, static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)},
                 static_cast<std::uint16_t>(1024 + number % 60000)}};
}

HashInput ipv6_input() {
  const Endpoint end{std::vector<std::uint8_t>(16, 0xab), 443};
  return hash_input(end, end, true);
}

void hash_by_definition(benchmark::State& state) {
  const auto key = some_key();
  const auto input = ipv6_input();
  for (auto _ : state) benchmark::DoNotOptimize(toeplitz_hash(key, input.span()));
}
BENCHMARK(hash_by_definition);

void hash_by_table(benchmark::State& state) {
  const ToeplitzTable table(some_key(), HashInput::kMaxBytes);
  const auto input = ipv6_input();
  for (auto _ : state) benchmark::DoNotOptimize(table.hash(input.span()));
}
BENCHMARK(hash_by_table);

void make_table(benchmark::State& state) {
  const auto key = some_key();
  for (auto _ : state) {
    const ToeplitzTable table(key, HashInput::kMaxBytes);
    benchmark::DoNotOptimize(table.input_bytes());
  }
}
BENCHMARK(make_table);

Nic sixteen_queues() {
  Nic nic;
  nic.channels = Channels{.combined = 16};
  RssContext context{.function = "toeplitz", .key = some_key()};
  for (std::uint32_t bucket = 0; bucket < 512; ++bucket) context.indirection.push_back(bucket % 16);
  nic.rss.push_back(context);
  nic.hash_fields = {{.flow_type = "tcp4", .l3 = true, .ports = true},
                     {.flow_type = "udp4", .l3 = true, .ports = true}};
  return nic;
}

void steer_flows(benchmark::State& state) {
  const Nic nic = sixteen_queues();
  std::vector<Flow> flows;
  for (std::uint32_t i = 0; i < 10000; ++i) flows.push_back(flow_number(i));
  for (auto _ : state) {
    const FlowSteering steering(nic);
    for (const auto& flow : flows) benchmark::DoNotOptimize(steering.of(flow).queue);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * flows.size()));
}
BENCHMARK(steer_flows);

// Packets of so many flows, each seen before: what `rss verify` does for each.
void judge_packets(benchmark::State& state) {
  const Nic nic = sixteen_queues();
  std::vector<CaptureBytes> frames;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    frames.push_back(udp_frame(static_cast<std::uint8_t>(1 + i / 60'000), 2,
                               static_cast<std::uint16_t>(i % 60'000)));
  }
  QueueCheck check(nic);
  for (const auto& frame : frames) check.take(frame, QueueIndex{0});
  for (auto _ : state) {
    for (const auto& frame : frames) check.take(frame, QueueIndex{0});
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * frames.size()));
}
BENCHMARK(judge_packets)->Arg(1000)->Arg(100'000);

void search_key(benchmark::State& state) {
  std::vector<HashInput> inputs;
  for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(state.range(0)); ++i) {
    const auto flow = flow_number(i * 7919);
    inputs.push_back(hash_input(flow.remote, flow.local, true));
  }
  std::vector<std::uint32_t> table;
  for (std::uint32_t bucket = 0; bucket < 128; ++bucket) table.push_back(bucket % 16);
  for (auto _ : state) benchmark::DoNotOptimize(spreading_key(inputs, table, 40));
}
BENCHMARK(search_key)->Arg(4)->Arg(12)->Arg(16);

}  // namespace
}  // namespace holdfast
