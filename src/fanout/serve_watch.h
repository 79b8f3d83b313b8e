// ServeWatch: one who reads the gauges for several: each of those sees the largest batch and the
// longest turn since it looked last, whoever else looked meanwhile.
#pragma once

#include <array>
#include <vector>

#include "fanout/serve_reading.h"

namespace holdfast {

enum class Watcher : std::uint8_t { metrics, screen, limit, gauges, whole };
inline constexpr std::size_t kWatchers = 5;

class ServeWatch {
 public:
  /// A new reading, of the same rings, readers and threads as the last one.
  void saw(ServeReading reading);

  /// The last reading, with the maxima since this watcher's last look; `whole` sees those of all
  /// the time.
  ServeReading look(Watcher watcher);

 private:
  using Maxima = std::vector<std::uint64_t>;
  /// Of readers, ring by ring, then of threads.
  template <class Visit>
  static void for_each_maximum(ServeReading& reading, Visit&& visit);

  ServeReading last_;
  std::array<Maxima, kWatchers> maxima_;
};

}  // namespace holdfast
