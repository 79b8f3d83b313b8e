#include "cli/signals.h"

namespace holdfast {
namespace {

volatile sig_atomic_t g_signals = 0;

void count_signal(int /*signal*/) {
  if (g_signals < 2) g_signals = g_signals + 1;
}

}  // namespace

SignalWatch::SignalWatch() {
  g_signals = 0;
  // Without SA_RESTART: a wait ends at once.
  struct sigaction counting{};
  counting.sa_handler = count_signal;
  sigemptyset(&counting.sa_mask);
  ::sigaction(SIGINT, &counting, &interrupt_);
  ::sigaction(SIGTERM, &counting, &terminate_);
}

SignalWatch::~SignalWatch() {
  ::sigaction(SIGINT, &interrupt_, nullptr);
  ::sigaction(SIGTERM, &terminate_, nullptr);
}

Interruption SignalWatch::interruption() {
  if (g_signals == 0) return Interruption::none;
  return g_signals == 1 ? Interruption::go_back : Interruption::leave;
}

}  // namespace holdfast
