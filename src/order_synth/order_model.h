// The numbers of the process that makes orders; docs/tca-synth.md says what each is for.
#pragma once

#include <array>
#include <cstddef>

namespace holdfast::order_model {

// The market's state of a session's bucket: z = 0.75 AR1 + N(0, 0.6²) + 0.8 (u² - 0.36).
inline constexpr double kStatePath = 0.75, kStateMemory = 0.7, kStateNoise = 0.6;
inline constexpr double kStateSmile = 0.8, kStateSmileMean = 0.36;

// The regime of a host's bucket.
inline constexpr double kDriftIntercept = -1.55, kDriftKept = 0.35, kHostDrift = 0.5;

// ln of a covariate: base of the symbol + slope z + noise.
inline constexpr double kSpreadMedian = 4, kSpreadSlope = 0.30, kSpreadNoise = 0.25;
inline constexpr double kVolMedian = 8, kVolSlope = 0.55, kVolNoise = 0.35;

struct Mediator {
  double base, drift, state, noise, most;  // clipped to [0, most]
  double cost;                             // bps of y per unit
  std::array<double, 3> share;             // of that cost: impact, timing, routing
};
inline constexpr std::size_t kMediators = 4;
inline constexpr std::array<Mediator, kMediators> kMediator = {{
    {0.06, 0.45, 0.02, 0.05, 1, 1.10, {0.20, 0.60, 0.20}},  // NRS: share of packets
    {12, 6, 1.5, 2, 1e9, 0.055, {0.10, 0.60, 0.30}},        // last-level cache misses per packet
    {28, 24, 5, 6, 1e9, 0.012, {0.20, 0.60, 0.20}},         // softirq p99 - p50, µs
    {6, 14, 2.5, 3, 1e9, 0.045, {0.30, 0.50, 0.20}},        // age of information, µs
}};

inline constexpr double kDirect = 0.10;
inline constexpr std::array<double, 3> kDirectShare = {0, 1, 0};
inline constexpr double kTailMean = 22;  // bps
inline constexpr std::array<double, 3> kTailShare = {0.30, 0.70, 0};
inline constexpr double kNoise = 0.8, kNoiseDrift = 0.12;  // times √vol t5

// What y has of each covariate.
inline constexpr double kVolCost = 0.30, kParticipationCost = 20, kAdvCost = -0.3;
inline constexpr double kTakerSpread = 0.5, kPassiveSpread = -0.25;
inline constexpr double kHostOfDrift = 0.6, kHostNoise = 0.3, kSymbolNoise = 0.8;

}  // namespace holdfast::order_model
