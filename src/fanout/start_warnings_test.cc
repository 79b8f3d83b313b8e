#include "fanout/start_warnings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

CpuTopology cpus_with(std::uint32_t count, bool smt) {
  CpuTopology topology;
  for (std::uint32_t i = 0; i < count; ++i) {
    Cpu cpu;
    cpu.id = CpuId{i};
    cpu.smt_siblings = smt ? CpuSet{i & ~1U, i | 1U} : CpuSet{i};
    topology.cpus.push_back(cpu);
    topology.online.add(cpu.id);
  }
  return topology;
}

std::vector<PlacedThread> threads_on(std::size_t count, const CpuSet& cpus, bool spin) {
  std::vector<PlacedThread> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back({"t" + std::to_string(i), spin, cpus});
  return out;
}

TEST(ThreadWarnings, SayNothingOfThreadsThatHaveACpuEach) {
  EXPECT_THAT(thread_warnings(threads_on(4, CpuSet::range(0, 3), true), cpus_with(4, false), {}),
              IsEmpty());
}

TEST(ThreadWarnings, TellOfMoreThreadsThanCpusAndWhichOfThemSpin) {
  auto threads = threads_on(6, CpuSet{0, 1}, false);
  threads[5].spins = true;
  EXPECT_THAT(thread_warnings(threads, cpus_with(2, false), {}),
              ElementsAre(HasSubstr("6 threads (t0, t1, t2, t3 and 2 more) have 2 CPUs to run on "
                                    "(0-1)"),
                          HasSubstr("1 of them spins (t5)")));
}

TEST(ThreadWarnings, ThreadsConfinedToOneCpuAreToldBesideThoseThatAreNot) {
  auto threads = threads_on(2, CpuSet::range(0, 3), true);
  threads.push_back({"a", false, {2}});
  threads.push_back({"b", false, {2}});
  EXPECT_THAT(thread_warnings(threads, cpus_with(4, false), {}),
              ElementsAre(HasSubstr("2 threads (a, b) have 1 CPU to run on (2)")));
}

TEST(ThreadWarnings, TwoThatSpinOnTheSameCoreAreToldByTheirSiblings) {
  std::vector<PlacedThread> threads{{"delta", true, {2}}, {"other", true, {3}}};
  EXPECT_THAT(thread_warnings(threads, cpus_with(4, true), {}),
              ElementsAre(HasSubstr("delta spins on CPU 2, whose core is also CPU 3, where other"),
                          HasSubstr("other spins on CPU 3, whose core is also CPU 2")));
  threads[1].spins = false;
  EXPECT_THAT(thread_warnings(threads, cpus_with(4, true), {}), IsEmpty());
}

TEST(ThreadWarnings, ARealTimeThreadThatNeverSleepsIsToldOf) {
  ThreadsOptions options{.idle = IdleKind::spin, .policy = SchedulingPolicy::fifo};
  EXPECT_THAT(thread_warnings({}, cpus_with(2, false), options),
              ElementsAre(HasSubstr("of the class fifo and never sleeps (--idle spin)")));
  options.idle = IdleKind::park;
  EXPECT_THAT(thread_warnings({}, cpus_with(2, false), options), IsEmpty());
}

ServeOptions options_of(std::size_t streams) {
  ServeOptions options;
  options.streams.resize(streams);
  return options;
}

TEST(ProfileWarnings, FewStreamsAndBooksAreToldAgainstProductions) {
  auto profile = parse_gateway_file("p.yaml",
                                    "streams: 14\nstocks: 8000\ncpus: 18\nring: 8192\n"
                                    "topology: thread-per-stream\nidle: yield\n");
  ASSERT_TRUE(profile) << profile.error().sentence;
  EXPECT_THAT(profile_warnings(options_of(2), 500, 2, *profile, "p.yaml"),
              ElementsAre(HasSubstr("2 streams here, in production (p.yaml) 14"),
                          HasSubstr("500 books here, in production (p.yaml) 8000"),
                          HasSubstr("2 CPUs that the threads may use here"),
                          HasSubstr("the topology here is single, in production (p.yaml) "
                                    "thread-per-stream")));
}

TEST(ProfileWarnings, ATenthMoreOrLessIsAlike) {
  const auto profile = parse_gateway_file("p.yaml", "streams: 10\nstocks: 1000\n");
  ASSERT_TRUE(profile);
  EXPECT_THAT(profile_warnings(options_of(10), 950, 2, *profile, "p.yaml"), IsEmpty());
  EXPECT_EQ(profile_warnings(options_of(12), 800, 2, *profile, "p.yaml").size(), 2U);
}

TEST(ProfileWarnings, RingsThatDifferAndStreamsThatBlockAreTold) {
  const auto profile = parse_gateway_file("p.yaml", "streams: 2\nring: 1024\npolicy: block\n");
  ASSERT_TRUE(profile);
  EXPECT_THAT(profile_warnings(options_of(2), 1, 2, *profile, "p.yaml"),
              ElementsAre(HasSubstr("the smallest ring has 8192 events here"),
                          HasSubstr("0 streams block here, in production (p.yaml) 2")));
}

}  // namespace
}  // namespace holdfast
