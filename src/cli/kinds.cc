#include "cli/kinds.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "model/setting.h"

namespace holdfast {
namespace {

constexpr std::array kVectors = {SettingKind::vector, SettingKind::device_irq,
                                 SettingKind::default_smp_affinity, SettingKind::irqbalance_ban,
                                 SettingKind::irqbalance_service};

std::string known_kinds() {
  std::string names = "vectors";
  for (int i = 0; i <= static_cast<int>(SettingKind::file); ++i) {
    names += fmt::format(", {}", name_of(static_cast<SettingKind>(i)));
  }
  return names;
}

bool holds(const std::vector<SettingKind>& kinds, SettingKind kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

}  // namespace

Result<std::vector<SettingKind>> parse_kinds(std::string_view text) {
  std::vector<SettingKind> kinds;
  if (text.empty()) return kinds;
  for (const auto word : split(text, ',')) {
    const auto name = trim(word);
    if (name == "vectors") {
      kinds.insert(kinds.end(), kVectors.begin(), kVectors.end());
    } else if (const auto kind = parse_setting_kind(name)) {
      kinds.push_back(*kind);
    } else {
      return fail(
          ErrorCode::usage,
          fmt::format("--only \"{}\" is no kind of setting; there are: {}", name, known_kinds()));
    }
  }
  return kinds;
}

void keep_kinds(Demands& demands, const std::vector<SettingKind>& kinds) {
  if (kinds.empty()) return;
  std::erase_if(demands.settings,
                [&kinds](const Demand& demand) { return !holds(kinds, demand.kind); });
}

void keep_kinds(Plan& plan, const std::vector<SettingKind>& kinds) {
  if (kinds.empty()) return;
  keep_kinds(plan.demands, kinds);
  std::erase_if(plan.steps, [&kinds](const Step& step) { return !holds(kinds, step.object.kind); });
}

}  // namespace holdfast
