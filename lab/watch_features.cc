// What a trading process sees on the features page: watch_features SECONDS prints a line each 20
// ms, "ms since start, status, regime, burst pacing, aggression cap, conservative", and only when
// something but the time is other than before.
#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "../include/holdfast/features.h"

int main(int argc, char** argv) {
  const long seconds = argc > 1 ? std::atol(argv[1]) : 60;
  const holdfast_features_page* page = nullptr;
  std::string before;
  for (long ms = 0; ms < seconds * 1000; ms += 20) {
    if (page == nullptr) holdfast_features_map(nullptr, &page);
    holdfast_features now;
    const int status = holdfast_features_read(page, &now);
    char line[160];
    std::snprintf(line, sizeof line, "%d %u %.2f %.2f %u", status, now.regime, now.burst_pacing,
                  now.aggression_cap, now.conservative);
    if (line != before) {
      std::printf("%ld %s\n", ms, line);
      std::fflush(stdout);
      before = line;
    }
    const timespec pause{0, 20'000'000};
    nanosleep(&pause, nullptr);
  }
}
