#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "plan/nic_audit_test_fixture.h"
#include "plan/rules.h"

namespace holdfast {

HostBuilder::HostBuilder() {
  host.settings.machine = "x86_64";
  host.settings.kernel_release = "6.12.0";
  host.settings.sysctls["net.core.rps_sock_flow_entries"] = "0";
  auto& topology = host.topology;
  topology.possible = topology.online = CpuSet::range(0, 7);
  topology.nodes = {{NumaNode{0}, CpuSet::range(0, 3), {10, 21}},
                    {NumaNode{1}, CpuSet::range(4, 7), {21, 10}}};
  for (std::uint32_t id = 0; id < 8; ++id) {
    topology.cpus.push_back({.id = CpuId{id},
                             .node = NumaNode{id / 4},
                             .core = id,
                             .smt_siblings = CpuSet{id},
                             .llc_siblings = topology.nodes[id / 4].cpus});
  }
  Nic nic;
  nic.name = "eth0";
  nic.index = 2;
  nic.kind = NicKind::physical;
  nic.driver = "ixgbe";
  nic.pci_address = "0000:81:00.0";
  nic.node = NumaNode{0};
  nic.operstate = "up";
  nic.admin_up = true;
  nic.msix = Msix{.enabled = true, .table_size = 64};
  nic.channels = Channels{.combined = 4, .combined_max = 63};
  nic.rings = Rings{.rx = 512, .tx = 512, .rx_max = 4096, .tx_max = 4096};
  nic.coalesce = Coalesce{.adaptive_rx = false, .rx_usecs = 0, .rx_frames = 1};
  nic.xdp_features = 0xff;
  for (const auto* name : {"rx-gro", "rx-lro", "rx-gro-hw", "tx-tcp-segmentation",
                           "tx-tcp6-segmentation", "tx-generic-segmentation"}) {
    nic.features.push_back({.name = name});
  }
  nic.features.push_back({.name = "rx-ntuple-filter", .active = true, .wanted = true});
  RssContext context;
  context.function = "toeplitz";
  context.key = repeated_key(0x6d5a, 40);
  nic.rss.push_back(context);
  for (const auto* type : {"tcp4", "tcp6", "udp4", "udp6"}) {
    nic.hash_fields.push_back({.flow_type = type, .l3 = true, .ports = true});
  }
  for (std::uint32_t queue = 0; queue < 4; ++queue) {
    nic.rx_queues.push_back({.index = QueueIndex{queue}});
    nic.tx_queues.push_back({.index = QueueIndex{queue}, .xps_cpus = CpuSet{queue}});
  }
  host.nics.push_back(nic);
  spread_over(4);
  for (std::uint32_t queue = 0; queue < 4; ++queue) {
    add_vector(30 + queue, VectorRole::combined, queue, queue);
  }
  later.at.ns = 10'000'000'000;
  earlier.nics.push_back({.name = "eth0"});
  later.nics.push_back({.name = "eth0"});
}

Vector& HostBuilder::irq(std::uint32_t number) {
  return *std::find_if(host.vectors.begin(), host.vectors.end(),
                       [&](const Vector& vector) { return vector.irq == IrqNumber{number}; });
}

Vector& HostBuilder::add_vector(std::uint32_t number, VectorRole role, std::uint32_t queue,
                                std::uint32_t cpu) {
  Vector vector;
  vector.irq = IrqNumber{number};
  vector.action = "eth0-" + std::to_string(number);
  vector.nic = "eth0";
  vector.role = role;
  if (role == VectorRole::rx || role == VectorRole::combined) vector.rx_queues = {{queue}};
  if (role == VectorRole::tx || role == VectorRole::combined) vector.tx_queues = {{queue}};
  vector.map_source = MapSource::name;
  vector.requested = vector.effective = CpuSet{cpu};
  host.vectors.push_back(vector);
  earlier.irqs.push_back({vector.irq, {}});
  later.irqs.push_back({vector.irq, {}});
  return host.vectors.back();
}

void HostBuilder::place(std::uint32_t number, std::uint32_t cpu) {
  irq(number).requested = irq(number).effective = CpuSet{cpu};
}

void HostBuilder::fires(std::uint32_t number, std::uint32_t cpu, std::uint64_t count) {
  for (auto& entry : later.irqs) {
    if (entry.irq == IrqNumber{number}) entry.counts.push_back({CpuId{cpu}, count});
  }
}

void HostBuilder::counts(std::string name, std::uint64_t before, std::uint64_t after) {
  earlier.nics.front().statistics.push_back({name, before});
  later.nics.front().statistics.push_back({std::move(name), after});
}

void HostBuilder::with_smt() {
  for (auto& cpu : host.topology.cpus) {
    cpu.smt_siblings = CpuSet{cpu.id.value % 4, cpu.id.value % 4 + 4};
  }
}

void HostBuilder::pin_thread(std::uint32_t process, const CpuSet& cpus) {
  host.threads.push_back({.process = ThreadId{process},
                          .id = ThreadId{process},
                          .comm = "md-reader",
                          .affinity = cpus,
                          .last_cpu = *cpus.first()});
}

Flow& HostBuilder::add_flow(std::uint16_t port, std::uint32_t process) {
  Flow flow{.transport = Transport::tcp,
            .local = {{10, 0, 0, 1}, 443},
            .remote = {{10, 0, 0, 9}, port},
            .nic = "eth0"};
  if (process != 0) flow.process = ThreadId{process};
  host.flows.push_back(flow);
  return host.flows.back();
}

void HostBuilder::spread_over(std::uint32_t queues) {
  auto& table = eth0().rss.front().indirection;
  table.resize(128);
  for (std::uint32_t bucket = 0; bucket < 128; ++bucket) table[bucket] = bucket % queues;
}

Feature& HostBuilder::feature(std::string_view name) {
  return *std::find_if(eth0().features.begin(), eth0().features.end(),
                       [&](const Feature& entry) { return entry.name == name; });
}

std::vector<Finding> HostBuilder::findings() const {
  return audit({host, earlier, later, profile_of(profile)});
}

std::vector<Finding> HostBuilder::findings_of(std::string_view rule) const {
  auto all = findings();
  std::erase_if(all, [&](const Finding& finding) { return finding.rule != rule; });
  return all;
}

void PrintTo(const RuleCase& rule_case, std::ostream* out) { *out << rule_case.rule; }

void expect_cases(std::span<const Rule> rows, const std::vector<RuleCase>& cases) {
  std::set<std::string> covered;
  for (const auto& entry : cases) {
    SCOPED_TRACE(entry.rule);
    covered.insert(entry.rule);
    HostBuilder bad;
    entry.triggers(bad);
    const auto found = bad.findings_of(entry.rule);
    EXPECT_FALSE(found.empty()) << "it does not trigger";
    if (!found.empty()) {
      const auto& finding = found.front();
      EXPECT_EQ(finding.object, entry.object);
      EXPECT_FALSE(finding.sentence.empty());
      EXPECT_FALSE(finding.why.empty());
      EXPECT_FALSE(finding.reference.empty());
      EXPECT_FALSE(finding.evidence.empty());
      for (const auto& evidence : finding.evidence) {
        EXPECT_FALSE(evidence.source.empty() || evidence.value.empty()) << finding.sentence;
      }
      // What a driver cannot do has no fix, but for ENA.
      const bool fixable = finding.rule != "zero-copy-missing";
      EXPECT_EQ(fixable, !finding.fix.policy.empty() || !finding.fix.shell.empty())
          << finding.sentence;
    }
    HostBuilder good;
    entry.spares(good);
    EXPECT_EQ(good.findings_of(entry.rule).size(), 0U)
        << "fires on " << entry.nearly << ": " << good.findings_of(entry.rule).front().sentence;
  }
  for (const auto& row : rows) {
    EXPECT_TRUE(covered.contains(std::string(row.id))) << row.id << " has no case";
  }
}

namespace {

std::vector<Rule> rows_of_these_parts() {
  std::vector<Rule> rows;
  for (const auto part : {placement_rules(), device_rules(), steering_rules()}) {
    rows.insert(rows.end(), part.begin(), part.end());
  }
  return rows;
}

TEST(NicAudit, AHostAsEveryProfileWantsItHasNoFinding) {
  std::set<std::string> ids;
  for (const auto& row : rows_of_these_parts()) ids.emplace(row.id);
  for (const auto profile :
       {ProfileName::any, ProfileName::trading, ProfileName::ena_trading, ProfileName::high_pps}) {
    HostBuilder host;
    host.profile = profile;
    for (const auto& finding : host.findings()) {
      EXPECT_FALSE(ids.contains(finding.rule)) << name_of(profile) << ": " << finding.sentence;
    }
  }
}

TEST(NicAudit, EveryRowIsFilledIn) {
  std::set<std::string_view> ids;
  for (const auto& row : rows_of_these_parts()) {
    EXPECT_TRUE(ids.insert(row.id).second) << row.id << " twice";
    EXPECT_GE(row.number, 1) << row.id;
    EXPECT_LE(row.number, 25) << row.id;
    EXPECT_FALSE(row.sentence.empty()) << row.id;
    EXPECT_FALSE(row.why.empty()) << row.id;
    EXPECT_FALSE(row.policy.empty() && row.shell.empty()) << row.id;
    EXPECT_FALSE(row.reference.empty()) << row.id;
    EXPECT_NE(row.check, nullptr) << row.id;
    EXPECT_EQ(row.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"),
              std::string_view::npos)
        << row.id;
  }
}

TEST(NicAudit, AnInterfaceThatIsDownOrTakenByOnloadIsLeftAlone) {
  for (int i = 0; i < 4; ++i) {
    HostBuilder host;
    host.profile = ProfileName::trading;
    host.irq(30).requested = CpuSet::range(0, 7);
    host.feature("rx-gro").active = true;
    EXPECT_FALSE(host.findings_of("vector-all-cpus").empty());
    if (i == 0) host.eth0().admin_up = false;
    if (i == 1) host.eth0().carrier = false;
    if (i == 2) host.eth0().operstate = "down";
    if (i == 3) host.eth0().onload = true;
    EXPECT_TRUE(host.findings_of("vector-all-cpus").empty()) << i;
    EXPECT_TRUE(host.findings_of("gro-on").empty()) << i;
  }
}

TEST(NicAudit, AnEmptyHostHasNoFindingAndDoesNotCrash) {
  HostBuilder host;
  host.host = {};
  host.earlier = {};
  host.later = {};
  host.profile = ProfileName::trading;
  for (const auto& row : rows_of_these_parts()) {
    EXPECT_EQ(host.findings_of(row.id).size(), 0U) << row.id;
  }
}

}  // namespace
}  // namespace holdfast
