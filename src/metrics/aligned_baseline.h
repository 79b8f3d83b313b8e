// AlignedBaseline: what HJ95x and SAD are on this host while it is aligned, by time of day, so that
// a window can be compared with its like (TCA §4).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/metric_frame.h"

namespace holdfast {

/// The median of the last values.
class RollingMedian {
 public:
  static constexpr std::size_t kMost = 256;  // older ones are forgotten
  static constexpr std::size_t kLeast = 10;  // fewer say nothing
  void add(double value);
  /// nullopt of fewer than kLeast.
  std::optional<double> median() const;

 private:
  std::vector<double> values_;
  std::size_t next_ = 0;
};

/// Delays of one source and clock say nothing of another's (a round trip is longer than the way
/// from the kernel to a program): each has a baseline of its own. Not for several threads. At most
/// 500 KiB.
class AlignedBaseline {
 public:
  static constexpr std::size_t kBuckets = 48;  // of half an hour, by UTC's time of day

  /// Sets jitter.ratio and sad_delta where there is a baseline; else they become absent.
  void compare(MetricFrame& frame) const;
  /// Takes the window in, if it is ALIGNED; a figure of too few packets (LOW_N) is left out.
  void learn(const MetricFrame& frame);

 private:
  static constexpr std::size_t kMostKinds = 4;  // the one that was begun first makes room
  struct Jitter {
    std::string source, clock;
    RollingMedian hj95x;
  };
  struct Bucket {
    std::vector<Jitter> jitter;
    RollingMedian sad;
  };
  std::array<Bucket, kBuckets> buckets_;
};

}  // namespace holdfast
