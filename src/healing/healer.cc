#include "healing/healer.h"

#include <algorithm>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::size_t kMostKnown = 65536;  // of objects and actors: a bound, not a limit to reach

struct Row {
  HealDecision decision;
  std::string_view name, sentence;
};
constexpr Row kRows[] = {
    {HealDecision::repair, "repair", ""},
    {HealDecision::observe, "observe", "the policy only observes (reconcile: {mode: observe})"},
    {HealDecision::paused, "paused", "holdfast is paused"},
    {HealDecision::respected, "respected",
     "a person did it through holdfast, or while it was paused"},
    {HealDecision::allowed, "allowed", "the policy allows this actor (reconcile: {allow: …})"},
    {HealDecision::not_safe, "not-safe",
     "the repair would reset queues or the link: it waits for `holdfast apply`"},
    {HealDecision::rate_limited, "rate-limited",
     "too many repairs in this minute (reconcile: {max-per-minute: …})"},
    {HealDecision::yielding, "yielding",
     "it was undone again and again: holdfast gives way for now"},
    {HealDecision::yielded, "yielded", "holdfast has given way, and will try again"},
};

const Row& row_of(HealDecision decision) {
  return *std::find_if(std::begin(kRows), std::end(kRows),
                       [&](const Row& row) { return row.decision == decision; });
}

template <class Map>
void bound(Map& map) {
  if (map.size() > kMostKnown) map.erase(map.begin());
}

}  // namespace

std::string_view name_of(HealDecision decision) { return row_of(decision).name; }
std::string_view sentence_of(HealDecision decision) { return row_of(decision).sentence; }

bool Healer::is_allowed(std::string_view actor) const {
  return std::any_of(settings_.allow.begin(), settings_.allow.end(),
                     [&](const std::string& glob) { return matches_glob(glob, actor); });
}

void Healer::undo(Fight& fight, const Drift& drift, Instant repaired_at, Instant now) {
  fight.object = drift.label;
  if (fight.last_undone == repaired_at) return;  // another part of the same repair
  fight.last_undone = repaired_at;
  fight.undone.push_back(now);
  while (elapsed_seconds(fight.undone.front(), now) > kFightSeconds) fight.undone.pop_front();
  if (fight.yielded) {  // the trial failed
    if (fight.backoff.waits(now)) return;
  } else if (fight.undone.size() >= settings_.yield_after) {
    fight.yielded = true;
  } else {
    return;
  }
  fight.told = false;
  fight.backoff.failed(now, settings_.retry_seconds, kLongestRetrySeconds);
}

void Healer::changed(const Drift& drift, EventCause cause, std::string_view actor, Instant now) {
  const std::string name = actor.empty() ? "object " + drift.key : std::string(actor);
  standing_[drift.key] = {name, cause == EventCause::human || cause == EventCause::canary};
  bound(standing_);
  const auto last = repaired_.find(drift.key);
  if (last == repaired_.end()) return;
  const Instant repaired_at = last->second;
  repaired_.erase(last);  // one repair is undone once
  const bool recent = elapsed_seconds(repaired_at, now) <= kFightSeconds;
  if (!recent || standing_[drift.key].human) return;
  undo(fights_[name], drift, repaired_at, now);
  bound(fights_);
}

void Healer::restored(const std::string& key) { standing_.erase(key); }

bool Healer::take_turn(const std::string& actor, Instant now) {
  while (!turns_.empty() && elapsed_seconds(turns_.front().first, now) >= 60) turns_.pop_front();
  for (const auto& [at, whose] : turns_) {
    if (at == now && whose == actor) return true;
  }
  if (turns_.size() >= settings_.max_per_minute) return false;
  turns_.emplace_back(now, actor);
  return true;
}

HealDecision Healer::decide(const Drift& drift, Instant now) {
  if (!settings_.heal) return HealDecision::observe;
  if (paused_) return HealDecision::paused;
  const auto found = standing_.find(drift.key);
  const std::string actor = found == standing_.end() ? "object " + drift.key : found->second.actor;
  if (found != standing_.end() && found->second.human) return HealDecision::respected;
  if (is_allowed(actor)) return HealDecision::allowed;
  if (drift.risk != Risk::safe) return HealDecision::not_safe;
  if (const auto fight = fights_.find(actor); fight != fights_.end()) {
    Fight& known = fight->second;
    if (known.yielded && known.backoff.waits(now)) {
      const bool first = !known.told;
      known.told = true;
      return first ? HealDecision::yielding : HealDecision::yielded;
    }
    // Nobody undid anything for as long as a fight counts: it is over.
    const bool over =
        known.undone.empty() || elapsed_seconds(known.undone.back(), now) >
                                    std::max(kFightSeconds, 2 * known.backoff.wait_seconds);
    if (over) fights_.erase(fight);
  }
  return take_turn(actor, now) ? HealDecision::repair : HealDecision::rate_limited;
}

void Healer::repaired(const Drift& drift, Instant now) {
  repaired_[drift.key] = now;
  bound(repaired_);
  standing_.erase(drift.key);
}

std::vector<GivenWay> Healer::given_way() const {
  std::vector<GivenWay> found;
  for (const auto& [actor, fight] : fights_) {
    if (fight.yielded) found.push_back({actor, fight.object, fight.backoff.retry_at});
  }
  return found;
}

std::optional<GivenWay> Healer::given_way_over(const std::string& key) const {
  const auto standing = standing_.find(key);
  if (standing == standing_.end()) return std::nullopt;
  const auto fight = fights_.find(standing->second.actor);
  if (fight == fights_.end() || !fight->second.yielded) return std::nullopt;
  return GivenWay{fight->first, fight->second.object, fight->second.backoff.retry_at};
}

std::optional<Instant> Healer::next_look(Instant now) const {
  std::optional<Instant> next;
  const auto consider = [&](Instant at) {
    if (at > now && (!next || at < *next)) next = at;
  };
  for (const auto& [actor, fight] : fights_) {
    if (fight.yielded) consider(fight.backoff.retry_at);
  }
  if (turns_.size() >= settings_.max_per_minute) consider(plus_seconds(turns_.front().first, 60));
  return next;
}

}  // namespace holdfast
