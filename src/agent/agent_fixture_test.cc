#include <gtest/gtest.h>

#include "agent/agent_test_fixture.h"

namespace holdfast {

HostSnapshot four_queues() {
  HostSnapshot host;
  host.settings.hostname = "test";
  host.topology.possible = host.topology.online = CpuSet::range(0, 3);
  for (std::uint32_t cpu = 0; cpu < 4; ++cpu) {
    Cpu one;
    one.id = CpuId{cpu};
    one.node = NumaNode{cpu / 2};
    host.topology.cpus.push_back(one);
  }
  host.topology.nodes = {{NumaNode{0}, CpuSet::range(0, 1), {10, 20}},
                         {NumaNode{1}, CpuSet::range(2, 3), {20, 10}}};
  Nic nic;
  nic.name = "eth0";
  nic.driver = "ice";
  nic.node = NumaNode{0};
  nic.admin_up = true;
  nic.operstate = "up";
  host.nics.push_back(nic);
  for (std::uint32_t queue = 0; queue < 4; ++queue) {
    Vector vector;
    vector.irq = IrqNumber{40 + queue};
    vector.action = "ice-eth0-TxRx-" + std::to_string(queue);
    vector.nic = "eth0";
    vector.role = VectorRole::combined;
    vector.rx_queues = vector.tx_queues = {QueueIndex{queue}};
    vector.map_source = MapSource::name;
    vector.msi_index = queue;
    vector.requested = vector.effective = CpuSet{queue};
    vector.counts = {{CpuId{queue}, 1000}};
    host.vectors.push_back(vector);
  }
  return host;
}

AgentPolicy pinned_policy(bool heal) {
  AgentPolicy policy;
  policy.heal.heal = heal;
  policy.demands.policy = "test";
  policy.demands.version = "1";
  for (std::uint32_t queue = 0; queue < 4; ++queue) {
    Demand demand;
    demand.kind = SettingKind::vector;
    demand.nic = "eth0";
    demand.name = "queue " + std::to_string(queue);
    demand.value = std::to_string(queue);
    policy.demands.settings.push_back(demand);
  }
  return policy;
}

AgentWorld::AgentWorld(bool heal, std::optional<CanarySchedule> canary) : host(four_queues()) {
  policy.policy = pinned_policy(heal);
  auto scripted = std::make_unique<ScriptedWatcher>();
  watcher = scripted.get();
  std::vector<std::unique_ptr<Watcher>> watchers;
  watchers.push_back(std::move(scripted));
  AgentOptions options;
  options.pid = 4242;
  options.canary = std::move(canary);
  agent = std::make_unique<Agent>(host, &policy, nullptr, std::move(watchers), output, options);
  run(2);
}

void AgentWorld::move(std::uint32_t queue, const std::string& cpus, const std::string& unit,
                      bool seen) {
  SettingObject object;
  object.kind = SettingKind::vector;
  object.nic = "eth0";
  object.name = "rx+tx " + std::to_string(queue);
  object.irq = IrqNumber{40 + queue};
  host.put(Setting{object, cpus, std::nullopt});
  if (!seen) return;
  Sighting sighting;
  sighting.kind = SightingKind::file_written;
  sighting.what = "/proc/irq/" + std::to_string(40 + queue) + "/smp_affinity_list";
  sighting.at = host.now();
  sighting.actor =
      Actor{ThreadId{812}, "mover", "/usr/sbin/mover", "/system.slice/" + unit, unit, 0, {}};
  watcher->waiting.push_back(sighting);
}

void AgentWorld::run(double seconds) {
  for (int turn = 0; turn < static_cast<int>(seconds * 10 + 0.5); ++turn) {
    host.pass(0.1);
    host.fire(10);
    agent->do_work(host.now());
  }
}

std::vector<Event> AgentWorld::of_kind(EventKind kind) const {
  std::vector<Event> found;
  for (const auto& event : output.events) {
    if (event.kind == kind) found.push_back(event);
  }
  return found;
}

}  // namespace holdfast
