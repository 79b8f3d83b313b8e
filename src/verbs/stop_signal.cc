#include "verbs/stop_signal.h"

#include <pthread.h>

namespace holdfast {
namespace {

volatile sig_atomic_t g_came = 0;

void note_signal(int /*signal*/) {
  if (g_came < 1000) g_came = g_came + 1;
}

}  // namespace

StopSignal::StopSignal() {
  g_came = 0;
  struct sigaction noting{};  // without SA_RESTART
  noting.sa_handler = note_signal;
  sigemptyset(&noting.sa_mask);
  ::sigaction(SIGINT, &noting, &interrupt_);
  ::sigaction(SIGTERM, &noting, &terminate_);
}

StopSignal::~StopSignal() {
  ::sigaction(SIGINT, &interrupt_, nullptr);
  ::sigaction(SIGTERM, &terminate_, nullptr);
}

int StopSignal::times() { return g_came; }

void StopSignal::block_in_this_thread() {
  sigset_t all;
  sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace holdfast
