// Following a canary's schedule: whether to heal now is asked again each turn, by the wall clock.
#include <fmt/format.h>

#include "agent/agent.h"

namespace holdfast {
namespace {

std::string side_of(const CanaryMode& mode) { return mode.arm ? label_of(mode) : "no block"; }

}  // namespace

void Agent::step_canary() {
  if (!options_.canary) return;
  const CanarySchedule& schedule = *options_.canary;
  CanaryMode mode = mode_at(schedule, wall_of(now_));
  const std::string label = label_of(mode);
  // A window over a border is of no block: the analysis leaves it out as it does the washout.
  if (canary_label_ != label) window_is_mixed_ = true;
  canary_label_ = label;
  const bool washout = std::exchange(mode.washout, false);
  if (mode == canary_) return;
  const CanaryMode before = std::exchange(canary_, mode);
  std::string evidence =
      fmt::format("schedule {}, seed's SHA-256 {}", schedule.name, schedule.seed_sha256);
  if (mode.arm) {
    const auto& block = schedule.blocks[mode.block];
    evidence += fmt::format("; block from {} to {} ns", block.begin_ns, block.end_ns);
    if (washout) evidence += fmt::format(", washout {} s", schedule.washout_seconds);
    const bool heals = policy_ && policy_->heal.heal;
    if (*mode.arm == CanaryArm::treated && !heals) evidence += "; the policy does not say heal";
  }
  emit(EventKind::policy, "canary", side_of(before), side_of(mode), EventCause::canary,
       std::move(evidence));
}

}  // namespace holdfast
