// Putting back what may be put back.
#include <fmt/format.h>

#include <algorithm>

#include "agent/agent.h"
#include "agent/setting_event.h"

namespace holdfast {

void Agent::repair_what_may_be() {
  if (!policy_ || holds_back(canary_)) return;
  std::optional<bool> apply_runs;
  for (auto& setting : watched_.all()) {
    if (setting.is_as_wanted()) continue;
    if (const auto wait = refused_.find(setting.key);
        wait != refused_.end() && wait->second.backoff.waits(now_)) {
      continue;
    }
    // A person's apply or rollback is at it: the drift stands, and is looked at again next turn.
    if (!apply_runs) apply_runs = host_.apply_under_way();
    if (*apply_runs) return;
    const Drift drift{setting.key, label_of(setting.object), setting.risk};
    const HealDecision decision = healer_.decide(drift, now_);
    if (decision == HealDecision::repair) {
      repair(setting);
    } else {
      tell_decision(setting, drift, decision);
    }
  }
}

void Agent::repair(WatchedSetting& setting) {
  Event event = setting_event(setting, EventKind::repair,
                              canary_.arm ? EventCause::canary : EventCause::repair);
  const auto written = host_.write(Setting{setting.object, *setting.wanted, std::nullopt});
  if (written) watched_.look(setting, host_, LookBy::own_write);
  // Of what only a reading of the whole host shows, the sweep that this asks for tells the truth.
  const bool quick = host_.value(setting.object).has_value();
  if (written && !quick) {
    setting.value = *setting.wanted;
    sweep_due_ = std::min(sweep_due_, plus_seconds(now_, options_.settle_seconds));
  }
  if (written && setting.is_as_wanted()) {
    healer_.repaired({setting.key, event.subject, setting.risk}, now_);
    event.to = setting.value;
    event.evidence = setting.is_pending() ? "requested; it moves with its next interrupt"
                                          : "written and read back";
    repaired_in_window_ = true;
    ++repairs_;
    told_.erase(setting.key);
    refused_.erase(setting.key);
    undone_.erase(setting.key);
    emit(std::move(event));
    return;
  }
  event.kind = EventKind::refused_repair;
  event.to = setting.value;
  event.evidence =
      written ? "the kernel accepted the value and did not keep it" : written.error().sentence;
  ++refused_repairs_;
  Refused& refused = refused_[setting.key];
  refused.backoff.failed(now_, 1);
  if (std::exchange(refused.why, event.evidence) != event.evidence) emit(std::move(event));
}

void Agent::tell_decision(const WatchedSetting& setting, const Drift& drift,
                          HealDecision decision) {
  // That it only observes, or is paused, is in the status; it is no news for each setting.
  const bool news = decision == HealDecision::yielding || decision == HealDecision::not_safe ||
                    decision == HealDecision::rate_limited;
  const std::string name(name_of(decision));
  std::string& told = told_[setting.key];
  if (decision == HealDecision::yielding) yielded_in_window_ = true;
  if (std::exchange(told, name) == name || !news) return;
  const bool yields = decision == HealDecision::yielding;
  Event event = setting_event(setting, yields ? EventKind::yield : EventKind::refused_repair,
                              EventCause::repair);
  event.evidence = sentence_of(decision);
  if (yields) {
    // Of a fight over its place, what happened to its mask says nothing.
    const auto undone = drift.key == setting.key ? undone_.find(drift.key) : undone_.end();
    const bool known = undone != undone_.end();
    if (known) event.actor = undone->second.actor;
    if (const auto given = healer_.given_way_over(drift.key)) {
      const bool named = !given->actor.starts_with("object ");
      const std::string whose = named   ? given->actor + " undid it"
                                : known ? undone->second.evidence
                                        : "nobody knows who undid it";
      event.evidence +=
          fmt::format("; {}; next try in {:.0f} s", whose, elapsed_seconds(now_, given->retry_at));
    }
  }
  emit(std::move(event));
}

}  // namespace holdfast
