#include "plan/thread_fix.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

Thread thread_of(std::uint32_t id, std::string unit, std::string comm) {
  Thread thread;
  thread.process = ThreadId{id};
  thread.id = ThreadId{id};
  thread.unit = std::move(unit);
  thread.comm = std::move(comm);
  return thread;
}

TEST(ThreadFix, SeveralAreOneListOfThreads) {
  Fix all;
  add_thread_fix(all, thread_fix(thread_of(7, "md.service", "md-reader"), CpuSet{4}));
  add_thread_fix(all, thread_fix(thread_of(8, "md.service", "md-writer"), CpuSet{5}));
  EXPECT_EQ(all.policy,
            "threads: [{match: {unit: md.service, comm: md-reader}, cpus: \"4\"}, "
            "{match: {unit: md.service, comm: md-writer}, cpus: \"5\"}]");
  EXPECT_EQ(all.shell, "taskset -pc 4 7\ntaskset -pc 5 8");
}

TEST(ThreadFix, TwoProcessesOfOneUnitAreOneMatch) {
  Fix all;
  add_thread_fix(all, process_fix(thread_of(7, "web.service", "web"), CpuSet{0, 1}));
  add_thread_fix(all, process_fix(thread_of(8, "web.service", "web"), CpuSet{0, 1}));
  EXPECT_EQ(all.policy, "threads: [{match: {unit: web.service}, cpus: \"0-1\"}]");
  EXPECT_EQ(all.shell, "taskset -apc 0-1 7\ntaskset -apc 0-1 8");
}

TEST(ThreadFix, NeitherUnitNorCgroupMeansNoPolicy) {
  Fix all;
  add_thread_fix(all, thread_fix(thread_of(7, "", "md-reader"), CpuSet{4}));
  EXPECT_TRUE(all.policy.empty());
  EXPECT_EQ(all.shell, "taskset -pc 4 7");
}

TEST(ThreadFix, AWordThatYamlTakesForSomethingElseIsQuoted) {
  const auto fix = thread_fix(thread_of(7, "md.service", "on"), CpuSet{4});
  EXPECT_EQ(fix.policy, "threads: [{match: {unit: md.service, comm: \"on\"}, cpus: \"4\"}]");
}

}  // namespace
}  // namespace holdfast
