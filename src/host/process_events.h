// ProcessEvents: hears of every process that begins or executes a program, through the kernel's
// proc connector, and keeps who they were (host/process_history.h).
//
// A process that writes one file and ends is often gone before its file event is read (KERNEL §19).
// Needs CAP_NET_ADMIN, and to be in the host's first network, pid and user namespace: elsewhere the
// kernel refuses, or says nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "host/descriptor.h"
#include "host/process_history.h"
#include "host/program_files.h"
#include "host/watcher.h"

namespace holdfast {

struct ProcessEventOptions {
  std::size_t capacity = 4096;        // processes kept
  std::size_t events_per_turn = 512;  // taken in one turn, of forks and of executions each
  /// Programs read per second, some 60 µs each, for their cgroup and user. Beyond, those are the
  /// parent's.
  std::uint32_t reads_per_second = 200;
};

class ProcessEvents {
 public:
  explicit ProcessEvents(ProcessEventOptions options = {});

  /// Readable when either the connector or a program's execution has something to tell.
  int fd() const { return socket_ || programs_.fd() >= 0 ? either_.fd() : -1; }
  /// Takes what is there, within the bounds of a turn; true when there is more. `lost` is set when
  /// the kernel dropped some: then the history begins anew.
  bool take(Instant now, bool& lost);
  /// One of its two ways is lost, and take() tries to open it again.
  bool is_lost() const { return !socket_; }
  const ProcessHistory& history() const { return history_; }

  WatchSource state() const;
  std::uint64_t programs_not_read() const { return programs_not_read_; }

 private:
  void open();
  bool may_read(Instant now);
  void executed(std::uint32_t pid, Instant at, Instant now);
  bool take_events(Instant now, bool& lost);
  bool take_programs(bool& lost);

  ProcessEventOptions options_;
  Descriptor socket_;
  ProgramFiles programs_;
  Descriptor either_;  // an epoll of both
  ProcessHistory history_;
  std::string why_absent_;
  std::optional<Instant> tried_at_;
  Instant budget_from_;
  std::uint32_t budget_used_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t programs_not_read_ = 0;
  std::uint64_t overflows_ = 0;
};

/// The same as a Watcher: it tells nothing but overflows, for it is there to name others' writers.
class ProcessEventsWatcher final : public Watcher {
 public:
  explicit ProcessEventsWatcher(std::shared_ptr<ProcessEvents> events)
      : events_(std::move(events)) {}
  std::string_view name() const override { return "process events"; }
  int fd() const override { return events_->fd(); }
  bool read(Instant now, std::size_t limit, std::vector<Sighting>& out) override;
  bool has_unread() const override { return events_->is_lost(); }
  WatchSource state() const override { return events_->state(); }

 private:
  std::shared_ptr<ProcessEvents> events_;
};

}  // namespace holdfast
