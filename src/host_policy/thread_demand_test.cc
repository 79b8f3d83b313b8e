#include "host_policy/thread_demand.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast {
namespace {

Demand demand(SettingKind kind, std::string thread, std::string value) {
  Demand demand;
  demand.kind = kind;
  demand.thread = std::move(thread);
  demand.value = std::move(value);
  return demand;
}

class ThreadDemand : public testing::Test {
 protected:
  ThreadDemand() {
    demands_.source = "policy.yaml";
    demands_.settings = {demand(SettingKind::thread_affinity, "reader", "4"),
                         demand(SettingKind::thread_scheduling, "reader", "fifo 50"),
                         demand(SettingKind::thread_affinity, "writer", "1,5"),
                         demand(SettingKind::thread_affinity, "", "0")};
    topology_.nodes = {{NumaNode{0}, CpuSet::range(0, 3), {}},
                       {NumaNode{1}, CpuSet::range(4, 7), {}}};
  }
  Demands demands_;
  CpuTopology topology_;
};

TEST_F(ThreadDemand, HasCpusTheirMemoryAndAClass) {
  const auto launch = launch_of(demands_, "reader", topology_);
  ASSERT_TRUE(launch);
  EXPECT_EQ(launch->cpus, CpuSet{4});
  EXPECT_EQ(launch->memory_nodes, std::vector{NumaNode{1}});
  EXPECT_EQ(launch->scheduling->priority, 50);
}

TEST_F(ThreadDemand, LeavesMemoryAloneWhenTheCpusAreOnEveryNode) {
  const auto launch = launch_of(demands_, "writer", topology_);
  ASSERT_TRUE(launch);
  EXPECT_TRUE(launch->memory_nodes.empty());
  EXPECT_FALSE(launch->scheduling);
}

TEST_F(ThreadDemand, OfAnUnknownThreadNamesThoseThatThereAre) {
  const auto launch = launch_of(demands_, "raeder", topology_);
  ASSERT_FALSE(launch);
  EXPECT_EQ(launch.error().code, ErrorCode::usage);
  EXPECT_EQ(launch.error().sentence,
            "policy.yaml names no thread \"raeder\"; it has \"reader\", \"writer\"");
  EXPECT_FALSE(launch_of(demands_, "", topology_));
}

}  // namespace
}  // namespace holdfast
