#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/nic_audit_test_fixture.h"
#include "plan/rules.h"

namespace holdfast {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

void run_irqbalance(HostBuilder& host) {
  host.host.irqbalance = Irqbalance{.process = ThreadId{812}, .enabled = true};
}

void install_irqbalance(HostBuilder& host) {
  host.host.irqbalance = Irqbalance{.package_installed = true, .unattended_upgrades = true};
}

// irq 33 on the isolated CPU 3.
void put_on_isolated(HostBuilder& host) {
  host.isolate(CpuSet{3});
  host.place(33, 3);
}

void busy(HostBuilder& host, std::uint64_t each) {
  host.place(31, 0);
  host.fires(30, 0, each);
  host.fires(31, 0, each);
  host.fires(32, 2, 1);
}

const std::vector<RuleCase> kCases = {
    {"irqbalance-free", "eth0", run_irqbalance, "one that bans all the NIC's vectors",
     [](HostBuilder& host) {
       run_irqbalance(host);
       host.host.irqbalance->banned_irqs = {{30}, {31}, {32}, {33}};
     }},
    {"irqbalance-free", "eth0", run_irqbalance, "one that ran once and ended its work",
     [](HostBuilder& host) {
       run_irqbalance(host);
       host.host.irqbalance->one_shot = true;
     }},
    {"irqbalance-at-boot", "irqbalance",
     [](HostBuilder& host) { host.host.irqbalance = Irqbalance{.enabled = true}; },
     "one that is disabled",
     [](HostBuilder& host) { host.host.irqbalance = Irqbalance{.package_installed = true}; }},
    {"irqbalance-not-held", "irqbalance", install_irqbalance, "a held package",
     [](HostBuilder& host) {
       install_irqbalance(host);
       host.host.irqbalance->package_held = true;
     }},
    {"irqbalance-not-held", "irqbalance", install_irqbalance, "no unattended upgrades",
     [](HostBuilder& host) {
       install_irqbalance(host);
       host.host.irqbalance->unattended_upgrades = false;
     }},
    {"vector-all-cpus", "eth0 irq 30 (rx+tx 0)",
     [](HostBuilder& host) { host.irq(30).requested = CpuSet::range(0, 7); },
     "a mask of the NIC's node",
     [](HostBuilder& host) { host.irq(30).requested = CpuSet::range(0, 3); }},
    {"vector-all-cpus", "eth0 irq 30 (rx+tx 0)",
     [](HostBuilder& host) { host.irq(30).requested = CpuSet::range(0, 7); }, "a managed vector",
     [](HostBuilder& host) {
       host.irq(30).requested = CpuSet::range(0, 7);
       host.irq(30).managed = true;
     }},
    {"vector-all-cpus", "eth0 irq 30 (rx+tx 0)",
     [](HostBuilder& host) { host.irq(30).requested = CpuSet::range(0, 7); },
     "a NIC with one vector",
     [](HostBuilder& host) {
       host.host.vectors.resize(1);
       host.irq(30).requested = CpuSet::range(0, 7);
     }},
    {"vector-all-cpus", "eth0 irq 30 (rx+tx 0)",
     [](HostBuilder& host) { host.irq(30).requested = CpuSet::range(0, 7); },
     "virtio's config vector",
     [](HostBuilder& host) {
       host.irq(30).requested = CpuSet::range(0, 7);
       host.irq(30).role = VectorRole::async;
     }},
    {"vector-on-isolated", "eth0 irq 33 (rx+tx 3)", put_on_isolated,
     "the queue's consumer pinned to that CPU",
     [](HostBuilder& host) {
       put_on_isolated(host);
       host.pin_thread(900, CpuSet{3});
       host.add_flow(0, 900).remote.address.clear();  // a flow whose queue cannot be told
     }},
    {"vector-on-isolated", "eth0 irq 33 (rx+tx 3)", put_on_isolated,
     "the consumer pinned to the neighbouring CPU",
     [](HostBuilder& host) {
       put_on_isolated(host);
       host.isolate(CpuSet{2, 3});
       host.place(32, 1);
       host.pin_thread(900, CpuSet{2});
       host.add_flow(0, 900).remote.address.clear();
     }},
    {"vector-on-isolated", "eth0 irq 33 (rx+tx 3)", put_on_isolated,
     "a move away that waits for the next interrupt",
     [](HostBuilder& host) {
       put_on_isolated(host);
       host.irq(33).requested = CpuSet{1};
     }},
    {"vector-on-isolated", "irq 24 (nvme0q1)",
     [](HostBuilder& host) {
       host.isolate(CpuSet{7});
       host.add_vector(24, VectorRole::unknown, 0, 7).nic.clear();
       host.irq(24).action = "nvme0q1";
       std::swap(host.host.vectors.front(), host.host.vectors.back());
       std::swap(host.earlier.irqs.front(), host.earlier.irqs.back());
       std::swap(host.later.irqs.front(), host.later.irqs.back());
       host.fires(24, 7, 5);
     },
     "another device's vector there that does not fire",
     [](HostBuilder& host) {
       host.isolate(CpuSet{7});
       host.add_vector(34, VectorRole::unknown, 0, 7).nic.clear();
     }},
    {"vector-on-nohz-full", "eth0 irq 33 (rx+tx 3)",
     [](HostBuilder& host) { host.host.topology.nohz_full = CpuSet{3}; },
     "an isolated CPU, of which vector-on-isolated speaks",
     [](HostBuilder& host) {
       host.host.topology.nohz_full = CpuSet{3};
       host.isolate(CpuSet{3});
     }},
    {"vector-beside-isolated", "eth0 irq 33 (rx+tx 3)",
     [](HostBuilder& host) {
       host.with_smt();
       host.isolate(CpuSet{7});
     },
     "an isolated CPU with a core of its own", [](HostBuilder& host) { host.isolate(CpuSet{7}); }},
    {"vector-remote-node", "eth0 irq 33 (rx+tx 3)", [](HostBuilder& host) { host.place(33, 7); },
     "a NIC without a node",
     [](HostBuilder& host) {
       host.place(33, 7);
       host.eth0().node.reset();
     }},
    {"vector-remote-node", "eth0 irq 33 (rx+tx 3)", [](HostBuilder& host) { host.place(33, 7); },
     "a node whose CPUs are all offline",
     [](HostBuilder& host) {
       host.place(33, 7);
       host.host.topology.online = CpuSet::range(4, 7);
     }},
    {"vectors-share-cpu", "eth0 cpu 0", [](HostBuilder& host) { host.place(31, 0); },
     "more queues than CPUs",
     [](HostBuilder& host) {
       host.host.topology.online = CpuSet{0, 1, 2};
       host.place(33, 0);
     }},
    {"vectors-share-cpu", "eth0 cpu 0", [](HostBuilder& host) { host.place(31, 0); },
     "the receive and the transmit vector of one queue",
     [](HostBuilder& host) {
       host.irq(30).role = VectorRole::rx;
       host.irq(30).tx_queues.clear();
       host.irq(31).role = VectorRole::tx;
       host.irq(31).rx_queues.clear();
       host.irq(31).tx_queues = {{0}};
       host.place(31, 0);
     }},
    {"cpu-dominates", "eth0 cpu 0", [](HostBuilder& host) { busy(host, 5000); },
     "too few interrupts to tell", [](HostBuilder& host) { busy(host, 400); }},
    {"cpu-dominates", "eth0 cpu 0", [](HostBuilder& host) { busy(host, 5000); },
     "one hot queue, which no move would spread",
     [](HostBuilder& host) { host.fires(30, 0, 9000); }},
    {"cpu-dominates", "eth0 cpu 0", [](HostBuilder& host) { busy(host, 5000); },
     "the same counts since boot, with one sample only",
     [](HostBuilder& host) {
       busy(host, 5000);
       host.earlier = host.later;
     }},
    {"queue-dominates", "eth0 irq 30 (rx+tx 0)",
     [](HostBuilder& host) {
       host.profile = ProfileName::high_pps;
       host.fires(30, 0, 9000);
       host.fires(31, 1, 100);
     },
     "a hot feed on a trading host",
     [](HostBuilder& host) {
       host.profile = ProfileName::trading;
       host.fires(30, 0, 9000);
       host.fires(31, 1, 100);
     }},
    {"affinity-ignored", "eth0 irq 30 (rx+tx 0)",
     [](HostBuilder& host) {
       host.irq(30).requested = CpuSet{2};
       host.fires(30, 0, 7);
     },
     "interrupts that already run where they are asked to",
     [](HostBuilder& host) {
       host.irq(30).requested = CpuSet{2};
       host.fires(30, 2, 7);
     }},
    {"affinity-pending", "eth0 irq 30 (rx+tx 0)",
     [](HostBuilder& host) { host.irq(30).requested = CpuSet{2}; },
     "a wide mask of which the chip uses one CPU",
     [](HostBuilder& host) { host.irq(30).requested = CpuSet::range(0, 3); }},
    {"hint-differs", "eth0 irq 30 (rx+tx 0)",
     [](HostBuilder& host) { host.irq(30).hint = CpuSet{2}; }, "a hint of all CPUs",
     [](HostBuilder& host) { host.irq(30).hint = CpuSet::range(0, 7); }},
    {"vector-budget-low", "host",
     [](HostBuilder& host) { host.host.settings.vectors_available = 159; },
     "a tenth of the vectors still free",
     [](HostBuilder& host) { host.host.settings.vectors_available = 160; }},
    {"vector-cpu-full", "cpu 4",
     [](HostBuilder& host) {
       for (std::uint32_t i = 0; i < 180; ++i) host.add_vector(100 + i, VectorRole::async, 0, 4);
     },
     "one vector less",
     [](HostBuilder& host) {
       for (std::uint32_t i = 0; i < 179; ++i) host.add_vector(100 + i, VectorRole::async, 0, 4);
     }},
};

TEST(PlacementRules, EachTriggersAndSparesTheNearestLegitimateHost) {
  expect_cases(placement_rules(), kCases);
}

TEST(PlacementRules, AFixNamesAQuietCpuOfTheNicsNodeWithoutAVector) {
  HostBuilder host;
  host.with_smt();
  host.isolate(CpuSet{5});  // CPU 1 shares its core
  host.irq(30).requested = CpuSet::range(0, 7);
  host.irq(30).effective = CpuSet{7};
  host.place(31, 3);
  host.place(33, 0);
  const auto found = host.findings_of("vector-all-cpus");
  ASSERT_EQ(found.size(), 1U);
  // CPUs 0, 2 and 3 are fit and have a queue each: the lowest of the least loaded takes it.
  EXPECT_EQ(found[0].fix.shell, "echo 0 > /proc/irq/30/smp_affinity_list");
  EXPECT_EQ(found[0].fix.policy,
            "interfaces: [{match: {name: eth0}, vectors: [{queue: 0, cpu: 0}]}]");
  EXPECT_THAT(found[0].evidence,
              ElementsAre(Evidence{"/proc/irq/30/smp_affinity_list", "0-7"},
                          Evidence{"/proc/irq/30/effective_affinity_list", "7"}));
}

TEST(PlacementRules, SeveralVectorsOfOneNicAreOneFindingOnDistinctCpus) {
  HostBuilder host;
  for (const std::uint32_t irq : {30U, 31U, 32U, 33U}) {
    host.irq(irq).requested = CpuSet::range(0, 7);
    host.irq(irq).effective = CpuSet{0};
  }
  const auto found = host.findings_of("vector-all-cpus");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].object, "eth0");
  EXPECT_THAT(found[0].sentence, HasSubstr("4 packet vectors of eth0 may run on all 8"));
  EXPECT_EQ(found[0].evidence.size(), 8U);
  EXPECT_EQ(found[0].fix.shell,
            "echo 0 > /proc/irq/30/smp_affinity_list\n"
            "echo 1 > /proc/irq/31/smp_affinity_list\n"
            "echo 2 > /proc/irq/32/smp_affinity_list\n"
            "echo 3 > /proc/irq/33/smp_affinity_list");
  // The same CPUs as in the finding that they crowd one.
  const auto sharing = host.findings_of("vectors-share-cpu");
  ASSERT_EQ(sharing.size(), 1U);
  EXPECT_THAT(found[0].fix.shell, HasSubstr(sharing[0].fix.shell));
}

TEST(PlacementRules, TwoNicsAreNotSentToTheSameCpus) {
  HostBuilder host;
  host.host.vectors.resize(2);
  host.place(30, 6);
  host.place(31, 7);
  Nic second = host.eth0();
  second.name = "eth1";
  host.host.nics.push_back(second);
  for (const std::uint32_t irq : {40U, 41U}) {
    host.add_vector(irq, VectorRole::combined, irq - 40, irq - 36).nic = "eth1";
  }
  const auto found = host.findings_of("vector-remote-node");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].fix.shell,
            "echo 0 > /proc/irq/30/smp_affinity_list\necho 1 > /proc/irq/31/smp_affinity_list");
  EXPECT_EQ(found[1].fix.shell,
            "echo 2 > /proc/irq/40/smp_affinity_list\necho 3 > /proc/irq/41/smp_affinity_list");
}

TEST(PlacementRules, AQueueMovesToAFreeCpuEvenWhenOtherNicsAreBusyThere) {
  HostBuilder host;
  host.place(31, 0);  // CPU 1 is free of eth0, and crowded with another NIC's queues
  for (std::uint32_t i = 0; i < 3; ++i) {
    host.add_vector(50 + i, VectorRole::combined, i, 1).nic = "eth9";
  }
  const auto found = host.findings_of("vectors-share-cpu");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].fix.shell, "echo 1 > /proc/irq/31/smp_affinity_list");
}

TEST(PlacementRules, AHintDoesNotContradictTheFindingThatPinsTheVector) {
  HostBuilder host;
  host.irq(30).requested = CpuSet::range(0, 7);
  host.irq(30).hint = CpuSet{2};
  EXPECT_EQ(host.findings_of("hint-differs").front().fix.shell,
            host.findings_of("vector-all-cpus").front().fix.shell);
}

TEST(PlacementRules, SharedCpusAreSeparatedWithoutMovingTheFirst) {
  HostBuilder host;
  host.place(31, 0);
  const auto found = host.findings_of("vectors-share-cpu");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].fix.shell, "echo 1 > /proc/irq/31/smp_affinity_list");
  EXPECT_EQ(found[0].severity, Severity::advice) << "both masks name one CPU: somebody chose it";
}

TEST(PlacementRules, APinnedThreadThatMayBeTheConsumerMakesItAnAdvice) {
  HostBuilder host;
  put_on_isolated(host);
  EXPECT_EQ(host.findings_of("vector-on-isolated").front().severity, Severity::critical);
  host.pin_thread(900, CpuSet{3});
  const auto found = host.findings_of("vector-on-isolated");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].severity, Severity::advice);
  EXPECT_THAT(found[0].sentence, HasSubstr("md-reader (tid 900) is pinned to CPU 3"));
}

TEST(PlacementRules, AFlowThatLandsOnAnotherQueueDoesNotExcuseTheVector) {
  HostBuilder host;
  put_on_isolated(host);
  host.pin_thread(900, CpuSet{3});
  auto& rule = host.eth0().ntuple.emplace_back();
  rule.flow_type = "tcp4";
  rule.queue = QueueIndex{0};
  host.add_flow(1000, 900);
  EXPECT_EQ(host.findings_of("vector-on-isolated").size(), 1U);
  rule.queue = QueueIndex{3};
  EXPECT_EQ(host.findings_of("vector-on-isolated").size(), 0U);
}

TEST(PlacementRules, OneSampleCannotTellPendingFromWrongAndSaysSo) {
  HostBuilder host;
  host.irq(30).requested = CpuSet{2};
  host.later = host.earlier;
  EXPECT_TRUE(host.findings_of("affinity-ignored").empty());
  const auto found = host.findings_of("affinity-pending");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0].sentence, HasSubstr("two samples would tell"));
}

TEST(PlacementRules, AHintAtAnIsolatedCpuIsNotWorthFollowing) {
  HostBuilder host;
  host.isolate(CpuSet{5});
  host.irq(30).hint = CpuSet{5};
  EXPECT_EQ(host.findings_of("hint-differs").front().fix.shell,
            "echo 0 > /proc/irq/30/smp_affinity_list");
  host.irq(30).hint = CpuSet{2};
  EXPECT_EQ(host.findings_of("hint-differs").front().fix.shell,
            "echo 2 > /proc/irq/30/smp_affinity_list");
}

TEST(PlacementRules, IrqbalanceIsWorseUnderLowLatencyAndMilderWithAScript) {
  HostBuilder host;
  run_irqbalance(host);
  EXPECT_EQ(host.findings_of("irqbalance-free").front().severity, Severity::warning);
  host.profile = ProfileName::trading;
  EXPECT_EQ(host.findings_of("irqbalance-free").front().severity, Severity::critical);
  host.host.irqbalance->policy_script = "/etc/irqbalance.sh";
  EXPECT_EQ(host.findings_of("irqbalance-free").front().severity, Severity::advice);
}

}  // namespace
}  // namespace holdfast
