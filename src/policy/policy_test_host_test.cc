#include <fmt/format.h>

#include "policy/policy_test_host.h"

namespace holdfast {
namespace {

void add_cpus(HostSnapshot& host) {
  auto& topology = host.topology;
  topology.possible = CpuSet::range(0, 15);
  topology.online = CpuSet::range(0, 14);
  topology.isolated = CpuSet{6, 7, 14};
  for (std::uint32_t id = 0; id < 15; ++id) {
    const std::uint32_t core = id % 8;
    Cpu cpu;
    cpu.id = CpuId{id};
    cpu.node = NumaNode{core / 4};
    cpu.core = core;
    cpu.smt_siblings = CpuSet{core, core + 8} & topology.online;
    topology.cpus.push_back(cpu);
  }
  topology.nodes = {{NumaNode{0}, CpuSet{0, 1, 2, 3, 8, 9, 10, 11}, {10, 21}},
                    {NumaNode{1}, CpuSet{4, 5, 6, 7, 12, 13, 14}, {21, 10}}};
}

Nic nic(const char* name, std::uint32_t index, std::uint32_t node, std::uint32_t queues) {
  Nic made;
  made.name = name;
  made.index = index;
  made.kind = NicKind::physical;
  made.device = made.pci_address = fmt::format("0000:8{}:00.0", index);
  made.driver = "ice";
  made.node = NumaNode{node};
  made.address = fmt::format("02:00:00:00:00:0{}", index);
  made.channels = Channels{.rx = 0,
                           .tx = 0,
                           .other = 0,
                           .combined = queues,
                           .rx_max = 0,
                           .tx_max = 0,
                           .other_max = 0,
                           .combined_max = queues == 1 ? 1 : 8};
  made.rings = Rings{.rx = 2048, .tx = 2048, .rx_max = 8160, .tx_max = 8160};
  made.coalesce =
      Coalesce{.adaptive_rx = true, .adaptive_tx = true, .rx_usecs = 50, .tx_usecs = 50};
  made.features = {{"rx-gro", true, true, false},
                   {"tx-generic-segmentation", true, true, false},
                   {"tx-tcp-segmentation", true, true, false},
                   {"rx-ntuple-filter", false, false, queues == 1}};
  if (queues > 1) {
    made.rss = {{0, "toeplitz", "", std::vector<std::uint8_t>(40, 0x6d), {0, 1, 2, 3}}};
    made.hash_fields = {{"udp4", true, false, {}}, {"tcp4", true, true, {}}};
  }
  for (std::uint32_t i = 0; i < queues; ++i) {
    made.rx_queues.push_back({QueueIndex{i}, {}, 0, std::nullopt});
    made.tx_queues.push_back({QueueIndex{i}, {}, "", std::nullopt});
  }
  made.napi_defer_hard_irqs = 0;
  return made;
}

void add_vectors(HostSnapshot& host, const Nic& of, std::uint32_t first_irq) {
  for (const auto& queue : of.rx_queues) {
    Vector vector;
    vector.irq = IrqNumber{first_irq + queue.index.value};
    vector.nic = of.name;
    vector.action = fmt::format("ice-{}-TxRx-{}", of.name, queue.index.value);
    vector.role = VectorRole::combined;
    vector.rx_queues = vector.tx_queues = {queue.index};
    vector.requested = vector.effective = CpuSet{0};
    host.vectors.push_back(vector);
  }
  Vector admin;
  admin.irq = IrqNumber{first_irq + 20};
  admin.nic = of.name;
  admin.role = VectorRole::admin;
  host.vectors.push_back(admin);
}

}  // namespace

HostSnapshot policy_test_host() {
  HostSnapshot host;
  host.settings.hostname = "md-7";
  host.settings.kernel_release = "6.12.0";
  host.settings.machine = "x86_64";
  host.settings.sysctls = {{"net.core.somaxconn", "4096"},
                           {"net.core.busy_read", "0"},
                           {"net.core.busy_poll", "0"},
                           {"net.core.rps_sock_flow_entries", "0"}};
  add_cpus(host);
  host.nics.push_back(nic("eth0", 2, 0, 4));
  host.nics.push_back(nic("eth1", 3, 1, 1));
  Nic bond;
  bond.name = "bond0";
  bond.index = 4;
  bond.kind = NicKind::bond;
  bond.members = {"eth0", "eth1"};
  host.nics.push_back(bond);
  Nic loopback;
  loopback.name = "lo";
  loopback.index = 1;
  loopback.kind = NicKind::loopback;
  host.nics.push_back(loopback);
  add_vectors(host, host.nics[0], 40);
  add_vectors(host, host.nics[1], 80);
  host.irqbalance = Irqbalance{};
  host.irqbalance->process = ThreadId{700};
  host.files["/etc/default/irqbalance"] = "# defaults\nIRQBALANCE_ARGS=\"--deepestcache=2\"\n";
  return host;
}

}  // namespace holdfast
