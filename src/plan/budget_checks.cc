#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "plan/fix_text.h"
#include "plan/placement.h"
#include "plan/placement_checks.h"

namespace holdfast {
namespace {

// x86 has 256 interrupt vectors per CPU; exceptions and the system's own take about 56.
constexpr std::uint64_t kUsablePerCpu = 200;
constexpr std::uint64_t kNearlyFull = 180;
constexpr std::uint64_t kLowShare = 10;  // percent

// Kernels before 6.1 do not show the machine in a file; an IO-APIC does.
bool is_x86(const HostSnapshot& host) {
  const auto& machine = host.settings.machine;
  if (!machine.empty()) return machine == "x86_64" || machine == "i686";
  return std::any_of(host.vectors.begin(), host.vectors.end(), [](const Vector& vector) {
    return vector.chip.find("IO-APIC") != std::string::npos;
  });
}

std::map<CpuId, std::vector<const Vector*>> vectors_by_cpu(const HostSnapshot& host) {
  std::map<CpuId, std::vector<const Vector*>> held;
  for (const auto& vector : host.vectors) {
    if (const auto cpu = effective_cpu(vector)) held[*cpu].push_back(&vector);
  }
  return held;
}

}  // namespace

void check_vector_budget_low(const AuditInput& input, const Rule& rule, Findings& findings) {
  const auto& available = input.host.settings.vectors_available;
  if (!available) return;  // only x86 has that file
  const std::uint64_t usable = kUsablePerCpu * input.host.topology.online.size();
  if (*available * 100 >= usable * kLowShare) return;
  const Nic* widest = nullptr;
  for (const auto* nic : audited_nics(input.host)) {
    if (!widest || nic->msi_irqs.size() > widest->msi_irqs.size()) widest = nic;
  }
  Fix fix;
  if (widest && widest->channels && widest->channels->combined.value_or(0) > 1) {
    const auto half = *widest->channels->combined / 2;
    fix = {
        .policy = interface_policy(widest->name, fmt::format("channels: {{combined: {}}}", half)),
        .shell = fmt::format("ethtool -L {} combined {}", shell_word(widest->name), half)};
  }
  add_finding(findings, rule, "host",
              fmt::format("{} interrupt vectors are left of about {} ({} CPUs of about {} each)",
                          *available, usable, input.host.topology.online.size(), kUsablePerCpu),
              {{"/sys/kernel/debug/irq/domains/VECTOR", fmt::format("available: {}", *available)}},
              std::move(fix));
}

void check_vector_cpu_full(const AuditInput& input, const Rule& rule, Findings& findings) {
  if (!is_x86(input.host)) return;
  const auto held = vectors_by_cpu(input.host);
  CpuSet roomy = input.host.topology.housekeeping();
  for (const auto& [cpu, vectors] : held) {
    if (vectors.size() >= kNearlyFull / 2) roomy.remove(cpu);
  }
  for (const auto& [cpu, vectors] : held) {
    if (vectors.size() < kNearlyFull) continue;
    Fix fix;
    for (const auto* vector : vectors) {
      if (vector->managed || roomy.empty()) continue;
      fix = pin_fix(*vector, *roomy.first());
      break;
    }
    add_finding(findings, rule, fmt::format("cpu {}", cpu.value),
                fmt::format("CPU {} holds {} of the about {} interrupt vectors that it has",
                            cpu.value, vectors.size(), kUsablePerCpu),
                {{"/proc/irq/*/effective_affinity_list",
                  fmt::format("{} interrupts at CPU {}", vectors.size(), cpu.value)}},
                std::move(fix));
  }
}

}  // namespace holdfast
