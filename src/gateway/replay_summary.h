// What a replay was, at its end. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/replay_run.h"
#include "stream/request_answerer.h"

namespace holdfast {

struct ReplayLineReading {
  Endpoint to;
  InjectedFaults faults;
  std::uint64_t waiting = 0;  // copies that were not sent any more
  std::uint64_t refused = 0;  // of those that were, by the kernel
};

struct ReplayLateness {
  double p50_ns = 0, p99_ns = 0;
  std::uint64_t most_ns = 0;
};

struct ReplayReading {
  ReplayCounts counts;
  std::vector<ReplayLineReading> lines;
  std::optional<ReplayLateness> lateness;    // of those that were due at a time
  std::optional<std::uint64_t> requests;     // that came; absent: nobody could ask
  std::optional<std::int64_t> shortened_ns;  // silences, together; absent: they were kept
  RequestCounts answers;                     // of the last session
};

std::string replay_summary(const ReplayReading& reading);
std::string replay_summary_json(const ReplayReading& reading, int exit_status);

}  // namespace holdfast
