#include "apply/simulated_world.h"

#include <fmt/format.h>

#include <random>

#include "apply/object_key.h"
#include "plan/setting_value.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kCpus = 8;
constexpr std::uint32_t kMostQueues = 4;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }
  bool one_in(std::uint32_t n) { return below(n) == 0; }
  CpuSet cpus() {
    if (one_in(2)) return CpuSet{below(kCpus)};
    const auto first = below(kCpus);
    return CpuSet::range(first, std::min(kCpus - 1, first + below(4)));
  }

 private:
  std::mt19937_64 random_;
};

Nic make_nic(Dice& dice, std::uint32_t index) {
  Nic nic;
  nic.name = fmt::format("eth{}", index);
  nic.index = index + 2;
  nic.kind = NicKind::physical;
  nic.driver = "ixgbe";
  nic.pci_address = fmt::format("0000:0{}:00.0", index + 1);
  nic.device = nic.pci_address;
  nic.admin_up = true;
  const auto queues = 1 + dice.below(kMostQueues);
  nic.channels = Channels{};
  nic.channels->combined = queues;
  nic.channels->combined_max = kMostQueues;
  nic.rings = Rings{};
  nic.rings->rx = nic.rings->tx = 512;
  nic.rings->rx_max = nic.rings->tx_max = 4096;
  nic.coalesce = Coalesce{};
  nic.coalesce->adaptive_rx = dice.one_in(2);
  nic.coalesce->rx_usecs = dice.below(100);
  nic.coalesce->rx_frames = dice.below(64);
  nic.features = {{"rx-gro", true, true, false}, {"tx-tcp-segmentation", true, true, false}};
  RssContext context;
  context.function = "toeplitz";
  for (std::uint32_t i = 0; i < 16; ++i) context.indirection.push_back(i % queues);
  nic.rss.push_back(std::move(context));
  for (std::uint32_t queue = 0; queue < queues; ++queue) {
    nic.rx_queues.push_back({QueueIndex{queue}, {}, 0, {}});
    nic.tx_queues.push_back({QueueIndex{queue}, dice.cpus(), "", {}});
  }
  return nic;
}

Vector make_vector(Dice& dice, const Nic& nic, std::uint32_t nic_index, std::uint32_t queue) {
  Vector vector;
  vector.irq = IrqNumber{30 + nic_index * 10 + queue};
  vector.action = fmt::format("{}-TxRx-{}", nic.name, queue);
  vector.chip = "PCI-MSIX-" + nic.pci_address;
  vector.trigger = "edge";
  vector.msi_index = queue;
  vector.nic = nic.name;
  vector.role = VectorRole::combined;
  vector.rx_queues = {QueueIndex{queue}};
  vector.tx_queues = {QueueIndex{queue}};
  vector.map_source = MapSource::name;
  vector.requested = dice.cpus();
  vector.effective =
      CpuSet{vector.requested
                 ->to_vector()[dice.below(static_cast<std::uint32_t>(vector.requested->size()))]
                 .value};
  return vector;
}

class DemandsBuilder {
 public:
  explicit DemandsBuilder(Dice& dice) : dice_(dice) {}

  void add(SettingKind kind, std::string nic, std::string name, std::string value) {
    Demand demand;
    demand.kind = kind;
    demand.nic = std::move(nic);
    demand.name = std::move(name);
    demand.value = std::move(value);
    demands.settings.push_back(std::move(demand));
  }

  void add_nic(const Nic& nic) {
    auto queues = nic.channels->combined.value_or(1);
    if (dice_.one_in(2)) {
      queues = 1 + dice_.below(kMostQueues);
      add(SettingKind::channels, nic.name, "", fmt::format("combined {}", queues));
    }
    if (dice_.one_in(3)) add(SettingKind::rings, nic.name, "", "rx 256");
    if (dice_.one_in(3)) add(SettingKind::coalesce, nic.name, "", "adaptive-rx off rx-usecs 0");
    if (dice_.one_in(3)) add(SettingKind::feature, nic.name, "gro", "off");
    if (dice_.one_in(2)) {
      add(SettingKind::rss_table, nic.name, "0", fmt::format("equal {}", 1 + dice_.below(queues)));
    }
    for (std::uint32_t queue = 0; queue < queues; ++queue) {
      if (dice_.one_in(4)) continue;
      add(SettingKind::vector, nic.name, fmt::format("queue {}", queue), dice_.cpus().to_list());
      if (dice_.one_in(3)) {
        add(SettingKind::xps, nic.name, fmt::format("tx-{}", queue), dice_.cpus().to_list());
      }
    }
  }

  Demands demands;

 private:
  Dice& dice_;
};

}  // namespace

HostSnapshot simulated_world(std::uint64_t seed) {
  Dice dice(seed);
  HostSnapshot host;
  host.settings.hostname = "simulated";
  host.topology.possible = host.topology.online = CpuSet::range(0, kCpus - 1);
  for (std::uint32_t cpu = 0; cpu < kCpus; ++cpu) {
    Cpu entry;
    entry.id = CpuId{cpu};
    entry.node = NumaNode{0};
    host.topology.cpus.push_back(std::move(entry));
  }
  host.topology.nodes = {{NumaNode{0}, host.topology.online, {10}}};
  host.settings.default_smp_affinity = host.topology.online;
  host.settings.sysctls = {{"net.core.somaxconn", "128"}, {"net.core.busy_poll", "0"}};
  const auto nics = 1 + dice.below(2);
  for (std::uint32_t index = 0; index < nics; ++index) {
    host.nics.push_back(make_nic(dice, index));
    for (std::uint32_t queue = 0; queue < kMostQueues; ++queue) {
      host.vectors.push_back(make_vector(dice, host.nics.back(), index, queue));
    }
  }
  return host;
}

Demands simulated_demands(std::uint64_t seed, const HostSnapshot& world) {
  Dice dice(seed ^ 0x9e3779b97f4a7c15U);
  DemandsBuilder builder(dice);
  builder.demands.policy = "simulated";
  for (const auto& nic : world.nics) builder.add_nic(nic);
  if (dice.one_in(2)) builder.add(SettingKind::sysctl, "", "net.core.somaxconn", "4096");
  if (dice.one_in(3)) builder.add(SettingKind::default_smp_affinity, "", "", "0-1");
  if (dice.one_in(3)) {
    builder.add(SettingKind::file, "", "/etc/sysctl.d/90-holdfast.conf",
                "net.core.somaxconn = 4096\n");
  }
  return std::move(builder.demands);
}

std::map<std::string, std::string> all_settings(const HostSnapshot& host) {
  std::map<std::string, std::string> all;
  for (const auto& nic : host.nics) {
    for (auto& setting : settings_of(host, nic)) all[key_of(setting.object)] = setting.value;
  }
  for (const auto& [name, value] : host.settings.sysctls) all["sysctl " + name] = value;
  for (const auto& [path, content] : host.files) {
    if (!content.empty()) all["file " + path] = content;
  }
  if (host.settings.default_smp_affinity) {
    all["default_smp_affinity"] = host.settings.default_smp_affinity->to_list();
  }
  return all;
}

}  // namespace holdfast
