// `--only KINDS`: a part of a policy.
#pragma once

#include <set>
#include <string_view>

#include "base/result.h"
#include "model/plan.h"

namespace holdfast {

using Kinds = std::set<SettingKind>;

/// "vectors" (all that decides where interrupts go: vector, device_irq, default_smp_affinity,
/// irqbalance_ban, irqbalance_service) and names of kinds, with commas between; "" for none. usage:
/// what is no kind, and which there are.
Result<Kinds> parse_kinds(std::string_view text);

/// The demands of those kinds, with those that they are worked out from: the vectors behind
/// `xps: by-vector` and a lease. No kinds: all.
Demands only(Demands demands, const Kinds& kinds);

/// The steps, no-ops and refusals of those kinds, numbered anew; a step that makes way for channels
/// goes with them. No kinds: the plan itself.
Plan only(Plan plan, const Kinds& kinds);
/// The same of a verdict; `met` counts all.
Verdict only(Verdict verdict, const Kinds& kinds);

}  // namespace holdfast
