// GaugeReader: the gauges of a running gateway, and what the kernel says of its threads, as one
// ServeReading.
#pragma once

#include <string>
#include <vector>

#include "fanout/serve_reading.h"
#include "gateway/serve_threads.h"
#include "host/live_source.h"

namespace holdfast {

class GaugeReader {
 public:
  explicit GaugeReader(ServeShared& shared);

  /// Sets the maxima of rings and threads back: one reader at a time (ServeWatch is for several).
  /// What the kernel says is read anew once a second.
  ServeReading read(Instant now);

 private:
  struct Kernel {
    std::string cpus;
    std::optional<std::uint64_t> migrations, involuntary, voluntary;
  };
  void read_kernel();
  RingReading ring_reading(GatewayRing& ring);
  std::vector<StreamReading> stream_readings() const;

  ServeShared& shared_;
  LiveSource source_;
  std::vector<std::string> names_;
  std::vector<Kernel> kernel_;
  std::optional<Instant> began_, read_kernel_at_;
};

}  // namespace holdfast
