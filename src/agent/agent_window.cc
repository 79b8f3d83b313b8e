// Each window: counters, metrics, regime.
#include <fmt/format.h>

#include <algorithm>

#include "agent/agent.h"

namespace holdfast {

void Agent::window() {
  const RegimeSettings settings = policy_ ? policy_->regime : RegimeSettings{};
  // A turn that came late starts the next window now: windows are not made up for.
  look_at_applies();
  window_due_ = std::max(plus_seconds(window_due_, settings.window_seconds), now_);
  Observation observation = host_.observe(intent_);
  look_at_places(observation);
  if (observation_) {
    const OwnCost own = host_.own_cost(frame_.own);
    frame_ = derive(*observation_, observation, intent_);
    frame_.own = own;
    frame_.own.longest_turn_ns = static_cast<std::uint64_t>(std::exchange(longest_turn_ns_, 0));
    frame_.own.events_dropped = dropped_;
    if (options_.canary) frame_.canary = canary_label_.empty() ? "none" : canary_label_;
    if (std::exchange(window_is_mixed_, false)) frame_.canary = "mixed";
    read_meters();
    baseline_.compare(frame_);
    step_regime();
    look_for_misplaced();
    baseline_.learn(frame_);
    output_.tell(frame_);
    output_.tell(status());
  }
  observation_ = std::move(observation);
}

void Agent::look_at_places(const Observation& observation) {
  std::vector<Change> changes;
  for (auto& setting : watched_.all()) {
    if (setting.object.kind != SettingKind::vector || !setting.object.irq) continue;
    const auto place =
        std::lower_bound(observation.places.begin(), observation.places.end(), *setting.object.irq,
                         [](const VectorPlace& one, IrqNumber irq) { return one.irq < irq; });
    if (place == observation.places.end() || place->irq != *setting.object.irq) continue;
    const bool same = place->requested.to_list() == setting.value &&
                      (!setting.effective || place->effective == *setting.effective);
    if (same) {
      setting.read_at = observation.sample.at;  // what was written before is in it
      continue;
    }
    if (auto change = watched_.look(setting, host_)) changes.push_back(*std::move(change));
  }
  look_at_threads(changes);
  // Whoever did it since this turn began has been seen as well.
  if (!changes.empty()) read_watchers();
  explain(changes);
}

void Agent::look_at_threads(std::vector<Change>& changes) {
  // What a CPU that just went or came makes of them is for the sweep: it resolves the policy anew.
  if (sweep_due_ <= plus_seconds(now_, options_.settle_seconds)) return;
  for (auto& setting : watched_.all()) {
    if (setting.object.kind != SettingKind::thread_affinity) continue;
    if (auto change = watched_.look(setting, host_)) changes.push_back(*std::move(change));
  }
}

void Agent::step_regime() {
  RegimeInput input;
  input.at = now_;
  input.vam = frame_.vam_effective;
  input.jitter_ratio = frame_.jitter.ratio;
  input.repaired = std::exchange(repaired_in_window_, false);
  input.yielded = std::exchange(yielded_in_window_, false);
  input.released = std::exchange(released_, false);
  input.topology_restored =
      std::all_of(watched_.all().begin(), watched_.all().end(),
                  [](const WatchedSetting& setting) { return setting.is_as_wanted(); });
  const RegimeSettings settings = policy_ ? policy_->regime : RegimeSettings{};
  if (const auto transition = step(regime_, input, settings)) {
    regime_evidence_ = transition->evidence;
    emit(EventKind::regime, "regime", std::string(name_of(transition->from)),
         std::string(name_of(transition->to)), EventCause::unknown, transition->evidence);
  }
  frame_.regime = regime_.regime;
  frame_.seconds_in_regime = elapsed_seconds(regime_.since, now_);
  frame_.gates = gates_of(settings, regime_.regime);
}

}  // namespace holdfast
