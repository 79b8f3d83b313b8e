#include "bpf/affinity_watcher.h"

#include <fmt/format.h>

#include "base/text.h"
#include "host/live_source.h"
#include "host/process_identity.h"

namespace holdfast {
namespace {

constexpr double kBetweenLosses = 1;
constexpr std::uint32_t kCarriedCpus = HOLDFAST_AFFINITY_MASK_WORDS * 64;

}  // namespace

std::uint32_t possible_cpus() {
  LiveSource source;
  std::string text;
  if (!source.read_file("/sys/devices/system/cpu/possible", text)) return kCarriedCpus;
  const auto cpus = CpuSet::parse_list(trim(text));
  if (!cpus || cpus->empty()) return kCarriedCpus;
  return cpus->to_vector().back().value + 1;
}

AffinityWatcher::AffinityWatcher(AffinityProbe probe, std::shared_ptr<ActorResolver> actors,
                                 std::shared_ptr<ProcessEvents> processes)
    : probe_(std::move(probe)),
      actors_(std::move(actors)),
      processes_(std::move(processes)),
      sees_first_pids_(is_in_first_pid_namespace()) {}

SightingKind AffinityWatcher::kind_of_request(bool by_file, bool is_kernel_thread) const {
  const bool is_process = probe_.knows_files() ? by_file : !is_kernel_thread;
  return is_process ? SightingKind::affinity_requested : SightingKind::affinity_hinted;
}

std::string AffinityWatcher::cpus_of(const AffinityRecord& record) const {
  std::string text = record.cpus.to_list();
  if (probe_.cpus() > kCarriedCpus) {
    text += fmt::format(" (those from {} on are not known)", kCarriedCpus);
  }
  return text;
}

void AffinityWatcher::take(const AffinityRecord& record, Instant now, std::vector<Sighting>& out) {
  Sighting sighting{
      .what = fmt::format("{}", record.irq), .detail = cpus_of(record), .at = record.at};
  switch (record.kind) {
    case AffinityRecord::Kind::requested: {
      sighting.kind = kind_of_request(record.by_file, record.is_kernel_thread);
      sighting.count = tally_.news(record.irq, record.requests);
      sighting.exact = record.requests != 0;
      sighting.actor = actor_of(record.actor, *actors_, sees_first_pids_, now);
      if (record.requests != 0) last_actors_[record.irq] = *sighting.actor;
      if (sighting.count == 0) return;
      break;
    }
    case AffinityRecord::Kind::applied:
      sighting.kind =
          record.unasked ? SightingKind::affinity_unasked : SightingKind::affinity_applied;
      break;
    case AffinityRecord::Kind::refused: sighting.kind = SightingKind::vector_refused; break;
  }
  out.push_back(std::move(sighting));
}

void AffinityWatcher::tell_what_was_only_counted(Instant now, std::vector<Sighting>& out) {
  for (std::uint32_t irq = 0; irq < HOLDFAST_AFFINITY_IRQS; ++irq) {
    const auto count = probe_.count_of(irq);
    if (count.requests == 0) continue;
    const std::uint64_t news = tally_.news(irq, count.requests);
    if (news == 0) continue;
    Actor actor;
    const auto known = last_actors_.find(irq);
    if (known != last_actors_.end() && known->second.pid == ThreadId{count.last_pid}) {
      actor = known->second;
    } else if (sees_first_pids_) {
      actor = actors_->resolve(count.last_pid, -1, false, now);
    }
    actor.pid = ThreadId{count.last_pid};
    out.push_back(
        {.kind = kind_of_request((count.last_flags & HOLDFAST_AFFINITY_BY_FILE) != 0,
                                 (count.last_flags & HOLDFAST_AFFINITY_KERNEL_THREAD) != 0),
         .what = fmt::format("{}", irq),
         .detail = "",
         .at = Instant{static_cast<std::int64_t>(count.last_ns)},
         .actor = std::move(actor),
         .count = news});
  }
}

void AffinityWatcher::tell_losses(Instant now, std::vector<Sighting>& out) {
  const std::uint64_t lost = probe_.totals().lost;
  if (lost == lost_) return;
  if (loss_told_at_ && elapsed_seconds(*loss_told_at_, now) < kBetweenLosses) return;
  loss_told_at_ = now;
  out.push_back({.kind = SightingKind::overflow,
                 .what = std::string(name()),
                 .at = now,
                 .count = lost - std::exchange(lost_, lost)});
}

bool AffinityWatcher::read(Instant now, std::size_t limit, std::vector<Sighting>& out) {
  if (probe_.rung() == AffinityProbe::Rung::none) return false;
  const std::uint64_t counted = probe_.totals().requests;
  // First whoever began since: who asked may be gone already.
  bool lost = false;
  if (processes_) static_cast<void>(processes_->take(now, lost));
  if (lost) {
    out.push_back({.kind = SightingKind::overflow, .what = "process events", .at = now});
  }
  const std::size_t before = out.size();
  const std::size_t read = probe_.ring().read(limit, [&](std::span<const std::uint8_t> bytes) {
    if (const auto record = parse_affinity_record(bytes, probe_.cpus())) {
      take(*record, now, out);
    }
  });
  // What the ring still holds is told with its own actor first.
  const bool more = read == limit;
  if (!more && tally_.told() < counted) tell_what_was_only_counted(now, out);
  tell_losses(now, out);
  events_ += out.size() - before;
  return more;
}

bool AffinityWatcher::has_unread() const {
  if (probe_.rung() == AffinityProbe::Rung::none) return false;
  const auto totals = probe_.totals();
  return tally_.told() < totals.requests || lost_ != totals.lost;
}

WatchSource AffinityWatcher::state() const {
  WatchSource state{.name = std::string(name()), .why = probe_.why(), .events = events_};
  const bool watches = probe_.rung() == AffinityProbe::Rung::requests && probe_.why().empty();
  if (watches) {
    state.state = SourceState::watching;
  } else if (probe_.rung() != AffinityProbe::Rung::none) {
    state.state = SourceState::degraded;
  }
  return state;
}

}  // namespace holdfast
