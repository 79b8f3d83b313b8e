// ThreadWatcher: who gives the policy's threads other CPUs, told by the kernel itself: by
// sched_setaffinity(2), by a cpuset, or the kernel by itself (KERNEL §22).
//
// Only the first of a process for a thread within 50 ms comes by itself; the others are counted,
// and told with the next look at the counters.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bpf/thread_probe.h"
#include "bpf/thread_record.h"
#include "host/process_events.h"
#include "host/watcher.h"

namespace holdfast {

class ThreadWatcher final : public Watcher {
 public:
  static constexpr std::string_view kName = kThreadWatcher;

  /// `processes`: read before the records, so that those who are gone have a name; may be nullptr.
  ThreadWatcher(ThreadProbe probe, std::shared_ptr<ActorResolver> actors,
                std::shared_ptr<ProcessEvents> processes = nullptr);

  std::string_view name() const override { return kName; }
  int fd() const override { return probe_.ring().fd(); }
  bool read(Instant now, std::size_t limit, std::vector<Sighting>& out) override;
  bool has_unread() const override;
  WatchSource state() const override;
  void set_threads(const std::vector<ThreadId>& threads) override;

 private:
  struct Known {  // of a thread
    std::uint64_t told = 0;
    Actor last_actor;
  };
  void take(const ThreadRecord& record, Instant now, std::vector<Sighting>& out);
  void tell_what_was_only_counted(Instant now, std::vector<Sighting>& out);
  void tell_losses(Instant now, std::vector<Sighting>& out);

  ThreadProbe probe_;
  std::shared_ptr<ActorResolver> actors_;
  std::shared_ptr<ProcessEvents> processes_;
  bool sees_first_pids_;                  // a tid that the kernel tells is the same in our /proc
  std::map<std::uint32_t, Known> known_;  // by tid; those that are watched
  std::uint64_t looked_at_ = 0;           // of all threads, when the counters were last read
  std::uint64_t lost_ = 0;
  std::optional<Instant> loss_told_at_;
  std::uint64_t events_ = 0;
};

}  // namespace holdfast
