#include "rss/steering_change.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rss/flow_mover.h"

namespace holdfast {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Nic nic_as_it_was() {
  Nic nic;
  nic.channels = Channels{.combined = 4};
  nic.rss = {{.function = "toeplitz", .key = {1, 2}, .indirection = {0, 1}}};
  nic.hash_fields = {{.flow_type = "udp4", .l3 = true}};
  nic.ntuple = {{.location = 1, .queue = QueueIndex{2}}};
  return nic;
}

TEST(SteeringChange, each_part_of_what_decides_is_named_when_it_changed) {
  const auto before = nic_as_it_was();
  EXPECT_THAT(steering_changes(before, nic_as_it_was()), IsEmpty());
  const auto changed = [&](const auto& change) {
    Nic after = before;
    change(after);
    return steering_changes(before, after);
  };
  EXPECT_THAT(changed([](Nic& n) { n.channels->combined = 2; }),
              ElementsAre("the number of queues"));
  EXPECT_THAT(changed([](Nic& n) { n.rss[0].key[1] = 3; }), ElementsAre("the hash key"));
  EXPECT_THAT(changed([](Nic& n) { n.rss[0].indirection[0] = 1; }),
              ElementsAre("the indirection table"));
  EXPECT_THAT(changed([](Nic& n) { n.rss[0].input_transform = "symmetric-xor"; }),
              ElementsAre("the hash function"));
  EXPECT_THAT(changed([](Nic& n) { n.hash_fields[0].ports = true; }),
              ElementsAre("the hashed fields"));
  EXPECT_THAT(changed([](Nic& n) { n.ntuple[0].queue = QueueIndex{3}; }),
              ElementsAre("the ntuple rules"));
  EXPECT_THAT(changed([](Nic& n) { n.ntuple.clear(); }), ElementsAre("the ntuple rules"));
}

TEST(FlowMover, accelerated_rfs_takes_filters_and_both_tables) {
  HostSnapshot host;
  Nic nic;
  nic.driver = "mlx5_core";
  nic.features = {{.name = "rx-ntuple-filter", .active = true}};
  nic.rx_queues = {{.index = QueueIndex{0}, .rps_cpus = {}, .rps_flow_count = 2048, .napi_id = {}}};
  EXPECT_THAT(flow_movers(host, nic), IsEmpty());
  host.settings.sysctls["net.core.rps_sock_flow_entries"] = "0";
  EXPECT_THAT(flow_movers(host, nic), IsEmpty());
  host.settings.sysctls["net.core.rps_sock_flow_entries"] = "32768";
  EXPECT_EQ(flow_movers(host, nic).size(), 2U);
  nic.features[0].active = false;
  EXPECT_THAT(flow_movers(host, nic), IsEmpty());
}

TEST(FlowMover, application_targeted_routing_is_of_two_drivers_and_tcp) {
  HostSnapshot host;
  Nic nic;
  nic.driver = "ixgbe";
  nic.features = {{.name = "rx-ntuple-filter", .active = false}};
  const auto movers = flow_movers(host, nic);
  EXPECT_EQ(movers.count(Transport::tcp), 1U);
  EXPECT_EQ(movers.count(Transport::udp), 0U);
  nic.features[0].active = true;
  EXPECT_THAT(flow_movers(host, nic), IsEmpty());
}

}  // namespace
}  // namespace holdfast
