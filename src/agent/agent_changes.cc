// What the watchers saw, looked up on the host, explained and told.
#include <fmt/format.h>

#include <algorithm>

#include "agent/agent.h"
#include "apply/object_key.h"
#include "attribution/attribute_all.h"
#include "attribution/attribute_link.h"

namespace holdfast {
namespace {

constexpr double kRecentSeconds = 10;
constexpr std::size_t kMostRecent = 8192;
constexpr std::size_t kMostEvents = 1000;
constexpr double kUnchangedSeconds = 1;

/// Such a sighting says that settings of any kind may be otherwise now.
bool is_structural(SightingKind kind) {
  switch (kind) {
    case SightingKind::ethtool_notified:
    case SightingKind::link_changed:
    case SightingKind::device_changed:
    case SightingKind::cpu_changed:
    case SightingKind::irqbalance_started:
    case SightingKind::irqbalance_stopped:
    // Why a driver or the kernel did it is told a moment later, by another watcher.
    case SightingKind::affinity_hinted:
    case SightingKind::affinity_unasked:
    case SightingKind::vector_refused:
    case SightingKind::overflow: return true;
    default: return false;
  }
}

/// A thread may have other CPUs now, though nobody asked for them.
bool is_of_cpuset(const Sighting& sighting) {
  return sighting.kind == SightingKind::thread_confined ||
         (sighting.kind == SightingKind::file_written &&
          sighting.what.starts_with("/sys/fs/cgroup/"));
}

}  // namespace

void Agent::read_watchers() {
  polled_.clear();
  for (const auto& watcher : watchers_) polled_.push_back({watcher->fd(), POLLIN, 0});
  ask_readable(polled_);
  std::vector<Sighting> seen;
  for (std::size_t i = 0; i < watchers_.size(); ++i) {
    Watcher& watcher = *watchers_[i];
    if (polled_[i].fd >= 0 && polled_[i].revents == 0 && !watcher.has_unread()) continue;
    // What is left over is read in the next turn, which is then due at once: its fd stays readable.
    watcher.read(now_, options_.sightings_per_turn, seen);
  }
  for (auto& sighting : seen) {
    note(sighting);
    recent_.push_back(std::move(sighting));
  }
  if (!seen.empty()) {
    std::sort(recent_.begin(), recent_.end(),
              [](const Sighting& a, const Sighting& b) { return a.at < b.at; });
  }
  while (!recent_.empty() && (recent_.size() > kMostRecent ||
                              elapsed_seconds(recent_.front().at, now_) > kRecentSeconds)) {
    recent_.pop_front();
  }
}

void Agent::note(const Sighting& sighting) {
  if (is_of_cpuset(sighting)) {
    // Whose CPUs it changes is not told: a look at a thread takes a microsecond.
    for (const auto& setting : watched_.all()) {
      if (setting.object.kind == SettingKind::thread_affinity) sighted_.insert(setting.key);
    }
    return;
  }
  const bool of_thread = sighting.kind == SightingKind::thread_requested;
  const bool requested = of_thread || sighting.kind == SightingKind::affinity_requested;
  if (requested && sighting.actor && sighting.actor->pid == ThreadId{options_.pid}) return;
  if (requested || sighting.kind == SightingKind::file_written) {
    const WatchedSetting* setting =
        of_thread
            ? watched_.of_thread(sighting.what)
            : watched_.of_file(requested ? fmt::format("/proc/irq/{}/smp_affinity", sighting.what)
                                         : sighting.what);
    if (!setting) return;
    sighted_.insert(setting->key);
    auto& count =
        sighted_counts_.try_emplace(setting->key, SightedCount{.since = now_}).first->second;
    (requested ? count.requested : count.written) += sighting.count;
    if (requested) count.exact = count.exact && sighting.exact;
    return;
  }
  if (sighting.kind == SightingKind::vector_refused) {
    if (const auto* setting =
            watched_.of_file(fmt::format("/proc/irq/{}/smp_affinity", sighting.what))) {
      sighted_.insert(setting->key);
      sighted_counts_.try_emplace(setting->key, SightedCount{.since = now_}).first->second.refused =
          true;
    }
  }
  if (!is_structural(sighting.kind)) return;
  sweep_due_ = std::min(sweep_due_, plus_seconds(now_, options_.settle_seconds));
  numbers_may_differ_ = true;
  if (sighting.kind == SightingKind::link_changed) {
    links_to_tell_.push_back(sighting);
  } else if (sighting.kind == SightingKind::cpu_changed) {
    emit(EventKind::hotplug, "CPU " + sighting.what, "", sighting.detail, EventCause::cpu_hotplug,
         "a uevent says so");
  } else if (sighting.kind == SightingKind::overflow) {
    ++dropped_;
    emit(EventKind::source, sighting.what, "watching", "overflow", EventCause::unknown,
         "it lost some of what it saw; the host is read again");
  } else if (sighting.kind == SightingKind::irqbalance_started ||
             sighting.kind == SightingKind::irqbalance_stopped) {
    const bool started = sighting.kind == SightingKind::irqbalance_started;
    emit(EventKind::lease, "irqbalance", "", started ? "started" : "stopped",
         EventCause::irqbalance_config, fmt::format("its pid is {}", sighting.what));
  }
}

// A driver's uevent comes after the interface has gone or come: what explains it is waited for.
void Agent::tell_links() {
  if (links_to_tell_.empty()) return;
  const std::vector<Sighting> recent(recent_.begin(), recent_.end());
  std::erase_if(links_to_tell_, [&](const Sighting& link) {
    Attribution why = attribute_link(link, recent);
    const bool wait = why.cause == EventCause::unknown &&
                      elapsed_seconds(link.at, now_) < options_.settle_seconds;
    if (!wait) emit(EventKind::link, link.what, "", link.detail, why.cause, why.evidence);
    return !wait;
  });
}

void Agent::look_where_sighted() {
  std::vector<Change> changes;
  for (const auto& key : std::exchange(sighted_, {})) {
    WatchedSetting* setting = watched_.find(key);
    if (!setting) continue;
    if (auto change = watched_.look(*setting, host_)) changes.push_back(*std::move(change));
    if (setting->is_doubtful) sighted_.insert(key);
  }
  explain(changes);
  tell_what_changed_nothing();
}

/// Many requests that left a setting as it was are news, too, and one that the kernel took and
/// dropped again; and what was counted in a turn that found it unchanged belongs to the change that
/// the next one finds.
void Agent::tell_what_changed_nothing() {
  std::vector<Change> changes;
  for (auto count = sighted_counts_.begin(); count != sighted_counts_.end();) {
    const SightedCount& seen = count->second;
    const bool is_over = elapsed_seconds(seen.since, now_) >= kUnchangedSeconds;
    const WatchedSetting* setting = watched_.find(count->first);
    if (setting && (seen.refused || seen.requested + seen.ahead > 0) && !is_over) {
      ++count;
      continue;
    }
    if (!setting || (!seen.refused && seen.requested < seen.ahead + 2)) {
      count = sighted_counts_.erase(count);
      continue;
    }
    changes.push_back({.object = setting->object,
                       .from = setting->value,
                       .to = setting->value,
                       .after = plus_seconds(seen.since, -kUnchangedSeconds),
                       .before = now_,
                       .driver = setting->driver});
    ++count;
  }
  explain(changes);
}

void Agent::explain(const std::vector<Change>& changes) {
  if (changes.empty()) return;
  AttributionContext context;
  context.own_pid = ThreadId{options_.pid};
  context.paused = paused_;
  context.paused_by = paused_by_;
  for (const auto& watcher : watchers_) {
    if (watcher->name() != kThreadWatcher) continue;
    const WatchSource source = watcher->state();
    if (source.state == SourceState::absent) context.threads_unseen = source.why;
  }
  const std::vector<Sighting> recent(recent_.begin(), recent_.end());
  const auto causes = attribute_all(changes, recent, context, default_affinity_);
  for (std::size_t i = 0; i < changes.size(); ++i) tell_change(changes[i], causes[i]);
}

void Agent::tell_change(const Change& change, Attribution attribution) {
  Event event;
  event.kind = change.effective_only ? EventKind::moved : EventKind::change;
  event.object = change.object;
  event.subject = label_of(change.object);
  event.from = change.from;
  event.to = change.to;
  event.cause = attribution.cause;
  event.evidence = std::move(attribution.evidence);
  event.actor = std::move(attribution.actor);
  const std::string key = key_of(change.object);
  const WatchedSetting* setting = watched_.find(key);
  if (setting && setting->wanted) event.wanted = *setting->wanted;
  if (!change.effective_only) {
    take_count(key, event);
    if (setting && setting->wanted && change.from != change.to) judge_change(*setting, event);
  }
  event.at_ns = wall_of(attribution.at.value_or(change.before));
  event.seen_ns = wall_of(host_.now());
  for (auto& told : storm_.take(std::move(event), now_)) give(std::move(told));
}

/// An interrupt that only came elsewhere takes none: whoever wrote its mask and wrote it back is
/// told with the change that comes next, or as having changed nothing.
void Agent::take_count(const std::string& key, Event& event) {
  auto& count = sighted_counts_.try_emplace(key, SightedCount{.since = now_}).first->second;
  const std::uint64_t requested = count.requested - std::min(count.requested, count.ahead);
  event.count = std::max<std::uint64_t>(1, requested > 0 ? requested : count.written);
  event.exact = event.count == 1 || (requested > 0 && count.exact);
  // Seen before their requests were counted: they are in the next count, too.
  const bool is_written = event.cause == EventCause::writer ||
                          event.cause == EventCause::irqbalance || event.cause == EventCause::human;
  const bool is_ahead = requested == 0 && is_written;
  count = {.ahead = is_ahead ? count.ahead + event.count - count.requested : 0, .since = now_};
}

void Agent::judge_change(const WatchedSetting& setting, const Event& event) {
  told_.erase(setting.key);
  refused_.erase(setting.key);
  if (setting.is_as_wanted()) {
    undone_.erase(setting.key);
    healer_.restored(setting.key);
    return;
  }
  undone_[setting.key] = {event.actor, event.evidence};
  healer_.changed({setting.key, event.subject, setting.risk}, event.cause,
                  event.actor ? identity_of(*event.actor) : "", now_);
}

void Agent::end_storms() {
  for (auto& summary : storm_.flush(now_)) give(std::move(summary));
}

void Agent::give(Event event) {
  event.number = next_event_++;
  ++event_count_;
  output_.tell(event);
  events_.push_back(std::move(event));
  if (events_.size() > kMostEvents) events_.pop_front();
}

void Agent::emit(Event event) {
  event.at_ns = event.seen_ns = wall_of(host_.now());
  give(std::move(event));
}

void Agent::emit(EventKind kind, std::string subject, std::string from, std::string to,
                 EventCause cause, std::string evidence) {
  Event event;
  event.kind = kind;
  event.subject = std::move(subject);
  event.from = std::move(from);
  event.to = std::move(to);
  event.cause = cause;
  event.evidence = std::move(evidence);
  emit(std::move(event));
}

}  // namespace holdfast
