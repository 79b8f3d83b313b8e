// Why a probe's figures are not those of the receiver: of its CPU, its sender, its clocks.
#pragma once

#include <string>
#include <vector>

#include "probe/probe_result.h"

namespace holdfast {

/// A spinner that is off its CPU sees nothing meanwhile: at 10,000 packets/s a slice of 4 ms is 40
/// late packets. One switch is too many; a waiting receiver gives its CPU up itself.
inline constexpr std::uint64_t kSpoiltSwitches = 1;
/// A waiting receiver finds nothing when its time is over, or once behind each batch: it slept for
/// every such call. Who found nothing so many times as often as it slept (voluntary switches)
/// spins.
inline constexpr std::uint64_t kEmptyCallsPerSleep = 10;
/// A thread that moved begins with cold caches, and the delays are of two places.
inline constexpr std::uint64_t kSpoiltMigrations = 1;
/// Over this share of late packets P99 is of another pace than the one that was asked for.
inline constexpr double kSpoiltLateShare = 0.01;
/// The lost would have been the latest: any loss cuts the tail.
inline constexpr std::uint64_t kSpoiltLoss = 1;
/// As CLOCK_SUSPECT of the metrics (TCA §4).
inline constexpr double kSpoiltNegativeShare = 0.001;
/// The figures are of the run's beginning then.
inline constexpr std::uint64_t kSpoiltUnrecorded = 1;

/// Does the receiver look for packets without sleeping? By what it did, whatever its name; one that
/// never slept spins as well.
bool spins(const ProbeResult& result);

/// A sentence each, with its count and what to do; none when nothing is wrong.
std::vector<std::string> why_spoilt(const ProbeResult& result);

/// The same in a few words, for the foot of a table: "taken off its CPU 481 times, 55 % of the
/// packets were sent late"; empty when nothing is wrong.
std::string spoilt_briefly(const ProbeResult& result);

}  // namespace holdfast
