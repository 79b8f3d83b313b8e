// AffinityWatcher: who asked for an interrupt's CPUs, told by the kernel itself (KERNEL §22):
// through whichever procfs, and also when a driver asked or the kernel acted by itself.
//
// Only the first request of a process for an interrupt within 50 ms comes by itself; of the others
// the kernel keeps the count, which is read in the next turn: counts are exact, and the last of a
// burst is told within a turn.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "bpf/affinity_probe.h"
#include "bpf/affinity_record.h"
#include "bpf/request_tally.h"
#include "host/actor.h"
#include "host/process_events.h"
#include "host/watcher.h"

namespace holdfast {

class AffinityWatcher final : public Watcher {
 public:
  /// `processes`: read before the requests, so that those who are gone have a name; may be nullptr.
  AffinityWatcher(AffinityProbe probe, std::shared_ptr<ActorResolver> actors,
                  std::shared_ptr<ProcessEvents> processes = nullptr);

  std::string_view name() const override { return "bpf"; }
  int fd() const override { return probe_.ring().fd(); }
  bool read(Instant now, std::size_t limit, std::vector<Sighting>& out) override;
  /// Requests that the ring had no room for are in the kernel's counts alone.
  bool has_unread() const override;
  WatchSource state() const override;

 private:
  void take(const AffinityRecord& record, Instant now, std::vector<Sighting>& out);
  void tell_what_was_only_counted(Instant now, std::vector<Sighting>& out);
  void tell_losses(Instant now, std::vector<Sighting>& out);
  SightingKind kind_of_request(bool by_file, bool is_kernel_thread) const;
  std::string cpus_of(const AffinityRecord& record) const;

  AffinityProbe probe_;
  std::shared_ptr<ActorResolver> actors_;
  std::shared_ptr<ProcessEvents> processes_;
  bool sees_first_pids_;  // a pid that the kernel tells is the same in our /proc
  RequestTally tally_;
  std::unordered_map<std::uint32_t, Actor>
      last_actors_;  // by interrupt; bounded by what is counted
  std::uint64_t lost_ = 0;
  std::optional<Instant> loss_told_at_;
  std::uint64_t events_ = 0;
};

/// How many CPUs the host can have: one more than the highest possible.
std::uint32_t possible_cpus();

}  // namespace holdfast
