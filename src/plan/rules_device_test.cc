#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/nic_audit_test_fixture.h"
#include "plan/rules.h"

namespace holdfast {
namespace {

using testing::HasSubstr;

using Change = std::function<void(HostBuilder&)>;

Change under(ProfileName profile, Change change) {
  return [=](HostBuilder& host) {
    host.profile = profile;
    change(host);
  };
}

Change trading(Change change) { return under(ProfileName::trading, std::move(change)); }

Change active(const char* feature) {
  return [=](HostBuilder& host) { host.feature(feature).active = true; };
}

Change active_and_fixed(const char* feature) {
  return [=](HostBuilder& host) {
    host.feature(feature).active = true;
    host.feature(feature).fixed = true;
  };
}

void add_rule(HostBuilder& host, std::uint32_t queue) {
  auto& rule = host.eth0().ntuple.emplace_back();
  rule.location = 5;
  rule.flow_type = "udp4";
  rule.queue = QueueIndex{queue};
}

void own_ena(HostBuilder& host, const char* version) {
  host.eth0().driver = "ena";
  host.eth0().driver_version = version;
}

const std::vector<RuleCase> kCases = {
    {"msix-off", "eth0", [](HostBuilder& host) { host.eth0().msix->enabled = false; },
     "a device with one vector",
     [](HostBuilder& host) { host.eth0().msix = Msix{.table_size = 1}; }},
    {"msix-masked", "eth0", [](HostBuilder& host) { host.eth0().msix->masked = true; },
     "a mask bit left in a capability that is off",
     [](HostBuilder& host) {
       host.eth0().msix->masked = true;
       host.eth0().msix->enabled = false;
     }},
    {"vectors-fewer-than-queues", "eth0",
     [](HostBuilder& host) { host.eth0().channels->combined = 8; },
     "vectors whose role is not known",
     [](HostBuilder& host) {
       host.eth0().channels->combined = 8;
       host.irq(33).role = VectorRole::unknown;
     }},
    {"vectors-fewer-than-queues", "eth0",
     [](HostBuilder& host) { host.eth0().channels->combined = 8; },
     "more vectors than queues, as mlx5 keeps them",
     [](HostBuilder& host) { host.eth0().channels->combined = 2; }},
    {"ntuple-names-missing-queue", "eth0 ntuple rule 5",
     [](HostBuilder& host) { add_rule(host, 4); }, "the last queue",
     [](HostBuilder& host) { add_rule(host, 3); }},
    {"ntuple-names-missing-queue", "eth0 ntuple rule 5",
     [](HostBuilder& host) { add_rule(host, 4); }, "an offset into another table",
     [](HostBuilder& host) {
       add_rule(host, 4);
       host.eth0().ntuple.back().rss_context = 1;
     }},
    {"table-names-missing-queue", "eth0", [](HostBuilder& host) { host.spread_over(8); },
     "a table of all queues", [](HostBuilder& host) { host.spread_over(4); }},
    {"debug-options-cost-vectors", "host",
     [](HostBuilder& host) { host.host.settings.debug_options = {"LOCKDEP", "KASAN"}; },
     "a host without an interface that matters",
     [](HostBuilder& host) {
       host.host.settings.debug_options = {"LOCKDEP", "KASAN"};
       host.eth0().admin_up = false;
     }},
    {"coalesce-adaptive", "eth0",
     trading([](HostBuilder& host) { host.eth0().coalesce->adaptive_rx = true; }),
     "the same without a profile",
     [](HostBuilder& host) { host.eth0().coalesce->adaptive_rx = true; }},
    {"coalesce-long", "eth0",
     trading([](HostBuilder& host) { host.eth0().coalesce->rx_usecs = 1; }),
     "a value that adaptive moderation set", trading([](HostBuilder& host) {
       host.eth0().coalesce->rx_usecs = 20;
       host.eth0().coalesce->adaptive_rx = true;
     })},
    {"coalesce-long", "eth0",
     under(ProfileName::ena_trading,
           [](HostBuilder& host) { host.eth0().coalesce->rx_usecs = 20; }),
     "high-pps, which moderates",
     under(ProfileName::high_pps, [](HostBuilder& host) { host.eth0().coalesce->rx_usecs = 20; })},
    {"gro-on", "eth0", trading(active("rx-gro")), "no profile", active("rx-gro")},
    {"lro-on", "eth0", trading(active("rx-lro")), "LRO that is fixed",
     trading(active_and_fixed("rx-lro"))},
    {"hardware-gro-on", "eth0", trading(active("rx-gro-hw")), "virtio's, on and fixed",
     trading(active_and_fixed("rx-gro-hw"))},
    {"tso-on", "eth0", trading(active("tx-tcp-segmentation")), "high-pps",
     under(ProfileName::high_pps, active("tx-tcp-segmentation"))},
    {"tso-on", "eth0", trading(active("tx-tcp6-segmentation")), "GSO, which has its own row",
     trading(active("tx-generic-segmentation"))},
    {"gso-on", "eth0", trading(active("tx-generic-segmentation")), "no profile",
     active("tx-generic-segmentation")},
    {"ring-too-shallow", "eth0",
     [](HostBuilder& host) { host.counts("rx_no_dma_resources", 1200, 1450); }, "drops of long ago",
     [](HostBuilder& host) { host.counts("rx_no_dma_resources", 1200, 1200); }},
    {"ring-too-shallow", "eth0", [](HostBuilder& host) { host.counts("port.rx_discards", 0, 1); },
     "drops that no ring is to blame for",
     [](HostBuilder& host) {
       host.counts("rx_dropped", 0, 10);
       host.counts("rx_crc_errors", 0, 10);
       host.counts("tx_dropped", 0, 10);
     }},
    {"ring-too-shallow", "eth0", [](HostBuilder& host) { host.counts("rx_out_of_buffer", 0, 3); },
     "a counter that was reset", [](HostBuilder& host) { host.counts("rx_out_of_buffer", 9, 3); }},
    {"ring-overrun", "eth0",
     [](HostBuilder& host) {
       host.eth0().rings->rx = 4096;
       host.counts("rx_missed_errors", 0, 9);
     },
     "rings that can still grow", [](HostBuilder& host) { host.counts("rx_missed_errors", 0, 9); }},
    {"ring-too-deep", "eth0", trading([](HostBuilder& host) { host.eth0().rings->rx = 513; }),
     "a deep ring that still drops", trading([](HostBuilder& host) {
       host.eth0().rings->rx = 1024;
       host.counts("rx_missed_errors", 0, 9);
     })},
    {"ring-too-deep", "eth0", trading([](HostBuilder& host) { host.eth0().rings->rx = 1024; }),
     "ENA's default depth under its own profile",
     under(ProfileName::ena_trading, [](HostBuilder& host) { host.eth0().rings->rx = 1024; })},
    {"kernel-too-old", "host",
     trading([](HostBuilder& host) { host.host.settings.kernel_release = "5.9.16-amd64"; }),
     "5.10 itself",
     trading([](HostBuilder& host) { host.host.settings.kernel_release = "5.10.0-8-amd64"; })},
    {"ena-too-old", "eth0", trading([](HostBuilder& host) { own_ena(host, "2.12.9g"); }), "2.13.0g",
     trading([](HostBuilder& host) { own_ena(host, "2.13.0g"); })},
    {"ena-too-old", "eth0", trading([](HostBuilder& host) { own_ena(host, "2.8.0g"); }),
     "the kernel's own copy, which has the kernel's number", trading([](HostBuilder& host) {
       host.host.settings.kernel_release = "6.1.0-18";
       own_ena(host, "6.1.0-18");
     })},
    {"zero-copy-missing", "eth0",
     trading([](HostBuilder& host) { host.eth0().xdp_features = 0x7; }),
     "a kernel that cannot tell",
     trading([](HostBuilder& host) { host.eth0().xdp_features.reset(); })},
    {"ntuple-missing", "eth0", trading([](HostBuilder& host) {
       host.feature("rx-ntuple-filter").active = false;
       host.feature("rx-ntuple-filter").fixed = true;
     }),
     "filters that are off but can be switched on",
     trading([](HostBuilder& host) { host.feature("rx-ntuple-filter").active = false; })},
};

TEST(DeviceRules, EachTriggersAndSparesTheNearestLegitimateHost) {
  expect_cases(device_rules(), kCases);
}

TEST(DeviceRules, AnInterfaceNameWithASpaceIsQuoted) {
  HostBuilder host;
  host.profile = ProfileName::trading;
  host.eth0().name = "odd name";
  host.eth0().rings->rx = 2048;
  const auto found = host.findings_of("ring-too-deep");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].fix.shell, "ethtool -G 'odd name' rx 512");
  EXPECT_EQ(found[0].fix.policy, "interfaces: [{match: {name: \"odd name\"}, rings: {rx: 512}}]");
  EXPECT_EQ(found[0].evidence.front().source, "ethtool -g 'odd name'");
}

TEST(DeviceRules, AnOffloadIsCitedByTheNameThatEthtoolPrints) {
  HostBuilder host;
  host.profile = ProfileName::trading;
  host.feature("rx-gro").active = true;
  host.feature("tx-generic-segmentation").active = true;
  EXPECT_EQ(host.findings_of("gro-on").front().evidence.front(),
            (Evidence{"ethtool -k eth0", "generic-receive-offload: on"}));
  EXPECT_EQ(host.findings_of("gso-on").front().evidence.front(),
            (Evidence{"ethtool -k eth0", "generic-segmentation-offload: on"}));
}

TEST(DeviceRules, AFixNamesOnlyWhatTheDriverModerates) {
  HostBuilder host;
  host.profile = ProfileName::trading;
  host.eth0().coalesce = Coalesce{.adaptive_rx = true};
  EXPECT_EQ(host.findings_of("coalesce-adaptive").front().fix.shell,
            "ethtool -C eth0 adaptive-rx off");
}

TEST(DeviceRules, AShallowRingIsDoubledAtMostToItsLargest) {
  HostBuilder host;
  host.counts("rx_no_dma_resources", 1200, 1450);
  EXPECT_EQ(host.findings_of("ring-too-shallow").front().fix.shell, "ethtool -G eth0 rx 1024");
  EXPECT_THAT(host.findings_of("ring-too-shallow").front().sentence,
              HasSubstr("dropped 250 packets in 10.0 s"));
  host.eth0().rings->rx = 3000;
  EXPECT_EQ(host.findings_of("ring-too-shallow").front().fix.shell, "ethtool -G eth0 rx 4096");
}

TEST(DeviceRules, EveryDriversDropCounterIsKnown) {
  for (const auto* name :
       {"rx_no_buffer_count", "rx_missed_errors", "rx_queue_3_drops", "port.rx_dropped",
        "rx_dropped.nic", "rx_discards_phy", "rx_prio0_discards", "rx_nodesc_drops",
        "port_rx_nodesc_drops", "rx_overruns", "queue_2_rx_empty_rx_ring", "rx_queue_drop_cnt[0]",
        "rx_no_buffers_posted[1]", "rx_total_discard_pkts", "[0]: rx_discards", "  pkts rx OOB",
        "sysfs.rx_missed_errors"}) {
    HostBuilder host;
    host.counts(name, 5, 6);
    EXPECT_EQ(host.findings_of("ring-too-shallow").size(), 1U) << name;
  }
}

TEST(DeviceRules, NomsiOnTheCommandLineIsNamedAsTheCause) {
  HostBuilder host;
  host.eth0().msix->enabled = false;
  host.host.settings.command_line.text = "root=/dev/sda1 pci=nomsi quiet";
  const auto found = host.findings_of("msix-off");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0].evidence, testing::Contains(Evidence{"/proc/cmdline", "pci=nomsi"}));
  EXPECT_THAT(found[0].fix.shell, HasSubstr("pci=nomsi"));
}

}  // namespace
}  // namespace holdfast
