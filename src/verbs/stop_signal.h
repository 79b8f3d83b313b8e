// StopSignal: SIGINT and SIGTERM as a flag, while a verb runs that ends in order.
#pragma once

#include <signal.h>

namespace holdfast {

/// One at a time. A wait of the thread that gets a signal ends with EINTR.
class StopSignal {
 public:
  StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;
  ~StopSignal();

  static bool came() { return times() > 0; }
  /// How often one of them came.
  static int times();
  /// For threads that are not to be interrupted.
  static void block_in_this_thread();

 private:
  struct sigaction interrupt_{}, terminate_{};
};

}  // namespace holdfast
