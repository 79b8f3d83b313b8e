// SignalWatch: SIGINT and SIGTERM counted instead of obeyed, while a host is being changed.
#pragma once

#include <signal.h>

#include "apply/apply_options.h"

namespace holdfast {

/// One at a time. The first signal asks to go back, the second to leave at once.
class SignalWatch {
 public:
  SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;
  ~SignalWatch();

  static Interruption interruption();

 private:
  struct sigaction interrupt_{};
  struct sigaction terminate_{};
};

}  // namespace holdfast
