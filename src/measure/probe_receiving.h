// The thread of a run that receives, and what it and the sender's know of each other.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "measure/probe_run.h"
#include "probe/probe_result.h"
#include "probe/probe_tally.h"

namespace holdfast {

enum class RunPhase { preparing, warming_up, measuring, sent };

/// What both threads know of each other.
struct RunProgress {
  std::atomic<RunPhase> phase{RunPhase::preparing};
  std::atomic<bool> is_ready{false};      // the receiver has its socket
  std::atomic<bool> has_answer{false};    // a packet came during the warm-up
  std::atomic<bool> is_measuring{false};  // the receiver saw the phase
  std::atomic<bool> stop{false};          // the receiver failed, or the caller wants the end
  std::atomic<std::uint64_t> sent{0};
};

/// What the receiver's thread leaves behind: `result` without what finish() of the tally puts
/// there.
struct Received {
  Result<void> outcome;
  std::optional<std::uint64_t> drops;
  std::uint64_t other_queue = 0;  // AF_XDP: ours, and came by another queue
  ProbeResult result;
  std::int64_t started_ns = 0;
  std::optional<ProbeTally> tally;
  std::vector<PacketArrival> arrivals;
};

/// The warm-up's packets carry this session, which is no measurement's.
constexpr std::uint32_t kWarmUpSession = 0xffffffff;

/// The whole life of the receiver's thread. `session`: whose packets count. A failure sets
/// `progress.stop`.
Received receive_all(const ProbeRun& run, std::uint32_t session, RunProgress& progress);

}  // namespace holdfast
