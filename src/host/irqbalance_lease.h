// IrqbalanceLease: keeps interrupts out of irqbalance's hands for as long as it is held.
//
// Level-based: each turn looks whether a daemon runs and whether it holds our interrupts back, and
// tells it again if not. Bans die with the daemon (KERNEL §24), so a folder watch wakes the turn
// when a new one makes its socket; a slow poll finds what the watch missed. Foreign bans stay.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/instant.h"
#include "host/descriptor.h"
#include "host/irqbalance_bans.h"

namespace holdfast {

/// What a turn found.
enum class LeaseState { held, no_daemon, refused };

struct LeaseCounters {
  std::uint64_t turns = 0;     // in which the daemon was looked at
  std::uint64_t given = 0;     // writes of the list, the first included
  std::uint64_t restarts = 0;  // another daemon than before
  std::uint64_t lost = 0;      // bans that the same daemon had dropped
  std::uint64_t errors = 0;
};

class IrqbalanceLease {
 public:
  static constexpr double kPollSeconds = 5;

  /// `bans` outlives the lease. `folder`: where daemons make their sockets.
  IrqbalanceLease(IrqbalanceBans& bans, IrqList irqs, std::string folder = "/run/irqbalance");

  /// One turn, bounded by the daemon's answer (at most 600 ms). Looks at the daemon when the folder
  /// changed, or `kPollSeconds` after it last did.
  LeaseState do_work(Instant now);
  /// Other interrupts from the next turn on: those that are ours no more are lifted.
  void hold(IrqList irqs);
  /// Lifts the bans that this lease added, and no other. Nothing to do without a daemon.
  Result<void> release();

  /// Readable when do_work has something to do before its poll; -1 when nothing can be watched.
  int wake_fd() const { return watch_.fd(); }
  const LeaseCounters& counters() const { return counters_; }
  const IrqList& irqs() const { return irqs_; }
  /// Why the last turn was refused.
  const Error& error() const { return error_; }

 private:
  void watch_folder();
  bool folder_changed();
  LeaseState look();
  Result<void> give(ThreadId daemon);

  IrqbalanceBans& bans_;
  IrqList irqs_;
  std::string folder_;
  Descriptor watch_;
  int watched_ = -1;                // inotify's number of the folder; -1: it does not exist yet
  std::optional<Instant> looked_;   // when the daemon was last looked at
  std::optional<ThreadId> daemon_;  // that holds our list, or did
  IrqList added_;                   // ours that the daemon did not hold back before
  LeaseState state_ = LeaseState::no_daemon;
  LeaseCounters counters_;
  Error error_;
};

}  // namespace holdfast
