// The other end of a round trip: sends each probe packet back to whoever sent it.
#pragma once

#include <cstdint>
#include <functional>

#include "base/result.h"
#include "measure/probe_run.h"
#include "model/flow.h"

namespace holdfast {

struct ReflectorOptions {
  Endpoint local;                // where to listen
  std::uint16_t reply_port = 0;  // at the sender's address; 0: the port that it listens on
  std::optional<CpuId> cpu;
  bool spins = false;                // looks at its socket without waiting: takes a core
  double seconds = 0;                // 0: until it is stopped
  std::function<void()> tell_ready;  // called once, when it listens
};

struct ReflectedCounts {
  std::uint64_t reflected = 0;
  std::uint64_t foreign = 0;  // no probe packets: not answered
  std::uint64_t refused = 0;  // by the kernel
};

/// A packet goes back with its bytes as they were but for `reflected_ns`. Only probe packets are
/// answered, and never one that was reflected already: two reflectors cannot keep one going.
Result<ReflectedCounts> reflect(const ReflectorOptions& options, const IsStopped& is_stopped);

}  // namespace holdfast
