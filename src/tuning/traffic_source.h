// TrafficSource: whose packets a bench measures, one window after another. Real: BenchTraffic
// (measure/bench_traffic.h). One thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"

namespace holdfast {

/// What one window of traffic was like, and what the host paid for it.
struct TrafficReading {
  std::uint64_t packets = 0;
  std::uint64_t lost = 0;
  double p50_ns = 0;
  std::optional<double> p99_ns, p999_ns;  // those that so many packets have
  double interrupts_per_second = 0;       // of devices, on the whole host
  double busy_cpus = 0;                   // as a count of CPUs: 1.5 is one and a half
  std::string spoilt;                     // in a few words; empty: nothing was wrong
  friend bool operator==(const TrafficReading&, const TrafficReading&) = default;
};

class TrafficSource {
 public:
  virtual ~TrafficSource() = default;
  /// One window. Fails when no packet came, or the source cannot go on.
  virtual Result<TrafficReading> measure() = 0;
  /// From now to the next measure() packets come that nobody measures: a vector that was given
  /// another CPU moves with its next interrupt only (KERNEL §2).
  virtual void keep_flowing() = 0;
};

}  // namespace holdfast
