// Planning for a host of 512 CPUs and 4,096 vectors: eight NICs of 128 queues with every setting
// demanded, and every other device's interrupt.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "plan/make_plan.h"
#include "plan/setting_value.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kCpus = 512;
constexpr std::uint32_t kVectors = 4096;
constexpr std::uint32_t kNics = 8;
constexpr std::uint32_t kQueues = 128;

Nic nic_of(std::uint32_t number) {
  Nic nic;
  nic.name = fmt::format("eth{}", number);
  nic.driver = "ice";
  nic.pci_address = fmt::format("0000:{:02x}:00.0", number);
  nic.channels.emplace().combined = kQueues;
  nic.channels->combined_max = kQueues;
  auto& rss = nic.rss.emplace_back();
  for (std::uint32_t i = 0; i < 2048; ++i) rss.indirection.push_back(i % kQueues);
  for (std::uint32_t queue = 0; queue < kQueues; ++queue) {
    nic.rx_queues.push_back({QueueIndex{queue}, {}, 0, {}});
    nic.tx_queues.push_back({QueueIndex{queue}, {}, {}, {}});
  }
  return nic;
}

HostSnapshot big_host() {
  HostSnapshot host;
  host.topology.possible = host.topology.online = CpuSet::range(0, kCpus - 1);
  for (std::uint32_t number = 0; number < kNics; ++number) host.nics.push_back(nic_of(number));
  for (std::uint32_t i = 0; i < kVectors; ++i) {
    Vector vector;
    vector.irq = IrqNumber{32 + i};
    vector.requested = host.topology.possible;
    vector.effective = CpuSet{i % kCpus};
    if (i < kNics * kQueues) {
      vector.nic = host.nics[i / kQueues].name;
      vector.action = fmt::format("ice-{}-TxRx-{}", vector.nic, i % kQueues);
      vector.msi_index = i % kQueues + 1;
      vector.role = VectorRole::combined;
      vector.rx_queues = vector.tx_queues = {QueueIndex{i % kQueues}};
    } else {
      vector.action = fmt::format("nvme{}q{}", i / 128, i % 128);
    }
    host.vectors.push_back(std::move(vector));
  }
  return host;
}

Demands all_demands(const HostSnapshot& host) {
  Demands demands;
  const auto add = [&demands](SettingKind kind, std::string nic, std::string name,
                              std::string value) {
    demands.settings.push_back(
        {kind, std::move(nic), std::move(name), std::move(value), {}, {}, {}});
  };
  for (const auto& nic : host.nics) {
    for (std::uint32_t queue = 0; queue < kQueues; ++queue) {
      add(SettingKind::vector, nic.name, fmt::format("queue {}", queue), fmt::to_string(queue));
    }
    add(SettingKind::rss_table, nic.name, "", "equal 64");
    add(SettingKind::xps, nic.name, "", "by-vector");
    add(SettingKind::rps, nic.name, "", "off");
  }
  add(SettingKind::device_irq, "", "", "128-511");
  return demands;
}

void plan(benchmark::State& state, bool met) {
  auto host = big_host();
  const auto demands = all_demands(host);
  if (met) {
    for (const auto& wanted : make_plan(demands, host).steps) {
      set_value(host, {wanted.object, wanted.after, {}});
    }
  }
  std::size_t steps = 0;
  for (auto _ : state) steps = make_plan(demands, host).steps.size();
  if (met ? steps != 0 : steps < kVectors) state.SkipWithError("not the steps that were expected");
}

void verdict(benchmark::State& state) {
  const auto host = big_host();
  const auto demands = all_demands(host);
  std::size_t differences = 0;
  for (auto _ : state) differences = verify(demands, host).differences.size();
  if (differences < kVectors) state.SkipWithError("not the differences that were expected");
}

BENCHMARK_CAPTURE(plan, everything_to_do, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(plan, nothing_to_do, true)->Unit(benchmark::kMillisecond);
BENCHMARK(verdict)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace holdfast
