// What a thread does when it finds nothing to do, as a template parameter: `idle()` each time in
// vain, `reset()` after there was something. These ask nothing of the system; net/idle.h has those
// that do.
#pragma once

#include <algorithm>
#include <cstdint>

namespace holdfast {

/// Tells the processor that this is a loop of waiting.
inline void pause_processor() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield" ::: "memory");
#endif
}

/// The least latency, for a thread that owns its CPU; on a CPU it does not own it starves the other
/// side.
struct SpinIdle {
  void idle() { pause_processor(); }
  void reset() {}
};

/// Waits twice as long each time in vain, up to `Most` pauses: leaves the other side's cache lines
/// alone.
template <std::uint32_t Most = 64>
class BackOffIdle {
 public:
  void idle() {
    for (std::uint32_t i = 0; i < pauses_; ++i) pause_processor();
    pauses_ = std::min(pauses_ * 2, Most);
  }
  void reset() { pauses_ = 1; }

 private:
  std::uint32_t pauses_ = 1;
};

}  // namespace holdfast
