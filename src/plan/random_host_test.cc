#include <fmt/format.h>

#include <algorithm>

#include "plan/channel_count.h"
#include "plan/random_host_test_fixture.h"
#include "plan/setting_value.h"

namespace holdfast {

CpuSet Random::some_of(const CpuSet& cpus) {
  const auto all = cpus.to_vector();
  CpuSet some{all[below(static_cast<std::uint32_t>(all.size()))].value};
  for (const auto cpu : all) {
    if (one_in(3)) some.add(cpu);
  }
  return some;
}

namespace {

constexpr std::uint32_t kMostQueues = 6;
const char* const kDrivers[] = {"virtio_net", "ice", "igb", "mlx5_core", "vmxnet3", "ena", "odd"};
const char* const kFeatures[] = {"rx-gro",
                                 "rx-lro",
                                 "rx-gro-hw",
                                 "tx-tcp-segmentation",
                                 "tx-tcp6-segmentation",
                                 "tx-generic-segmentation"};
const char* const kSysctls[] = {"net.core.somaxconn", "net.core.busy_read", "net.core.rmem_max"};

bool is_combined(const Nic& nic) { return nic.driver != "igb"; }

Vector vector_for(const HostSnapshot& host, const Nic& nic, bool rx, bool tx, std::uint32_t queue) {
  Vector vector;
  vector.nic = nic.name;
  vector.role = rx && tx ? VectorRole::combined : rx ? VectorRole::rx : VectorRole::tx;
  if (rx) vector.rx_queues = {QueueIndex{queue}};
  if (tx) vector.tx_queues = {QueueIndex{queue}};
  vector.msi_index = 1 + queue + (rx ? 0 : kMostQueues);
  vector.action = fmt::format("{}-{}", nic.name, *vector.msi_index);
  vector.requested = host.topology.online;
  vector.effective = CpuSet{host.topology.online.first()->value};
  return vector;
}

void place(Random& random, const HostSnapshot& host, Vector& vector) {
  vector.requested = random.some_of(host.topology.possible);
  const CpuSet awake = *vector.requested & host.topology.online;
  if (awake.empty()) vector.requested = random.some_of(host.topology.online);
  const CpuSet from =
      random.one_in(8) ? host.topology.online : *vector.requested & host.topology.online;
  const auto all = from.to_vector();
  vector.effective = CpuSet{all[random.below(static_cast<std::uint32_t>(all.size()))].value};
}

void number_vectors(HostSnapshot& host) {
  std::uint32_t irq = 24;
  for (const auto& vector : host.vectors) irq = std::max(irq, vector.irq.value + 1);
  for (auto& vector : host.vectors) {
    if (vector.irq.value == 0) vector.irq = IrqNumber{irq++};
  }
  std::sort(host.vectors.begin(), host.vectors.end(),
            [](const Vector& a, const Vector& b) { return a.irq < b.irq; });
}

// Queues and vectors as many as the channels say; those that are there stay.
void grow_or_shrink(HostSnapshot& host, Nic& nic) {
  const std::uint32_t rx = nic.active_rx_queues();
  const std::uint32_t tx = nic.active_tx_queues();
  const auto gone = [&](const Vector& vector) {
    if (vector.nic != nic.name || vector.role == VectorRole::admin) return false;
    return (vector.rx_queues.empty() || vector.rx_queues[0].value >= rx) &&
           (vector.tx_queues.empty() || vector.tx_queues[0].value >= tx);
  };
  std::erase_if(host.vectors, gone);
  const auto add = [&](bool for_rx, bool for_tx, std::uint32_t queue) {
    const auto vector = vector_for(host, nic, for_rx, for_tx, queue);
    const bool there = std::any_of(host.vectors.begin(), host.vectors.end(), [&](const Vector& v) {
      return v.nic == vector.nic && v.msi_index == vector.msi_index;
    });
    if (!there) host.vectors.push_back(vector);
  };
  for (std::uint32_t queue = 0; queue < rx; ++queue) add(true, is_combined(nic), queue);
  for (std::uint32_t queue = 0; queue < tx && !is_combined(nic); ++queue) add(false, true, queue);
  number_vectors(host);
  nic.rx_queues.resize(rx);
  nic.tx_queues.resize(tx);
  for (std::uint32_t queue = 0; queue < rx; ++queue) nic.rx_queues[queue].index.value = queue;
  for (std::uint32_t queue = 0; queue < tx; ++queue) nic.tx_queues[queue].index.value = queue;
}

void add_settings(Random& random, const HostSnapshot& host, Nic& nic) {
  const std::uint32_t most = 1 + random.below(kMostQueues);
  auto& channels = nic.channels.emplace();
  channels.combined = 1 + random.below(most);
  channels.combined_max = most;
  if (!random.one_in(5)) {
    auto& rings = nic.rings.emplace();
    rings.rx = rings.tx = 256U << random.below(4);
    rings.rx_max = rings.tx_max = 4096;
  }
  if (!random.one_in(5)) {
    auto& coalesce = nic.coalesce.emplace();
    if (random.one_in(2)) coalesce.adaptive_rx = random.one_in(2);
    coalesce.rx_usecs = random.below(100);
    if (random.one_in(2)) coalesce.others["rx-usecs-irq"] = random.below(9);
  }
  for (const auto* name : kFeatures) {
    if (random.one_in(6)) continue;
    const bool on = random.one_in(2);
    nic.features.push_back({name, on, on, random.one_in(5)});
  }
  if (!random.one_in(4)) {
    auto& rss = nic.rss.emplace_back();
    rss.function = "toeplitz";
    for (int byte = 0; byte < 40; ++byte) rss.key.push_back(static_cast<std::uint8_t>(byte));
    for (std::uint32_t i = 0; i < 16; ++i) rss.indirection.push_back(i % *channels.combined);
    nic.hash_fields.push_back({"udp4", true, false, {"ip-src", "ip-dst"}});
  }
  if (random.one_in(2)) nic.ntuple_capacity = 8;
  if (random.one_in(2)) nic.threaded_napi = random.one_in(2);
  nic.napi_defer_hard_irqs = random.below(3);
  nic.rx_queues.resize(*channels.combined);
  for (auto& queue : nic.rx_queues) {
    if (random.one_in(3)) queue.rps_cpus = random.some_of(host.topology.online);
  }
  nic.tx_queues.resize(*channels.combined);
  for (auto& queue : nic.tx_queues) {
    if (random.one_in(3) && most > 1) queue.xps_cpus = random.some_of(host.topology.online);
  }
}

void add_nic(Random& random, HostSnapshot& host, std::uint32_t number) {
  Nic nic;
  nic.name = fmt::format("eth{}", number);
  nic.index = number + 2;
  nic.kind = NicKind::physical;
  nic.driver = kDrivers[random.below(std::size(kDrivers))];
  nic.pci_address = fmt::format("0000:{:02x}:00.0", number + 1);
  nic.admin_up = true;
  add_settings(random, host, nic);
  Vector admin;
  admin.nic = nic.name;
  admin.role = VectorRole::admin;
  admin.action = nic.name + "-admin";
  admin.msi_index = 0;
  host.vectors.push_back(admin);
  grow_or_shrink(host, nic);
  host.nics.push_back(std::move(nic));
}

void add_rest(Random& random, HostSnapshot& host) {
  for (std::uint32_t i = random.below(5); i > 0; --i) {
    Vector vector;
    vector.action = i == 1 ? "timer" : fmt::format("nvme0q{}", i);
    vector.managed = random.one_in(4);
    host.vectors.push_back(vector);
  }
  number_vectors(host);
  for (auto& vector : host.vectors) {
    place(random, host, vector);
    vector.managed |= !vector.nic.empty() && random.one_in(12);
  }
  for (const auto* name : kSysctls) {
    host.settings.sysctls[name] = fmt::to_string(random.below(100));
  }
  host.settings.default_smp_affinity = random.some_of(host.topology.online);
  if (random.one_in(2)) {
    auto& irqbalance = host.irqbalance.emplace();
    if (random.one_in(2)) irqbalance.process = ThreadId{900};
    if (random.one_in(2)) irqbalance.banned_irqs = {IrqNumber{3}, IrqNumber{25}};
  }
  for (std::uint32_t id = 1; id < 1 + random.below(4); ++id) {
    Thread thread;
    thread.process = thread.id = ThreadId{1000 + id};
    thread.comm = fmt::format("reader-{}", id);
    thread.unit = random.one_in(2) ? "strategy.service" : "other.service";
    thread.affinity = random.some_of(host.topology.online);
    thread.start_time_ticks = 7 * id;
    host.threads.push_back(thread);
  }
}

// --- demands

class DemandMaker {
 public:
  DemandMaker(Random& random, const HostSnapshot& host) : random_(random), host_(host) {}

  Demands make() {
    for (const auto& nic : host_.nics) add_for(nic);
    add_for_host();
    if (random_.one_in(4)) demands_.trading = random_.some_of(host_.topology.possible);
    return std::move(demands_);
  }

 private:
  Demand& add(SettingKind kind, std::string nic, std::string name, std::string value) {
    auto& demand = demands_.settings.emplace_back();
    demand.kind = kind;
    demand.nic = std::move(nic);
    demand.name = std::move(name);
    demand.value = std::move(value);
    demand.optional = random_.one_in(10);
    demand.place = {"policy.yaml", static_cast<int>(demands_.settings.size()), 3};
    return demand;
  }
  std::string cpus() { return random_.some_of(host_.topology.possible).to_list(); }
  std::string on_off() { return random_.one_in(2) ? "on" : "off"; }

  void add_for(const Nic& nic) {
    const auto& name = nic.name;
    const auto maybe = [this] { return random_.one_in(3); };
    if (maybe()) {
      add(SettingKind::channels, name, "",
          random_.one_in(3) ? "combined max"
                            : fmt::format("combined {}", 1 + random_.below(kMostQueues)));
    }
    if (maybe()) add(SettingKind::rings, name, "", "tx max rx 512");
    if (maybe()) add(SettingKind::coalesce, name, "", "rx-usecs 0 adaptive-rx off rx-usecs-irq 1");
    for (const auto* feature : {"gro", "lro", "tso", "rx-gro-hw", "gso"}) {
      if (maybe()) add(SettingKind::feature, name, feature, on_off());
    }
    if (maybe()) add(SettingKind::rss_key, name, "", "symmetric");
    const char* const tables[] = {"equal 2", "weight 1 1 2", "default", "equal 1"};
    if (maybe()) add(SettingKind::rss_table, name, "", tables[random_.below(4)]);
    if (maybe()) add(SettingKind::rss_hash_fields, name, "udp4", "nfds");
    if (maybe()) {
      add(SettingKind::flow_rule, name, "udp4 dst-ip 239.1.1.1 dst-port 4000",
          fmt::format("queue {}", random_.below(3)));
    }
    if (maybe()) add(SettingKind::threaded_napi, name, "", on_off());
    if (maybe()) add(SettingKind::napi_defer_hard_irqs, name, "", "2");
    for (std::uint32_t queue = 0; queue < kMostQueues; ++queue) {
      const char* const forms[] = {"queue {}", "rx {}", "tx {}"};
      if (maybe()) {
        add(SettingKind::vector, name, fmt::format(fmt::runtime(forms[random_.below(3)]), queue),
            cpus());
      }
    }
    if (maybe()) add(SettingKind::vector, name, "role admin", cpus());
    const char* const modes[] = {"by-vector", "by-queue", "off"};
    if (maybe()) add(SettingKind::xps, name, "", modes[random_.below(3)]);
    if (maybe()) add(SettingKind::rps, name, "", random_.one_in(2) ? "off" : cpus());
    if (maybe()) add(SettingKind::rps_flow_count, name, "", "4096");
  }

  void add_for_host() {
    if (random_.one_in(3)) add(SettingKind::device_irq, "", "", cpus());
    if (random_.one_in(3)) add(SettingKind::device_irq, "", "nvme*", cpus());
    if (random_.one_in(3)) add(SettingKind::irqbalance_ban, "", "", "lease");
    if (random_.one_in(3)) {
      add(SettingKind::irqbalance_service, "", "", random_.one_in(2) ? "stopped" : "masked");
    }
    for (const auto* name : kSysctls) {
      if (random_.one_in(2)) add(SettingKind::sysctl, "", name, "50");
    }
    if (random_.one_in(3)) add(SettingKind::default_smp_affinity, "", "", cpus());
    if (random_.one_in(3)) add(SettingKind::file, "", "/etc/sysctl.d/90-x.conf", "a = 1\n");
    if (random_.one_in(9)) add(SettingKind::rings, "eth9", "", "rx 512");
    for (const auto kind : {SettingKind::thread_affinity, SettingKind::thread_scheduling}) {
      if (!random_.one_in(2)) continue;
      auto& demand = add(kind, "", "", kind == SettingKind::thread_affinity ? cpus() : "fifo 50");
      demand.match.unit = "strategy*";
    }
  }

  Random& random_;
  const HostSnapshot& host_;
  Demands demands_;
};

}  // namespace

HostSnapshot random_host(Random& random) {
  HostSnapshot host;
  host.settings.hostname = "random";
  host.settings.machine = "x86_64";
  host.topology.possible = CpuSet::range(0, 1 + random.below(11));
  for (const auto cpu : host.topology.possible.to_vector()) {
    if (cpu.value == 0 || !random.one_in(6)) host.topology.online.add(cpu);
  }
  const std::uint32_t nics = 1 + random.below(3);
  for (std::uint32_t number = 0; number < nics; ++number) add_nic(random, host, number);
  add_rest(random, host);
  return host;
}

Demands random_demands(Random& random, const HostSnapshot& host) {
  return DemandMaker(random, host).make();
}

void carry_out(Random& random, const Plan& plan, HostSnapshot& host) {
  for (const auto& step : plan.steps) {
    const auto object = found_again(host, step.object);
    if (!object) continue;
    if (step.through) set_value(host, {*object, step.through->to_list(), {}});
    set_value(host, {*object, step.after, {}});
    if (object->kind != SettingKind::channels) continue;
    const auto nic = std::find_if(host.nics.begin(), host.nics.end(),
                                  [&](const Nic& each) { return each.name == object->nic; });
    grow_or_shrink(host, *nic);
    for (auto& vector : host.vectors) {
      const bool again = vector.nic == nic->name && vector.role != VectorRole::admin;
      if (again && !vector.managed) place(random, host, vector);
    }
    for (auto& queue : nic->tx_queues) queue.xps_cpus = CpuSet{};
  }
}

}  // namespace holdfast
