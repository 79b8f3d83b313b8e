#include "host/threads.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "host/memory_source.h"
#include "host/thread_times.h"

namespace holdfast {
namespace {

struct Task {
  std::uint32_t id = 0;
  std::string comm;
  std::string cpus = "0-7";
  bool kernel = false;
  std::uint32_t threads = 1;
  std::uint64_t ticks = 10;
  std::uint32_t policy = 0;
};

void add_task(MemorySource& host, const std::string& folder, const Task& task) {
  host.add_file(
      folder + "/stat",
      fmt::format("{} ({}) S 1 1 1 0 -1 {} 0 0 0 0 {} 0 0 0 20 0 {} 0 777 0 0 0 0 0 0 0 0 "
                  "0 0 0 0 0 0 0 17 3 {} {} 0 0 0 0 0 0 0 0 0 0 0\n",
                  task.id, task.comm, task.kernel ? 0x00200040 : 0x00400100, task.ticks,
                  task.threads, task.policy == 1 ? 60 : 0, task.policy));
  host.add_file(
      folder + "/status",
      fmt::format(
          "Name:\t{}\nUid:\t1001\t0\t0\t0\nCpus_allowed_list:\t{}\nvoluntary_ctxt_switches:\t{}\n"
          "nonvoluntary_ctxt_switches:\t5\n",
          task.comm, task.cpus, task.id));
}

void add_process(MemorySource& host, const Task& task) {
  add_task(host, fmt::format("/proc/{}", task.id), task);
}

void add_thread(MemorySource& host, std::uint32_t process, const Task& task) {
  add_task(host, fmt::format("/proc/{}/task/{}", process, task.id), task);
}

const CpuSet kOnline = CpuSet::range(0, 7);

std::vector<Thread> threads_of(MemorySource& host, const std::vector<ThreadId>& flows = {}) {
  Diagnostics diagnostics;
  const auto processes = read_processes(host, diagnostics);
  auto threads = read_threads(host, processes, kOnline, flows, diagnostics);
  EXPECT_EQ(diagnostics, Diagnostics{});
  return threads;
}

TEST(Threads, LeavesOrdinaryOnesOut) {
  MemorySource host;
  add_process(host, {.id = 1, .comm = "systemd"});
  add_process(host, {.id = 2, .comm = "kthreadd", .kernel = true});
  add_process(host, {.id = 31, .comm = "kworker/3:1", .cpus = "3", .kernel = true});
  add_process(host, {.id = 400, .comm = "sshd", .cpus = "0-127"});  // possible, not online
  EXPECT_TRUE(threads_of(host).empty());
}

TEST(Threads, AreAllThoseOfProgramsWhenAskedForAll) {
  MemorySource host;
  add_process(host, {.id = 31, .comm = "kworker/3:1", .cpus = "3", .kernel = true});
  add_process(host, {.id = 400, .comm = "sshd", .threads = 2});
  add_thread(host, 400, {.id = 400, .comm = "sshd"});
  add_thread(host, 400, {.id = 401, .comm = "worker"});
  Diagnostics diagnostics;
  const auto processes = read_processes(host, diagnostics);
  const auto threads = read_threads(host, processes, kOnline, {}, diagnostics, true);
  ASSERT_EQ(threads.size(), 2U);
  EXPECT_EQ(threads[1].comm, "worker");
}

TEST(Threads, HaveTheProgramAndTheRealUser) {
  MemorySource host;
  add_process(host, {.id = 400, .comm = "engine", .cpus = "4"});
  host.add_link("/proc/400/exe", "/opt/trading/engine (deleted)");
  const auto threads = threads_of(host);
  ASSERT_EQ(threads.size(), 1U);
  EXPECT_EQ(threads[0].exe, "/opt/trading/engine");
  EXPECT_EQ(threads[0].user, 1001U);
}

TEST(Threads, KeepsKernelThreadsThatServePackets) {
  MemorySource host;
  add_process(host, {.id = 14, .comm = "ksoftirqd/0", .cpus = "0", .kernel = true});
  add_process(host, {.id = 77, .comm = "irq/38-eth0-TxRx-0", .cpus = "2", .kernel = true});
  add_process(host, {.id = 78, .comm = "napi/eth0-8193", .kernel = true});
  add_process(host, {.id = 79, .comm = "napi/impostor"});
  const auto threads = threads_of(host);
  ASSERT_EQ(threads.size(), 3U);
  EXPECT_EQ(threads[1].comm, "irq/38-eth0-TxRx-0");
  EXPECT_EQ(threads[1].affinity.to_list(), "2");
  EXPECT_EQ(threads[1].last_cpu.value, 3U);
  EXPECT_TRUE(threads[1].kernel);
}

TEST(Threads, KeepsPinnedAndRealTimeThreadsOfPrograms) {
  MemorySource host;
  add_process(host, {.id = 1, .comm = "systemd"});
  add_process(host, {.id = 500, .comm = "gateway", .threads = 3});
  host.add_file("/proc/500/cgroup", "0::/system.slice/gateway.service\n");
  add_thread(host, 500, {.id = 500, .comm = "gateway"});
  add_thread(host, 500, {.id = 501, .comm = "md-rx", .cpus = "4"});
  add_thread(host, 500, {.id = 502, .comm = "timer", .policy = 1});
  const auto threads = threads_of(host);
  ASSERT_EQ(threads.size(), 2U);
  EXPECT_EQ(threads[0].id.value, 501U);
  EXPECT_EQ(threads[0].process.value, 500U);
  EXPECT_EQ(threads[0].unit, "gateway.service");
  EXPECT_EQ(threads[0].start_time_ticks, 777U);
  EXPECT_EQ(threads[1].policy, SchedulingPolicy::fifo);
  EXPECT_EQ(threads[1].rt_priority, 60U);
}

TEST(Threads, WhatProcessOneHasIsNotPinned) {
  MemorySource host;
  add_process(host, {.id = 1, .comm = "systemd", .cpus = "0-1"});  // isolcpus=2-7
  add_process(host, {.id = 300, .comm = "cron", .cpus = "0-1"});
  add_process(host, {.id = 301, .comm = "kubelet", .cpus = "0-7"});
  add_process(host, {.id = 302, .comm = "md", .cpus = "5"});
  const auto threads = threads_of(host);
  ASSERT_EQ(threads.size(), 1U);
  EXPECT_EQ(threads[0].comm, "md");
}

TEST(Threads, KeepsAllThreadsOfAProcessWithALiveFlow) {
  MemorySource host;
  add_process(host, {.id = 600, .comm = "java", .threads = 2});
  add_thread(host, 600, {.id = 600, .comm = "java"});
  add_thread(host, 600, {.id = 601, .comm = "netty-1"});
  EXPECT_EQ(threads_of(host, {{600}}).size(), 2U);
  EXPECT_EQ(threads_of(host, {{599}}).size(), 0U);
}

TEST(Threads, AHostThatHidesProcessesCostsOneDiagnosticPerCause) {
  MemorySource host;
  for (std::uint32_t id = 100; id < 200; ++id) {
    host.add_error(fmt::format("/proc/{}/stat", id), std::errc::permission_denied);
  }
  host.add_error("/proc/300/stat", std::errc::no_such_process);
  host.add_file("/proc/301/stat", "301 (bad");
  Diagnostics diagnostics;
  EXPECT_TRUE(read_processes(host, diagnostics).processes.empty());
  ASSERT_EQ(diagnostics.size(), 2U);
  EXPECT_EQ(diagnostics[0].code, ErrorCode::denied);
  EXPECT_EQ(diagnostics[0].path, "/proc/100/stat");
  EXPECT_EQ(diagnostics[0].sentence, "cannot be read: Permission denied; 99 more like it");
  EXPECT_EQ(diagnostics[1].path, "/proc/301/stat");
  EXPECT_EQ(diagnostics[1].code, ErrorCode::malformed);
}

TEST(Threads, StopsAtTheCapAndSaysSo) {
  MemorySource host;
  add_process(host, {.id = 1, .comm = "init", .cpus = "0-1", .threads = kMaxThreads + 5});
  for (std::uint32_t id = 1; id <= kMaxThreads + 5; ++id) {
    add_thread(host, 1, {.id = id, .comm = "t", .cpus = "7"});
  }
  Diagnostics diagnostics;
  const auto processes = read_processes(host, diagnostics);
  EXPECT_EQ(read_threads(host, processes, kOnline, {}, diagnostics).size(), kMaxThreads);
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].code, ErrorCode::too_large);
}

TEST(ThreadTimes, ReadsOnlyWhatRan) {
  MemorySource host;
  add_process(host, {.id = 9, .comm = "idle", .ticks = 0});
  host.add_error("/proc/9/status", std::errc::io_error);  // would be a diagnostic if it were read
  add_process(host, {.id = 14, .comm = "ksoftirqd/0", .cpus = "0", .kernel = true, .ticks = 3});
  add_process(host, {.id = 500, .comm = "gateway", .threads = 2, .ticks = 99});
  add_thread(host, 500, {.id = 500, .comm = "gateway", .ticks = 0});
  add_thread(host, 500, {.id = 501, .comm = "md-rx", .cpus = "4", .ticks = 99});
  Diagnostics diagnostics;
  const auto processes = read_processes(host, diagnostics);
  const auto times = read_thread_times(host, processes, diagnostics).times;
  EXPECT_EQ(diagnostics, Diagnostics{});
  ASSERT_EQ(times.size(), 2U);
  EXPECT_TRUE(times[0].kernel);
  EXPECT_EQ(times[0].run_ticks, 3U);
  EXPECT_EQ(times[1].id.value, 501U);
  EXPECT_EQ(times[1].process.value, 500U);
  EXPECT_EQ(times[1].voluntary_switches, 501U);
  EXPECT_EQ(times[1].involuntary_switches, 5U);
  EXPECT_EQ(times[1].affinity.to_list(), "4");
}

TEST(Processes, GivesTheArgumentVectorAndTheCgroup) {
  MemorySource host;
  host.add_file("/proc/7/cmdline", std::string("/usr/sbin/irqbalance\0--banirq=3\0\0", 33));
  host.add_file("/proc/7/cgroup", "0::/system.slice/irqbalance.service\n");
  host.add_file("/proc/2/cmdline", "");
  const std::vector<std::string> expected{"/usr/sbin/irqbalance", "--banirq=3", ""};
  EXPECT_EQ(read_command_line(host, {7}), expected);
  EXPECT_TRUE(read_command_line(host, {2}).empty());
  ReadErrors errors;
  EXPECT_EQ(read_cgroup(host, {7}, errors), "/system.slice/irqbalance.service");
}

}  // namespace
}  // namespace holdfast
