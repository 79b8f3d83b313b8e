// Hosts whose jitter is measured bin by bin, and events that move it by a known path: what event
// studies are held against.
#pragma once

#include <cstdint>
#include <vector>

namespace holdfast {

struct EventWorldOptions {
  std::uint64_t seed = 1;
  std::uint32_t hosts = 12;
  std::uint32_t bins = 2160;          // of 10 s: six hours
  std::uint32_t events_per_host = 6;  // drifts and repairs by turns
  double effect_scale = 1;            // 0: events do nothing
  double trend = 0;  // µs per bin by which a drift is preceded, over its ten bins before
};

struct WorldEvent {
  std::uint32_t host = 0, bin = 0;
  bool is_repair = false;
};

struct EventWorld {
  std::uint32_t hosts = 0, bins = 0;
  std::vector<double> jitter_us;   // host × bin
  std::vector<WorldEvent> events;  // by host and bin
};

inline constexpr int kEventLife = 40;  // bins

/// µs that a drift adds on average, k bins after it: 4 exp(−k/8) within its life, else 0. A repair
/// takes away half of it.
double event_effect_us(int k, double effect_scale = 1);

/// Jitter is a host's level, what all hosts have in common (first-order autoregressive), its own
/// noise (likewise) and its events' effects, each event's times 1 + N(0, 0.3²).
EventWorld make_event_world(const EventWorldOptions& options);

}  // namespace holdfast
