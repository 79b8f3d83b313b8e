#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/nic_audit_test_fixture.h"
#include "plan/rules.h"
#include "rss/rss.h"

namespace holdfast {
namespace {

using testing::HasSubstr;

void use_asymmetric_key(HostBuilder& host) { host.eth0().rss.front().key[1] ^= 0x10; }

void hash_udp_on_addresses(HostBuilder& host) {
  for (auto& fields : host.eth0().hash_fields) {
    if (fields.flow_type == "udp4") fields.ports = false;
  }
}

// Queue 3 is left out, irregularly.
void skip_queue_three(HostBuilder& host) {
  auto& table = host.eth0().rss.front().indirection;
  for (std::uint32_t bucket = 3; bucket < 128; bucket += 4) table[bucket] = bucket / 4 % 3;
}

// Two flows of two processes on one queue, two queues without a flow.
void collide(HostBuilder& host) {
  const auto queue_of_port = [&](std::uint16_t port) {
    auto flow = host.add_flow(port, 0);
    host.host.flows.pop_back();
    return queue_of(host.eth0(), flow);
  };
  std::uint16_t port = 1001;
  while (queue_of_port(port) != queue_of_port(1000)) ++port;
  host.add_flow(1000, 800);
  host.add_flow(port, 900);
}

void turn_rps_on(HostBuilder& host) { host.eth0().rx_queues[1].rps_cpus = CpuSet::range(0, 3); }

void turn_rfs_on(HostBuilder& host) {
  host.feature("rx-ntuple-filter").active = false;
  host.host.settings.sysctls["net.core.rps_sock_flow_entries"] = "32768";
  host.eth0().rx_queues[1].rps_flow_count = 8192;
}

void unset_xps(HostBuilder& host) {
  for (auto& queue : host.eth0().tx_queues) queue.xps_cpus = {};
}

void use_two_queues(HostBuilder& host) {
  host.profile = ProfileName::high_pps;
  host.eth0().channels->combined = 2;
  host.spread_over(2);
}

const std::vector<RuleCase> kCases = {
    {"rss-table-broken", "eth0", [](HostBuilder& host) { host.spread_over(2); },
     "queues that ntuple rules feed",
     [](HostBuilder& host) {
       host.spread_over(2);
       for (std::uint32_t queue = 2; queue < 4; ++queue) {
         auto& rule = host.eth0().ntuple.emplace_back();
         rule.flow_type = "udp4";
         rule.queue = QueueIndex{queue};
       }
     }},
    {"rss-table-broken", "eth0", [](HostBuilder& host) { host.spread_over(1); },
     "a NIC with one queue",
     [](HostBuilder& host) {
       host.spread_over(1);
       host.eth0().channels->combined = 1;
     }},
    {"rss-table-skips-queues", "eth0", skip_queue_three, "a queue that another table feeds",
     [](HostBuilder& host) {
       skip_queue_three(host);
       host.eth0().rss.push_back(host.eth0().rss.front());
       host.eth0().rss.back().id = 1;
       host.eth0().rss.back().indirection = {3};
     }},
    {"rss-table-favours-queues", "eth0",
     [](HostBuilder& host) {
       auto& table = host.eth0().rss.front().indirection;
       for (std::size_t bucket = 0; bucket < 40; ++bucket) table[bucket] = 0;
     },
     "three queues, which do not divide the table",
     [](HostBuilder& host) {
       host.eth0().channels->combined = 3;
       host.spread_over(3);
     }},
    {"rss-key-asymmetric", "eth0",
     [](HostBuilder& host) {
       use_asymmetric_key(host);
       host.add_flow(1000, 800);
     },
     "a NIC that serves no TCP",
     [](HostBuilder& host) {
       use_asymmetric_key(host);
       host.add_flow(1000, 800).transport = Transport::udp;
     }},
    {"rss-key-asymmetric", "eth0",
     [](HostBuilder& host) {
       use_asymmetric_key(host);
       host.add_flow(1000, 800);
     },
     "a symmetric input transform",
     [](HostBuilder& host) {
       use_asymmetric_key(host);
       host.eth0().rss.front().input_transform = "symmetric-xor";
       host.add_flow(1000, 800);
     }},
    {"udp-hash-addresses-only", "eth0", hash_udp_on_addresses, "a NIC with one queue",
     [](HostBuilder& host) {
       hash_udp_on_addresses(host);
       host.eth0().channels->combined = 1;
       host.spread_over(1);
     }},
    {"flows-collide", "eth0", collide, "two flows of one process",
     [](HostBuilder& host) {
       collide(host);
       host.host.flows[0].process = host.host.flows[1].process;
     }},
    {"flows-collide", "eth0", collide, "flows that rules put there",
     [](HostBuilder& host) {
       collide(host);
       auto& rule = host.eth0().ntuple.emplace_back();
       rule.flow_type = "tcp4";
       rule.queue = QueueIndex{1};
     }},
    {"flows-collide", "eth0", collide, "connections between two programs of this host",
     [](HostBuilder& host) {
       collide(host);
       for (auto& flow : host.host.flows) flow.remote.address = flow.local.address;
     }},
    {"flows-collide", "eth0", collide, "a function that cannot be computed",
     [](HostBuilder& host) {
       collide(host);
       host.eth0().rss.front().function = "crc32";
     }},
    {"rps-beside-rss", "eth0", turn_rps_on, "RPS to the vector's own CPU",
     [](HostBuilder& host) { host.eth0().rx_queues[1].rps_cpus = CpuSet{1}; }},
    {"rps-beside-rss", "eth0", turn_rps_on, "fewer queues than CPUs under high-pps",
     [](HostBuilder& host) {
       use_two_queues(host);
       turn_rps_on(host);
     }},
    {"rfs-beside-rss", "eth0", turn_rfs_on, "flow counts without the global table",
     [](HostBuilder& host) {
       turn_rfs_on(host);
       host.host.settings.sysctls["net.core.rps_sock_flow_entries"] = "0";
     }},
    {"rfs-beside-rss", "eth0", turn_rfs_on, "accelerated RFS",
     [](HostBuilder& host) {
       turn_rfs_on(host);
       host.feature("rx-ntuple-filter").active = true;
     }},
    {"rps-missing", "eth0", use_two_queues, "the same without the profile",
     [](HostBuilder& host) {
       use_two_queues(host);
       host.profile = ProfileName::any;
     }},
    {"rps-missing", "eth0", use_two_queues, "RPS that is on",
     [](HostBuilder& host) {
       use_two_queues(host);
       turn_rps_on(host);
     }},
    {"xps-unset", "eth0", unset_xps, "XPS by receive queue",
     [](HostBuilder& host) {
       unset_xps(host);
       for (auto& queue : host.eth0().tx_queues) queue.xps_rxqs = "1";
     }},
    {"xps-unset", "eth0", unset_xps, "one transmit queue in use out of four",
     [](HostBuilder& host) {
       unset_xps(host);
       host.eth0().channels->combined = 1;
     }},
    {"xps-at-odds", "eth0",
     [](HostBuilder& host) { host.eth0().tx_queues[1].xps_cpus = CpuSet{2}; },
     "a wider mask with the vector's CPU in it",
     [](HostBuilder& host) { host.eth0().tx_queues[1].xps_cpus = CpuSet::range(0, 7); }},
};

TEST(SteeringRules, EachTriggersAndSparesTheNearestLegitimateHost) {
  expect_cases(steering_rules(), kCases);
}

TEST(SteeringRules, TheKeyOfAFixIsAsLongAsTheDevices) {
  HostBuilder host;
  use_asymmetric_key(host);
  host.eth0().rss.front().key.resize(52, 1);
  host.add_flow(1000, 800);
  const auto shell = host.findings_of("rss-key-asymmetric").front().fix.shell;
  EXPECT_THAT(shell, HasSubstr("ethtool -X eth0 hkey 6d:5a:6d:5a:"));
  EXPECT_EQ(shell.size(), std::string("ethtool -X eth0 hkey ").size() + 52 * 3 - 1);
}

TEST(SteeringRules, ZerosForTableAndKeyMayBeADriverThatDoesNotKnow) {
  HostBuilder host;
  host.spread_over(1);
  EXPECT_EQ(host.findings_of("rss-table-broken").front().severity, Severity::warning);
  host.eth0().rss.front().key.assign(40, 0);
  const auto found = host.findings_of("rss-table-broken");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].severity, Severity::advice);
  EXPECT_THAT(found[0].sentence, HasSubstr("unless the driver shows zeros"));
}

TEST(SteeringRules, CollidingFlowsAreParted) {
  HostBuilder host;
  collide(host);
  const auto by_rule = host.findings_of("flows-collide");
  ASSERT_EQ(by_rule.size(), 1U);
  EXPECT_THAT(by_rule[0].sentence,
              HasSubstr("2 of 2 live flows of eth0 share a queue while 3 of 4"));
  EXPECT_THAT(by_rule[0].sentence, HasSubstr("with probability 0.25"));
  EXPECT_THAT(by_rule[0].fix.shell,
              HasSubstr("ethtool -N eth0 flow-type tcp4 src-ip 10.0.0.9 src-port"));
  EXPECT_THAT(by_rule[0].fix.policy, HasSubstr("flows: [{type: tcp4, src-ip: \"10.0.0.9\""));
  host.feature("rx-ntuple-filter").active = false;
  const auto by_key = host.findings_of("flows-collide");
  ASSERT_EQ(by_key.size(), 1U);
  EXPECT_THAT(by_key[0].fix.shell, HasSubstr("ethtool -X eth0 hkey "));
}

TEST(SteeringRules, TheKeyOfAFixPartsTheFlows) {
  HostBuilder host;
  collide(host);
  host.feature("rx-ntuple-filter").active = false;
  const auto shell = host.findings_of("flows-collide").front().fix.shell;
  auto& key = host.eth0().rss.front().key;
  const auto hex = shell.substr(shell.rfind(' ') + 1);
  for (std::size_t i = 0; i < key.size(); ++i) {
    key[i] = static_cast<std::uint8_t>(std::stoul(hex.substr(3 * i, 2), nullptr, 16));
  }
  EXPECT_NE(queue_of(host.eth0(), host.host.flows[0]), queue_of(host.eth0(), host.host.flows[1]));
  EXPECT_TRUE(host.findings_of("flows-collide").empty());
}

TEST(SteeringRules, MissingRpsIsFixedByMoreChannelsWhereThereAreAny) {
  HostBuilder host;
  use_two_queues(host);
  EXPECT_EQ(host.findings_of("rps-missing").front().fix.shell, "ethtool -L eth0 combined 4");
  host.eth0().channels->combined_max = 2;
  EXPECT_EQ(host.findings_of("rps-missing").front().fix.shell,
            "echo 0f > /sys/class/net/eth0/queues/rx-0/rps_cpus\n"
            "echo 0f > /sys/class/net/eth0/queues/rx-1/rps_cpus");
}

TEST(SteeringRules, FlowsOfAVlanOverABondAreTheMembers) {
  HostBuilder host;
  host.eth0().master = "bond0";
  Nic bond;
  bond.name = "bond0";
  bond.kind = NicKind::bond;
  bond.members = {"eth0"};
  Nic vlan;
  vlan.name = "bond0.7";
  vlan.kind = NicKind::vlan;
  vlan.members = {"bond0"};
  host.host.nics.push_back(bond);
  host.host.nics.push_back(vlan);
  use_asymmetric_key(host);
  host.add_flow(1000, 800).nic = "bond0.7";
  EXPECT_EQ(host.findings_of("rss-key-asymmetric").size(), 1U);
  host.host.flows.front().nic = "lo";
  EXPECT_EQ(host.findings_of("rss-key-asymmetric").size(), 0U);
}

}  // namespace
}  // namespace holdfast
