// What a watcher under test has to tell, on the real kernel.
#pragma once

#include <poll.h>
#include <time.h>

#include <vector>

#include "host/watcher.h"

namespace holdfast {

inline Instant now() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return {time.tv_sec * 1'000'000'000LL + time.tv_nsec};
}

/// All that comes within so long, and shortly after each that came.
inline std::vector<Sighting> read_all(Watcher& watcher, int milliseconds = 300) {
  std::vector<Sighting> sightings;
  pollfd ready{.fd = watcher.fd(), .events = POLLIN, .revents = 0};
  while (::poll(&ready, 1, milliseconds) > 0) {
    while (watcher.read(now(), 64, sightings)) {
    }
    milliseconds = 50;
  }
  return sightings;
}

}  // namespace holdfast
