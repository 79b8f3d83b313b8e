// CommandHook: starts a program for each event that somebody should be told at once, with the event
// as JSON on its standard input, in a process group of its own.
//
// Nothing here waits: do_work looks who has ended, kills (the whole group) who took too long, and
// starts what is due. The event lies in memory (memfd), so that a program that does not read it
// holds nothing up.
#pragma once

#include <string>
#include <vector>

#include "hooks/hook_queue.h"

namespace holdfast {

class CommandHook {
 public:
  /// `program` is executed as it is, without a shell and without arguments.
  CommandHook(std::string program, HookLimits limits, double timeout_seconds)
      : program_(std::move(program)), queue_(limits), timeout_seconds_(timeout_seconds) {}
  CommandHook(const CommandHook&) = delete;
  CommandHook& operator=(const CommandHook&) = delete;
  ~CommandHook();  // kills who still runs

  void tell(const Event& event, Instant now);
  void do_work(Instant now);
  const HookCounts& counts() const { return queue_.counts(); }

 private:
  struct Running {
    std::uint64_t id = 0;
    int pid = 0;
    Instant until;
    bool killed = false;
  };
  void look_who_ended(Instant now);
  void start(const Delivery& delivery, Instant now);

  std::string program_;
  HookQueue queue_;
  double timeout_seconds_;
  std::vector<Running> running_;
};

}  // namespace holdfast
