#include <gtest/gtest.h>

#include <algorithm>

#include "agent/agent_test_fixture.h"

namespace holdfast {
namespace {

constexpr ThreadId kReader{1204};

/// AgentWorld with a thread of reader.service, wanted on CPU 3, and a watcher of threads that may
/// be blind.
struct ThreadWorld : AgentWorld {
  explicit ThreadWorld(bool heal) : AgentWorld(heal) {
    Thread thread;
    thread.process = thread.id = kReader;
    thread.comm = "md-reader";
    thread.affinity = CpuSet{3};
    thread.unit = "reader.service";
    thread.cgroup = "/trading.slice/reader.service";
    thread.start_time_ticks = 77;
    host.host().threads.push_back(thread);
    Demand demand;
    demand.kind = SettingKind::thread_affinity;
    demand.match.unit = "reader.service";
    demand.value = "3";
    policy.policy.demands.settings.push_back(demand);
    policy.text = "2";
    run(2);
    output.events.clear();
  }
  Thread& reader() { return host.host().threads.front(); }
  void see(SightingKind kind, const std::string& what, const std::string& unit) {
    host.pass(0.01);  // after the last reading
    Sighting sighting{.kind = kind, .what = what, .detail = "", .at = host.now()};
    sighting.actor =
        Actor{ThreadId{812}, "mover", "/usr/bin/mover", "/system.slice/" + unit, unit, 0, {}};
    watcher->waiting.push_back(sighting);
  }
  void move(const CpuSet& cpus, const std::string& unit) {
    reader().affinity = cpus;
    see(SightingKind::thread_requested, "1204", unit);
    host.pass(0.001);
    agent->do_work(host.now());
  }
};

TEST(AgentThreads, AThreadThatIsMovedIsToldWithItsMoverAndPutBackInTheSameTurn) {
  ThreadWorld world(true);
  world.move(CpuSet{0}, "sshd.service");
  const auto changes = world.of_kind(EventKind::change);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].subject, "thread md-reader (1204) affinity");
  EXPECT_EQ(changes[0].from, "3");
  EXPECT_EQ(changes[0].to, "0");
  EXPECT_EQ(changes[0].wanted, "3");
  EXPECT_EQ(changes[0].cause, EventCause::writer);
  ASSERT_TRUE(changes[0].actor);
  EXPECT_EQ(changes[0].actor->unit, "sshd.service");
  EXPECT_EQ(changes[0].seen_ns - changes[0].at_ns, 1'000'000);
  EXPECT_EQ(world.of_kind(EventKind::repair).size(), 1U);
  EXPECT_EQ(world.reader().affinity, CpuSet{3});
}

TEST(AgentThreads, AMoveThatNobodySawIsFoundInTheNextWindowAndSaidToBeUnknown) {
  ThreadWorld world(false);
  world.reader().affinity = CpuSet{0};
  world.run(1.1);
  const auto changes = world.of_kind(EventKind::change);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].cause, EventCause::unknown);
  EXPECT_NE(changes[0].evidence.find("sched_setaffinity"), std::string::npos);
  EXPECT_EQ(world.agent->status().differences.size(), 1U);
}

TEST(AgentThreads, AWriterOfItsCpusetIsNamed) {
  ThreadWorld world(false);
  world.reader().affinity = CpuSet::range(0, 1);
  world.see(SightingKind::file_written, "/sys/fs/cgroup/trading.slice/cpuset.cpus", "ops.service");
  world.run(0.1);
  const auto changes = world.of_kind(EventKind::change);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].cause, EventCause::cgroup);
  ASSERT_TRUE(changes[0].actor);
  EXPECT_EQ(changes[0].actor->unit, "ops.service");
}

TEST(AgentThreads, WhoeverPutsItIntoAnotherCgroupIsNamed) {
  ThreadWorld world(false);
  world.reader().affinity = CpuSet{1};
  world.reader().cgroup = "/jail";
  world.see(SightingKind::file_written, "/sys/fs/cgroup/jail/cgroup.procs", "ops.service");
  world.run(0.1);
  const auto changes = world.of_kind(EventKind::change);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].cause, EventCause::cgroup);
}

TEST(AgentThreads, AMoverWhoUndoesRepairsAgainAndAgainIsGivenUpByName) {
  ThreadWorld world(true);
  for (int round = 0; round < 5; ++round) {
    world.move(CpuSet{0}, "tuned.service");
    world.run(5);
  }
  const auto yields = world.of_kind(EventKind::yield);
  ASSERT_EQ(yields.size(), 1U);
  EXPECT_NE(yields[0].evidence.find("tuned.service undid it"), std::string::npos);
  EXPECT_EQ(world.host.written.size(), 3U);
  EXPECT_EQ(world.reader().affinity, CpuSet{0});
  EXPECT_EQ(world.agent->status().regime, Regime::safe_contain);
}

TEST(AgentThreads, WhatOnlyProcShowsOfCpusThatAreOfflineIsNoChange) {
  ThreadWorld world(true);
  world.host.host().topology.online = CpuSet::range(0, 2);
  world.host.host().threads.front().affinity = CpuSet::range(2, 3);
  world.policy.policy.demands.settings.back().value = "2-3";
  world.policy.text = "3";
  world.run(40);
  world.output.events.clear();
  world.run(65);
  EXPECT_TRUE(world.of_kind(EventKind::change).empty());
}

}  // namespace
}  // namespace holdfast
