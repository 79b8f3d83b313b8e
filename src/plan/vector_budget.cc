#include <fmt/format.h>

#include <map>

#include "base/text.h"
#include "plan/keyed_value.h"
#include "plan/lookup.h"

namespace holdfast {
namespace {

// About so many interrupts fit on one x86 CPU: 256 vectors without the kernel's own (KERNEL §6).
constexpr std::size_t kVectorsPerCpu = 200;

std::optional<CpuId> only_cpu(const std::optional<CpuSet>& cpus) {
  return cpus && cpus->size() == 1 ? cpus->first() : std::nullopt;
}

struct Load {
  std::size_t vectors = 0;
  const Wanted* newcomer = nullptr;  // the last that is to come here
};

}  // namespace

void check_vector_budget(Lookup& lookup) {
  const auto& host = lookup.host();
  if (!host.settings.machine.empty() && host.settings.machine != "x86_64") return;
  std::map<CpuId, Load> loads;
  std::map<IrqNumber, const Wanted*> pinned;
  for (const auto& wanted : lookup.wanted()) {
    const auto& object = wanted.setting.object;
    const bool interrupt =
        object.kind == SettingKind::vector || object.kind == SettingKind::device_irq;
    const auto cpus = interrupt ? CpuSet::parse_list(wanted.setting.value) : Result<CpuSet>();
    if (!cpus || cpus->size() != 1) continue;
    if (object.irq) pinned[*object.irq] = &wanted;
    if (!wanted.exists) {
      auto& load = loads[*cpus->first()];
      ++load.vectors;
      load.newcomer = &wanted;
    }
  }
  for (const auto& vector : host.vectors) {
    const auto found = pinned.find(vector.irq);
    const auto now = only_cpu(vector.effective);
    std::optional<CpuId> then = now;
    if (found != pinned.end()) {
      then = CpuSet::parse_list(found->second->setting.value)->first();
    }
    if (!then) continue;
    auto& load = loads[*then];
    ++load.vectors;
    if (then != now) load.newcomer = found->second;
  }
  for (const auto& [cpu, load] : loads) {
    if (load.vectors <= kVectorsPerCpu || !load.newcomer) continue;
    Demand demand;
    demand.kind = load.newcomer->setting.object.kind;
    demand.value = fmt::to_string(cpu.value);
    demand.place = load.newcomer->place;
    lookup.refuse(demand, fmt::format("CPU {}", cpu.value),
                  fmt::format("it would have {} interrupts, and an x86 CPU has room for about {}",
                              load.vectors, kVectorsPerCpu));
  }
}

}  // namespace holdfast
