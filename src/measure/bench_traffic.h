// BenchTraffic: the probe's packets as the traffic of a bench: round trips to another host, or what
// another host sends.
#pragma once

#include <atomic>
#include <thread>

#include "measure/probe_run.h"
#include "tuning/traffic_source.h"

namespace holdfast {

class BenchTraffic final : public TrafficSource {
 public:
  /// `run` is one window, with how long nothing may come. With a sender it goes on sending between
  /// the windows; without one, others have to.
  BenchTraffic(ProbeRun run, IsStopped is_stopped);
  ~BenchTraffic() override;
  BenchTraffic(const BenchTraffic&) = delete;
  BenchTraffic& operator=(const BenchTraffic&) = delete;

  Result<TrafficReading> measure() override;
  void keep_flowing() override;

 private:
  void stop_flow();

  ProbeRun run_;
  IsStopped is_stopped_;
  std::atomic<bool> stop_{false};
  std::thread flow_;
};

/// Of the delays that come first in the result. failed: no packet came.
Result<TrafficReading> reading_of(const ProbeResult& result);

}  // namespace holdfast
