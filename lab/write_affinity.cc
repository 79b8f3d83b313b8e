// write_affinity COUNT GAP_NS IRQ…: requests another CPU of 0-3 for one interrupt after the other,
// COUNT times in all, at that pace. Round r gives the p-th interrupt CPU (r + p) % 4. Prints how
// many were written.
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: write_affinity COUNT GAP_NS IRQ...\n");
    return 2;
  }
  const long count = std::atol(argv[1]), gap_ns = std::atol(argv[2]);
  std::vector<std::string> paths;
  for (int i = 3; i < argc; ++i)
    paths.push_back("/proc/irq/" + std::string(argv[i]) + "/smp_affinity_list");
  timespec due{};
  clock_gettime(CLOCK_MONOTONIC, &due);
  for (long n = 0; n < count; ++n) {
    const auto place = static_cast<std::size_t>(n) % paths.size();
    const auto round = static_cast<std::size_t>(n) / paths.size();
    const char cpu = static_cast<char>('0' + (round + place) % 4);
    const int file = open(paths[place].c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0 || write(file, &cpu, 1) != 1) {
      std::perror(paths[place].c_str());
      return 1;
    }
    close(file);
    due.tv_nsec += gap_ns;
    for (; due.tv_nsec >= 1'000'000'000; due.tv_nsec -= 1'000'000'000) ++due.tv_sec;
    if (gap_ns > 0) clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, nullptr);
  }
  std::printf("%ld\n", count);
}
