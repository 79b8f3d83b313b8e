#include "agent/live_agent_host.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "host/temporary_folder.h"

namespace holdfast {
namespace {

/// Some interrupt of this host that has counts and a mask.
std::optional<IrqNumber> readable_irq(LiveAgentHost& host) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/sys/kernel/irq", error)) {
    const auto irq = parse_number<std::uint32_t>(entry.path().filename().string());
    if (!irq) continue;
    Intent intent;
    intent.targets.emplace_back();
    intent.targets.back().irq = IrqNumber{*irq};
    if (!host.observe(intent).places.empty()) return IrqNumber{*irq};
  }
  return std::nullopt;
}

TEST(LiveAgentHost, AVectorThatIsObservedHasItsCountsAndItsPlace) {
  LiveAgentHost host;
  const auto irq = readable_irq(host);
  if (!irq) GTEST_SKIP() << "no interrupt of this host can be read (/sys/kernel/irq)";
  Intent intent;
  intent.targets.emplace_back();
  intent.targets.back().irq = *irq;
  const Observation seen = host.observe(intent);
  ASSERT_EQ(seen.sample.irqs.size(), 1U);
  EXPECT_EQ(seen.sample.irqs[0].irq, *irq);
  ASSERT_EQ(seen.places.size(), 1U);
  EXPECT_FALSE(seen.places[0].requested.empty());
  EXPECT_FALSE(seen.sample.cpu_times.empty());
}

TEST(LiveAgentHost, AnInterruptThatIsNotThereIsLeftOut) {
  LiveAgentHost host;
  Intent intent;
  intent.targets.emplace_back();
  intent.targets.back().irq = IrqNumber{4'000'000};
  EXPECT_TRUE(host.observe(intent).places.empty());
  EXPECT_TRUE(host.observe(intent).sample.irqs.empty());
}

TEST(LiveAgentHost, ItsOwnCostIsAShareOfACoreAndResidentBytes) {
  LiveAgentHost host;
  const OwnCost start = host.own_cost({});
  const OwnCost later = host.own_cost(start);
  EXPECT_GE(later.cpu, 0);
  EXPECT_GT(later.resident_bytes, 1'000'000U);
}

/// One vector, as files.
struct VectorFolder {
  VectorFolder() {
    put("sys/kernel/irq/38/per_cpu_count", "0,7,0,0\n");
    put("proc/irq/38/smp_affinity_list", "0-3\n");
    put("proc/irq/38/effective_affinity_list", "1\n");
    intent.targets.emplace_back();
    intent.targets.back().irq = IrqNumber{38};
  }
  void put(const std::string& path, std::string_view text) {
    const auto file = std::filesystem::path(folder.path()) / path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  CpuSet effective() { return host->observe(intent).places.at(0).effective; }

  TemporaryFolder folder;
  Intent intent;
  std::unique_ptr<LiveAgentHost> host = *LiveAgentHost::of_folder(folder.path());
};

TEST(LiveAgentHost, AVectorThatMovedIsSeenWithItsNextInterrupt) {
  VectorFolder world;
  EXPECT_EQ(world.effective(), CpuSet{1});
  world.put("proc/irq/38/effective_affinity_list", "2\n");
  world.put("sys/kernel/irq/38/per_cpu_count", "0,7,1,0\n");
  EXPECT_EQ(world.effective(), CpuSet{2});
}

TEST(LiveAgentHost, AVectorThatIsAskedElsewhereIsLookedAtUntilItIsThere) {
  VectorFolder world;
  EXPECT_EQ(world.effective(), CpuSet{1});
  world.put("proc/irq/38/smp_affinity_list", "3\n");
  EXPECT_EQ(world.effective(), CpuSet{1}) << "its next interrupt moves it";
  world.put("proc/irq/38/effective_affinity_list", "3\n");
  EXPECT_EQ(world.effective(), CpuSet{3});
}

TEST(LiveAgentHost, OfAQuietVectorTheSweepOrAnyLookSaysWhereItIs) {
  VectorFolder world;
  EXPECT_EQ(world.effective(), CpuSet{1});
  world.put("proc/irq/38/effective_affinity_list", "2\n");
  world.host->read_all({});
  EXPECT_EQ(world.effective(), CpuSet{2});
  world.put("proc/irq/38/effective_affinity_list", "0\n");
  SettingObject object;
  object.irq = IrqNumber{38};
  EXPECT_EQ(world.host->effective(object), CpuSet{0});
  EXPECT_EQ(world.effective(), CpuSet{0});
}

}  // namespace
}  // namespace holdfast
