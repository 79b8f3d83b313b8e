#include <fmt/format.h>

#include "base/check.h"
#include "plan/plan_test_fixture.h"
#include "plan/setting_value.h"

namespace holdfast {

PlanHost::PlanHost() {
  host.settings.hostname = "md1";
  host.settings.machine = "x86_64";
  host.settings.default_smp_affinity = CpuSet::range(0, 7);
  host.settings.sysctls = {{"net.core.somaxconn", "4096"},
                           {"net.ipv4.tcp_rmem", "4096\t131072\t6291456"}};
  host.topology.possible = CpuSet::range(0, 7);
  host.topology.online = CpuSet::range(0, 6);
  Nic eth0;
  eth0.name = "eth0";
  eth0.index = 2;
  eth0.kind = NicKind::physical;
  eth0.driver = "ice";
  eth0.pci_address = "0000:81:00.0";
  eth0.admin_up = true;
  eth0.channels.emplace().combined = 4;
  eth0.channels->combined_max = 8;
  eth0.rings.emplace().rx = 2048;
  eth0.rings->tx = 2048;
  eth0.rings->rx_max = eth0.rings->tx_max = 8160;
  auto& coalesce = eth0.coalesce.emplace();
  coalesce.adaptive_rx = coalesce.adaptive_tx = true;
  coalesce.rx_usecs = coalesce.tx_usecs = 50;
  for (const auto* name : {"rx-gro", "tx-tcp-segmentation", "tx-tcp6-segmentation",
                           "tx-generic-segmentation", "rx-ntuple-filter"}) {
    eth0.features.push_back({name, true, true, false});
  }
  eth0.features.push_back({"rx-lro", false, false, true});
  RssContext rss;
  rss.function = "toeplitz";
  rss.key.assign(52, 0x11);
  for (std::uint32_t bucket = 0; bucket < 128; ++bucket) rss.indirection.push_back(bucket % 4);
  eth0.rss.push_back(rss);
  eth0.hash_fields.push_back({"udp4", true, false, {"ip-src", "ip-dst"}});
  eth0.ntuple_capacity = 512;
  eth0.threaded_napi = false;
  eth0.napi_defer_hard_irqs = 0;
  eth0.gro_flush_timeout_ns = 0;
  for (std::uint32_t queue = 0; queue < 4; ++queue) {
    eth0.rx_queues.push_back({QueueIndex{queue}, {}, 0, {}});
    eth0.tx_queues.push_back({QueueIndex{queue}, {}, {}, {}});
    Vector vector;
    vector.irq = IrqNumber{40 + queue};
    vector.action = fmt::format("ice-eth0-TxRx-{}", queue);
    vector.msi_index = queue + 1;
    vector.nic = "eth0";
    vector.role = VectorRole::combined;
    vector.rx_queues = vector.tx_queues = {QueueIndex{queue}};
    vector.requested = vector.effective = CpuSet{queue};
    host.vectors.push_back(vector);
  }
  host.nics.push_back(std::move(eth0));
  Vector other;
  other.irq = IrqNumber{44};
  other.action = "ice-0000:81:00.0:misc";
  other.msi_index = 0;
  other.nic = "eth0";
  other.role = VectorRole::admin;
  other.requested = CpuSet::range(0, 7);
  other.effective = CpuSet{0};
  host.vectors.push_back(other);
  Vector disk;
  disk.irq = IrqNumber{50};
  disk.action = "ahci";
  disk.requested = CpuSet::range(0, 7);
  disk.effective = CpuSet{1};
  host.vectors.push_back(disk);
  disk.irq = IrqNumber{51};
  disk.action = "nvme0q1";
  disk.managed = true;
  host.vectors.push_back(disk);
  demands.policy = "test";
  demands.source = "policy.yaml";
}

Vector& PlanHost::vector(std::uint32_t irq) {
  const Vector* found = host.find_vector(IrqNumber{irq});
  HOLDFAST_CHECK(found != nullptr);
  return host.vectors[static_cast<std::size_t>(found - host.vectors.data())];
}

Demand& PlanHost::demand(SettingKind kind, std::string name, std::string value) {
  auto& demand = host_demand(kind, std::move(name), std::move(value));
  demand.nic = "eth0";
  return demand;
}

Demand& PlanHost::host_demand(SettingKind kind, std::string name, std::string value) {
  auto& demand = demands.settings.emplace_back();
  demand.kind = kind;
  demand.name = std::move(name);
  demand.value = std::move(value);
  demand.place = {"policy.yaml", static_cast<int>(demands.settings.size()), 1};
  return demand;
}

void PlanHost::carry_out(const Plan& plan, HostSnapshot& host) {
  for (const auto& step : plan.steps) {
    if (step.through) set_value(host, {step.object, step.through->to_list(), {}});
    set_value(host, {step.object, step.after, {}});
  }
}

std::vector<std::string> texts_of(const std::vector<Step>& steps) {
  std::vector<std::string> texts;
  for (const auto& step : steps) {
    texts.push_back(
        fmt::format("{}: {} → {}", label_of(step.object), step.before.value_or("-"), step.after));
  }
  return texts;
}

std::vector<std::string> texts_of(const std::vector<Refusal>& refusals) {
  std::vector<std::string> texts;
  for (const auto& refusal : refusals) {
    texts.push_back(fmt::format("{}: {}{}", refusal.object, refusal.why,
                                refusal.expected ? " (expected)" : ""));
  }
  return texts;
}

}  // namespace holdfast
