// strategy: how a trading process reads holdfast's features page at every tick.
//
//     strategy [PAGE [TICKS]]    (default: /run/holdfast/features, until stopped)
//
// It sends no order. A tick here is 100 ms; a real one is a packet.
#include <holdfast/features.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace {

constexpr double kUsualBurst = 100;      // orders
constexpr double kUsualAggression = 1;   // 0: only rest in the book; 1: cross whenever it pays
constexpr double kToleratedTailBps = 2;  // what the tail may cost us per order

std::int64_t monotonic_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

const char* name_of_status(const holdfast_features_page* page, int status) {
  if (page == nullptr) return "no page";
  if (status == HOLDFAST_FEATURES_FRESH) return "fresh";
  return status == HOLDFAST_FEATURES_TORN ? "torn" : "stale";
}

void trade(const holdfast_features& host, const char* status) {
  // Whatever the status is, the gates in `host` may be followed: that is all a strategy must do.
  const double burst = kUsualBurst * host.burst_pacing;
  const double aggression =
      kUsualAggression * holdfast_features_aggression(&host, kToleratedTailBps);
  std::printf("%-7s %-16s burst %3.0f aggression %.2f %s %s", status,
              holdfast_regime_name(host.regime), burst, aggression,
              host.queue_safe ? "keep-queue-place" : "move-freely",
              host.conservative ? "conservative" : "usual-schedule");
  if (!std::isnan(host.vam_effective)) std::printf(" VAM %.2f", host.vam_effective);
  std::printf("\n");
}

}  // namespace

int main(int count, char** words) {
  const char* path = count > 1 ? words[1] : nullptr;
  const long ticks = count > 2 ? std::strtol(words[2], nullptr, 10) : -1;
  const holdfast_features_page* page = nullptr;
  for (long tick = 0; ticks < 0 || tick < ticks; ++tick) {
    // Off the fast path: without a page, look for one now and then. Once mapped it stays the same
    // over every restart of the agent.
    if (page == nullptr && tick % 10 == 0) holdfast_features_map(path, &page);

    holdfast_features host;
    const int status = holdfast_features_read_at(page, monotonic_ns(), &host);
    trade(host, name_of_status(page, status));

    const timespec pause{0, 100'000'000};
    nanosleep(&pause, nullptr);
  }
  holdfast_features_unmap(page);
  return 0;
}
