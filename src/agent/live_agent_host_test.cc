#include "agent/live_agent_host.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/text.h"

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

}  // namespace
}  // namespace holdfast
