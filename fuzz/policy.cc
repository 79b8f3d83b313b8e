// A policy: YAML with an include of itself at hand; what parses is resolved on a small host. The
// first byte chooses whether the text is a policy, a CPU expression, or irqbalance's defaults.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "policy/cpu_expression.h"
#include "policy/host_match.h"
#include "policy/parse_policy.h"
#include "policy/persistence.h"
#include "policy/resolve.h"

namespace {

using namespace holdfast;

HostSnapshot small_host() {
  HostSnapshot host;
  host.topology.possible = host.topology.online = CpuSet::range(0, 7);
  host.topology.isolated = CpuSet{6, 7};
  for (std::uint32_t id = 0; id < 8; ++id) {
    Cpu cpu;
    cpu.id = CpuId{id};
    cpu.node = NumaNode{id / 4};
    cpu.smt_siblings = CpuSet{id & ~1U, id | 1U};
    host.topology.cpus.push_back(cpu);
  }
  host.topology.nodes = {{NumaNode{0}, CpuSet::range(0, 3), {}},
                         {NumaNode{1}, CpuSet::range(4, 7), {}}};
  Nic nic;
  nic.name = "eth0";
  nic.device = nic.driver = "virtio_net";
  nic.node = NumaNode{1};
  nic.channels = Channels{.combined = 4, .combined_max = 4};
  nic.rings = Rings{.rx = 256, .tx = 256, .rx_max = 256, .tx_max = 256};
  nic.features = {{"rx-gro", true, true, false}, {"rx-ntuple-filter", false, false, false}};
  nic.rss = {{0, "toeplitz", "", {1, 2, 3}, {0, 1, 2, 3}}};
  host.nics.push_back(nic);
  host.irqbalance = Irqbalance{};
  return host;
}

void check_policy(std::string_view text) {
  const std::string whole(text);
  const auto include = [&](const std::string& path) -> Result<std::string> {
    if (path.size() > 64) return fail(ErrorCode::absent, "there is no such file");
    return whole;
  };
  auto parsed = parse_policy("/p.yaml", text, include);
  for (const auto& complaint : parsed.complaints.all()) {
    HOLDFAST_CHECK(!complaint.sentence.empty() && !complaint.place.file.empty());
  }
  if (parsed.complaints.has_errors()) return;
  static const HostSnapshot host = small_host();
  (void)mismatch_of(parsed.policy.match, host);
  const auto first = resolve(parsed.policy, host, {}, parsed.complaints);
  Complaints again;
  const auto second = resolve(parsed.policy, host, {}, again);
  HOLDFAST_CHECK(first.demands == second.demands);
  if (parsed.complaints.has_errors()) return;
  for (const auto& demand : first.demands.settings) {
    if (demand.kind == SettingKind::vector) HOLDFAST_CHECK(!demand.value.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 'c') {
    static const HostSnapshot host = small_host();
    const std::map<std::string, CpuSet> classes = {{"irq", CpuSet{2, 3}}};
    const auto cpus = evaluate_cpus(text, {host.topology, classes, &host.nics[0]});
    if (cpus) HOLDFAST_CHECK(cpus->is_subset_of(host.topology.online));
    if (!cpus) HOLDFAST_CHECK(cpus.error().offset <= text.size());
  } else if (data[0] == 'd') {
    const auto once = irqbalance_defaults(text, CpuSet{3}, {IrqNumber{40}});
    HOLDFAST_CHECK(irqbalance_defaults(once, CpuSet{3}, {IrqNumber{40}}) == once);
  } else {
    check_policy(text);
  }
  return 0;
}
