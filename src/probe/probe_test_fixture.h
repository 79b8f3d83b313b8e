// Results for the tests of what is printed: three receivers of two rounds, and one that is absent.
#pragma once

#include <vector>

#include "probe/probe_delays.h"
#include "probe/probe_text.h"
#include "probe/spoilt.h"

namespace holdfast {

/// `count` delays from `least_ns` on whose tail is as heavy as those of real receivers: every
/// thousandth is some ten times the median.
inline std::vector<std::int64_t> some_delays(std::int64_t least_ns, std::uint64_t count) {
  std::vector<std::int64_t> out;
  std::uint64_t random = 42;
  for (std::uint64_t i = 0; i < count; ++i) {
    random = random * 6364136223846793005U + 1442695040888963407U;
    const auto draw = static_cast<double>((random >> 33U) + 1) / 2147483648.0;  // in (0, 1]
    out.push_back(least_ns + static_cast<std::int64_t>(static_cast<double>(least_ns) *
                                                       (0.2 / (draw + 0.0005) - 0.19)));
  }
  return out;
}

inline ProbeResult some_result(const char* receiver, std::int64_t least_ns,
                               std::uint64_t count = 20'000) {
  ProbeResult result;
  result.receiver = receiver;
  result.interface = "hf0";
  result.packet_bytes = 288;
  result.rate = 2'000;
  result.seconds = 10;
  result.sent = result.received = count;
  result.calls = result.received;
  result.cpu_seconds = 2.5;
  result.voluntary_switches = 19'800;
  result.delays = {
      delays_of(some_delays(least_ns + 1500, count), "sender to user", "one host's CLOCK_REALTIME"),
      delays_of(some_delays(least_ns, count), "kernel to user", "one host's CLOCK_REALTIME")};
  return result;
}

inline std::vector<ComparedReceiver> some_comparison() {
  ComparedReceiver spin{.name = "spin"}, blocking{.name = "blocking"};
  ComparedReceiver xdp{.name = "af_xdp native"};
  for (const std::int64_t round : {0, 1}) {
    auto spinning = some_result("spin", 1600 + 90 * round);
    spinning.voluntary_switches = 0;
    spinning.calls = 12'000'000;
    spinning.empty_calls = 11'980'000;
    spinning.cpu_seconds = 10;
    if (round == 1) {
      spinning.involuntary_switches = 812;
      spinning.spoilt = why_spoilt(spinning);
    }
    spin.rounds.push_back(spinning);
    blocking.rounds.push_back(some_result("blocking", 9900 + 700 * round));
    auto ring = some_result("af_xdp native", 900);
    ring.delays.pop_back();  // no kernel stamps
    ring.notes = {"AF_XDP has no kernel stamps without a program that takes them."};
    xdp.rounds.push_back(ring);
  }
  ComparedReceiver uring{
      .name = "io_uring",
      .absent = "io_uring is not permitted here: kernel.io_uring_disabled is 2."};
  return {spin, blocking, xdp, uring};
}

}  // namespace holdfast
