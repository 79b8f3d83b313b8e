#include "plan/only.h"

#include <fmt/format.h>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr SettingKind kVectors[] = {SettingKind::vector, SettingKind::device_irq,
                                    SettingKind::default_smp_affinity, SettingKind::irqbalance_ban,
                                    SettingKind::irqbalance_service};

std::string all_kinds() {
  std::string text = "vectors";
  for (int kind = 0; kind <= static_cast<int>(SettingKind::file); ++kind) {
    text += fmt::format(", {}", name_of(static_cast<SettingKind>(kind)));
  }
  return text;
}

bool is_of(const Kinds& kinds, const Step& step) {
  const bool makes_way = step.reason == StepReason::before_channels;
  return kinds.contains(makes_way ? SettingKind::channels : step.object.kind);
}

void keep(std::vector<Refusal>& refusals, const Kinds& kinds) {
  std::erase_if(refusals, [&kinds](const Refusal& refusal) {
    return refusal.kind && !kinds.contains(*refusal.kind);
  });
}

}  // namespace

Result<Kinds> parse_kinds(std::string_view text) {
  Kinds kinds;
  if (trim(text).empty()) return kinds;
  for (const auto word : split(text, ',')) {
    const auto name = trim(word);
    if (name == "vectors") {
      kinds.insert(std::begin(kVectors), std::end(kVectors));
      continue;
    }
    const auto kind = parse_setting_kind(name);
    if (!kind) {
      return fail(
          ErrorCode::usage,
          fmt::format("--only: \"{}\" is no kind of setting; there are {}", name, all_kinds()));
    }
    kinds.insert(*kind);
  }
  return kinds;
}

Demands only(Demands demands, const Kinds& kinds) {
  if (kinds.empty()) return demands;
  Kinds needed = kinds;
  for (const auto& demand : demands.settings) {
    const bool from_vectors = demand.value == "by-vector" || demand.value == "lease";
    if (!kinds.contains(demand.kind) || !from_vectors) continue;
    needed.insert({SettingKind::vector, SettingKind::device_irq});
  }
  std::erase_if(demands.settings,
                [&needed](const Demand& demand) { return !needed.contains(demand.kind); });
  demands.command_line.clear();
  const bool interrupts =
      needed.contains(SettingKind::vector) || needed.contains(SettingKind::device_irq);
  if (!interrupts) demands.trading = CpuSet{};
  return demands;
}

Plan only(Plan plan, const Kinds& kinds) {
  if (kinds.empty()) return plan;
  std::erase_if(plan.steps, [&kinds](const Step& step) { return !is_of(kinds, step); });
  std::uint32_t number = 0;
  for (auto& step : plan.steps) step.number = ++number;
  std::erase_if(plan.no_ops,
                [&kinds](const NoOp& no_op) { return !kinds.contains(no_op.object.kind); });
  keep(plan.refusals, kinds);
  return plan;
}

Verdict only(Verdict verdict, const Kinds& kinds) {
  if (kinds.empty()) return verdict;
  const auto other = [&kinds](const Difference& difference) {
    return !kinds.contains(difference.object.kind);
  };
  std::erase_if(verdict.differences, other);
  std::erase_if(verdict.pending, other);
  keep(verdict.refusals, kinds);
  return verdict;
}

}  // namespace holdfast
