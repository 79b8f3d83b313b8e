#include "host/launch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/host_files.h"
#include "host/process_stat.h"
#include "host/temporary_folder.h"

namespace holdfast {
namespace {

using testing::HasSubstr;

CpuSet own_cpus() {
  const auto text = HostFiles("").text("/proc/self/status");
  return text ? parse_thread_status(*text)->affinity : CpuSet();
}

/// A child that prepares and becomes `command`; its exit status, 111 when it could not prepare.
int run(const Launch& launch, const std::vector<std::string>& command) {
  const pid_t child = fork();
  if (child == 0) {
    if (!prepare_launch(launch, own_cpus())) _exit(111);
    static_cast<void>(become(command));
    _exit(112);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Launch, GivesTheProgramItsCpusAndItsClass) {
  const TemporaryFolder folder;
  Launch launch;
  launch.cpus = CpuSet{own_cpus().first()->value};
  launch.scheduling = ThreadScheduling{SchedulingPolicy::batch, 0};
  ASSERT_EQ(run(launch, {"sh", "-c",
                         "grep Cpus_allowed_list /proc/self/status > " + folder.at("cpus") +
                             "; cat /proc/self/stat > " + folder.at("stat")}),
            0);
  HostFiles files(folder.path());
  EXPECT_EQ(*files.text("/cpus"), "Cpus_allowed_list:\t" + launch.cpus->to_list());
  const auto stat = parse_process_stat(*files.text("/stat"));
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->policy, SchedulingPolicy::batch);
}

TEST(Launch, GivesTheProgramItsMemoryWhereTheKernelHasNodes) {
  const TemporaryFolder folder;
  Launch launch;
  launch.memory_nodes = {NumaNode{0}};
  const int status =
      run(launch, {"sh", "-c", "head -1 /proc/self/numa_maps > " + folder.at("maps")});
  if (status == 111) GTEST_SKIP() << "set_mempolicy is forbidden or absent here";
  HostFiles files(folder.path());
  EXPECT_THAT(*files.text("/maps"), HasSubstr("bind:0"));
}

TEST(Launch, RefusesACpuThatIsOffline) {
  Launch launch;
  launch.cpus = CpuSet{0, 63};
  const auto prepared = prepare_launch(launch, CpuSet{0, 1});
  ASSERT_FALSE(prepared);
  EXPECT_EQ(prepared.error().sentence, "CPU 63 is offline");
}

TEST(Launch, RefusesANodeThatIsNot) {
  Launch launch;
  launch.memory_nodes = {NumaNode{900}};
  const auto prepared = prepare_launch(launch, own_cpus());
  ASSERT_FALSE(prepared);
  EXPECT_THAT(prepared.error().sentence, HasSubstr("memory of NUMA node 900"));
}

TEST(Launch, SaysThatTheProgramIsMissing) {
  const Error error = become({"/nothing/of/the/kind"});
  EXPECT_EQ(error.code, ErrorCode::absent);
  EXPECT_EQ(error.sentence, "/nothing/of/the/kind cannot be started: No such file or directory");
}

}  // namespace
}  // namespace holdfast
