#include "bpf/thread_watcher.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/process_identity.h"

namespace holdfast {
namespace {

constexpr double kBetweenLosses = 1;
constexpr std::uint32_t kCarriedCpus = HOLDFAST_THREAD_MASK_WORDS * 64;

SightingKind kind_of(bool by_call) {
  return by_call ? SightingKind::thread_requested : SightingKind::thread_confined;
}

}  // namespace

ThreadWatcher::ThreadWatcher(ThreadProbe probe, std::shared_ptr<ActorResolver> actors,
                             std::shared_ptr<ProcessEvents> processes)
    : probe_(std::move(probe)),
      actors_(std::move(actors)),
      processes_(std::move(processes)),
      sees_first_pids_(is_in_first_pid_namespace()) {}

void ThreadWatcher::set_threads(const std::vector<ThreadId>& threads) {
  if (!sees_first_pids_) return;
  probe_.watch(threads);
  const auto& watched = probe_.watched();
  std::erase_if(known_, [&](const auto& one) {
    return !std::binary_search(watched.begin(), watched.end(), ThreadId{one.first});
  });
}

void ThreadWatcher::take(const ThreadRecord& record, Instant now, std::vector<Sighting>& out) {
  const auto& watched = probe_.watched();
  if (!std::binary_search(watched.begin(), watched.end(), ThreadId{record.thread})) return;
  Known& known = known_[record.thread];
  const std::uint64_t news = record.requests - std::min(record.requests, known.told);
  known.told = std::max(known.told, record.requests);
  if (news == 0) return;
  Sighting sighting{.kind = kind_of(record.by_call),
                    .what = fmt::format("{}", record.thread),
                    .detail = record.cpus.to_list(),
                    .at = record.at,
                    .count = news};
  if (probe_.cpus() > kCarriedCpus) {
    sighting.detail += fmt::format(" (those from {} on are not known)", kCarriedCpus);
  }
  if (!record.by_kernel) {
    sighting.actor = actor_of(record.actor, *actors_, sees_first_pids_, now);
    known.last_actor = *sighting.actor;
  }
  out.push_back(std::move(sighting));
}

void ThreadWatcher::tell_what_was_only_counted(Instant now, std::vector<Sighting>& out) {
  for (const ThreadId thread : probe_.watched()) {
    const auto count = probe_.count_of(thread);
    if (count.requests == 0) continue;
    Known& known = known_[thread.value];
    if (count.requests <= known.told) continue;
    Sighting sighting{.kind = kind_of((count.last_flags & HOLDFAST_THREAD_BY_CALL) != 0),
                      .what = fmt::format("{}", thread.value),
                      .at = Instant{static_cast<std::int64_t>(count.last_ns)},
                      .count = count.requests - std::exchange(known.told, count.requests)};
    if ((count.last_flags & HOLDFAST_THREAD_BY_KERNEL) == 0) {
      const ThreadId pid{count.last_pid};
      sighting.actor = known.last_actor.pid == pid
                           ? known.last_actor
                           : actors_->resolve(count.last_pid, -1, false, now);
      sighting.actor->pid = pid;
    }
    out.push_back(std::move(sighting));
  }
}

void ThreadWatcher::tell_losses(Instant now, std::vector<Sighting>& out) {
  const std::uint64_t lost = probe_.totals().lost;
  if (lost == lost_) return;
  if (loss_told_at_ && elapsed_seconds(*loss_told_at_, now) < kBetweenLosses) return;
  loss_told_at_ = now;
  out.push_back({.kind = SightingKind::overflow,
                 .what = std::string(name()),
                 .at = now,
                 .count = lost - std::exchange(lost_, lost)});
}

bool ThreadWatcher::read(Instant now, std::size_t limit, std::vector<Sighting>& out) {
  if (probe_.watched().empty()) return false;
  const std::uint64_t counted = probe_.totals().requests;
  // First whoever began since: who asked may be gone already.
  bool lost = false;
  if (processes_) static_cast<void>(processes_->take(now, lost));
  if (lost) {
    out.push_back({.kind = SightingKind::overflow, .what = "process events", .at = now});
  }
  const std::size_t before = out.size();
  const std::size_t read = probe_.ring().read(limit, [&](std::span<const std::uint8_t> bytes) {
    if (const auto record = parse_thread_record(bytes, probe_.cpus())) take(*record, now, out);
  });
  // What the ring still holds is told with its own actor first.
  const bool more = read == limit;
  if (!more && std::exchange(looked_at_, counted) != counted) tell_what_was_only_counted(now, out);
  tell_losses(now, out);
  events_ += out.size() - before;
  return more;
}

bool ThreadWatcher::has_unread() const {
  if (probe_.watched().empty()) return false;
  const auto totals = probe_.totals();
  return looked_at_ != totals.requests || lost_ != totals.lost;
}

WatchSource ThreadWatcher::state() const {
  WatchSource state{.name = std::string(name()), .why = probe_.why(), .events = events_};
  if (!probe_.is_able()) return state;
  state.state = probe_.why().empty() ? SourceState::watching : SourceState::degraded;
  if (sees_first_pids_) return state;
  state.state = SourceState::absent;
  state.why = "in a pid namespace of its own the agent cannot tell threads by their numbers";
  return state;
}

}  // namespace holdfast
