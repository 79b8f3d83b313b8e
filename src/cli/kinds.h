// --only KINDS: which kinds of settings a verb looks at and touches.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/plan.h"

namespace holdfast {

/// "vectors" (interrupts and what else places them) or names of model/setting.h, with commas
/// between; "" means every kind. usage: a word that is none, with those that are.
Result<std::vector<SettingKind>> parse_kinds(std::string_view text);

/// Leaves out the demands of other kinds; no kinds: nothing is left out.
void keep_kinds(Demands& demands, const std::vector<SettingKind>& kinds);
/// Of a saved plan: its demands and steps.
void keep_kinds(Plan& plan, const std::vector<SettingKind>& kinds);

}  // namespace holdfast
