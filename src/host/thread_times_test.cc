#include "host/thread_times.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "host/memory_source.h"

namespace holdfast {
namespace {

// A line of /proc/PID/stat: utime is field 14, stime 15, threads 20, the last CPU 39.
std::string stat_line(int id, const char* state, int user_ticks, int threads) {
  return fmt::format(
      "{} (worker {}) {} 1 {} {} 0 -1 4194304 0 0 0 0 {} 3 0 0 20 0 {} 0 100 0 0 "
      "18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n",
      id, id, state, id, id, user_ticks, threads);
}

constexpr const char* kStatus =
    "Name:\tworker\nCpus_allowed:\t3\nCpus_allowed_list:\t0-1\n"
    "voluntary_ctxt_switches:\t70\nnonvoluntary_ctxt_switches:\t5\n";

void add_task(MemorySource& host, const std::string& folder, const std::string& stat,
              const char* wchan) {
  host.add_file(folder + "/stat", stat);
  host.add_file(folder + "/status", kStatus);
  host.add_file(folder + "/wchan", wchan);
}

TaskSample sample_of(HostSource& host) {
  Diagnostics diagnostics;
  const auto sample = read_thread_times(host, read_processes(host, diagnostics), diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << diagnostics.front().sentence;
  return sample;
}

TEST(ThreadTimes, TakesEachThreadOfAProcessThatRan) {
  MemorySource host;
  add_task(host, "/proc/10", stat_line(10, "S", 50, 2), "0");
  add_task(host, "/proc/10/task/10", stat_line(10, "S", 40, 2), "0");
  add_task(host, "/proc/10/task/11", stat_line(11, "R", 10, 2), "0");
  const auto sample = sample_of(host);
  ASSERT_EQ(sample.times.size(), 2U);
  EXPECT_EQ(sample.times[0].id, ThreadId{10});
  EXPECT_EQ(sample.times[0].run_ticks, 43U);
  EXPECT_EQ(sample.times[1].voluntary_switches, 70U);
  EXPECT_EQ(sample.times[1].affinity, (CpuSet{0, 1}));
  EXPECT_EQ(sample.io_uring_waiters, 0U);
}

TEST(ThreadTimes, CountsThreadsThatSleepInIoUring) {
  MemorySource host;
  add_task(host, "/proc/20", stat_line(20, "S", 5, 1), "io_cqring_wait");
  add_task(host, "/proc/21", stat_line(21, "S", 5, 1), "ep_poll");
  add_task(host, "/proc/22", stat_line(22, "R", 5, 1), "io_cqring_wait");
  EXPECT_EQ(sample_of(host).io_uring_waiters, 1U);
}

}  // namespace
}  // namespace holdfast
