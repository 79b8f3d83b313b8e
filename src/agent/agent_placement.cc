// An interrupt whose mask is right and which comes elsewhere all the same: its vector was taken
// before the mask was set, or its move never ended. Writing the mask again takes a vector on a CPU
// of the mask (the kernel's assign_irq_vector keeps the one there is only when its CPU is in the
// mask); a move that is merely pending needs only the next interrupt, and is left alone (KERNEL
// §1).
#include <fmt/format.h>

#include <algorithm>

#include "agent/agent.h"
#include "agent/setting_event.h"

namespace holdfast {
namespace {

/// So many windows in a row with interrupts elsewhere: the next interrupt did not move it.
constexpr std::uint32_t kWindows = 3;

Drift drift_of(const WatchedSetting& setting) {
  return {setting.key + " placement", label_of(setting.object), setting.risk};
}

}  // namespace

void Agent::look_for_misplaced() {
  if (!policy_) return;
  for (auto& setting : watched_.all()) {
    if (setting.object.kind != SettingKind::vector || !setting.object.irq) continue;
    const auto known = misplaced_.find(setting.key);
    if (!setting.is_pending()) {
      if (known == misplaced_.end()) continue;
      const Misplaced was = known->second;
      misplaced_.erase(known);
      if (!was.written || !setting.is_as_wanted() || !setting.effective) continue;
      Event event = setting_event(setting, EventKind::repair,
                                  canary_.arm ? EventCause::canary : EventCause::repair);
      event.from = was.from.to_list();
      event.to = setting.effective->to_list();
      event.evidence = "the mask was right and the place was not: the mask was written again";
      healer_.repaired(drift_of(setting), now_);
      repaired_in_window_ = true;
      ++repairs_;
      emit(std::move(event));
      continue;
    }
    const auto fired =
        std::any_of(frame_.vectors.begin(), frame_.vectors.end(), [&](const VectorFrame& vector) {
          return vector.irq == *setting.object.irq && vector.total > 0;
        });
    if (!fired) continue;
    Misplaced& misplaced = misplaced_[setting.key];
    if (misplaced.windows == 0) misplaced.from = *setting.effective;
    if (++misplaced.windows < kWindows) continue;
    // Whoever made it so is not known; when it comes back again and again it is given up.
    if (!std::exchange(misplaced.counted, true)) {
      healer_.changed(drift_of(setting), EventCause::unknown, "", now_);
    }
    place_again(setting);
  }
}

void Agent::place_again(WatchedSetting& setting) {
  Misplaced& misplaced = misplaced_[setting.key];
  if (holds_back(canary_) || misplaced.refused.backoff.waits(now_) || host_.apply_under_way())
    return;
  Event event = setting_event(setting, EventKind::refused_repair, EventCause::repair);
  event.from = misplaced.from.to_list();
  event.to = setting.effective->to_list();
  if (misplaced.written && !std::exchange(misplaced.told_refused, true)) {
    ++refused_repairs_;
    event.evidence = "the mask was written again, and its interrupts still come elsewhere";
    emit(event);
  }
  const HealDecision decision = healer_.decide(drift_of(setting), now_);
  if (decision != HealDecision::repair) {
    if (decision != HealDecision::observe && decision != HealDecision::paused) {
      tell_decision(setting, drift_of(setting), decision);
    }
    return;
  }
  misplaced.refused.backoff.failed(now_, 5);
  misplaced.windows = 1;  // and as many again before it is judged
  const auto written = host_.write(Setting{setting.object, *setting.wanted, std::nullopt});
  if (written) {
    misplaced.written = true;
    return;
  }
  ++refused_repairs_;
  event.evidence = written.error().sentence;
  if (std::exchange(misplaced.refused.why, event.evidence) != event.evidence)
    emit(std::move(event));
}

}  // namespace holdfast
