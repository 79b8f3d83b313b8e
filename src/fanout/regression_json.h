// What the experiment `regression` measured, as JSON: runs of one burst script under different
// topologies, with the largest batches over time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fanout/serve_reading.h"

namespace holdfast {

/// One look at a run, and the maxima since the one before.
struct RegressionPoint {
  double seconds = 0;
  std::uint64_t application = 0, snapshot = 0, delta = 0;  // largest batches; delta: of any reader
  std::uint64_t lost = 0;                                  // messages, until now
};
RegressionPoint regression_point(const ServeReading& reading);

struct RegressionRun {
  std::string topology;
  std::size_t streams = 0, round = 0;
  std::string cpus, pinned_cpu;  // that all threads may use; of the pinned one
  double load = 0;               // of the machine in the minute before: what else there was to do
  std::vector<RegressionPoint> points;
  ServeReading last;
};

struct RegressionSetting {
  std::uint64_t rounds = 0, messages = 0, ring = 0, seed = 0;
  std::uint16_t stocks = 0;
  std::optional<double> rate;  // messages a second, evenly
  std::string idle, cpus;
};

std::string regression_json(const RegressionSetting& setting,
                            const std::vector<RegressionRun>& runs);

}  // namespace holdfast
