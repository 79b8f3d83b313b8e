#include "host/process_stat.h"

#include <gtest/gtest.h>

#include <string>

namespace holdfast {
namespace {

// Linux 6.18, KVM guest.
constexpr std::string_view kKsoftirqd =
    "14 (ksoftirqd/0) S 2 0 0 0 -1 69238848 0 0 0 0 3 4 0 0 20 0 1 0 24 0 0 18446744073709551615 "
    "0 0 0 0 0 0 0 2147483647 0 1 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n";

std::string line_of(std::string_view comm) {
  return "8487 (" + std::string(comm) +
         ") R 8481 8481 4048 0 -1 4194304 100 0 0 0 12 30 0 0 -51 0 9 0 226954 3133440 394 "
         "18446744073709551615 94258289582080 94258289601961 140729211491424 0 0 0 0 0 0 0 0 0 17 "
         "1 50 1 0 0 0 94258289617968 94258289619584 94258907021312 140729211492806 "
         "140729211492826 140729211492826 140729211494379 0\n";
}

TEST(ProcessStat, KnowsAKernelThread) {
  const auto stat = parse_process_stat(kKsoftirqd);
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->id.value, 14U);
  EXPECT_EQ(stat->comm, "ksoftirqd/0");
  EXPECT_TRUE(stat->kernel);
  EXPECT_EQ(stat->run_ticks, 7U);
  EXPECT_EQ(stat->last_cpu.value, 1U);
  EXPECT_EQ(stat->parent.value, 2U);
}

TEST(ProcessStat, ReadsARealTimeThread) {
  const auto stat = parse_process_stat(line_of("md-gateway"));
  ASSERT_TRUE(stat);
  EXPECT_FALSE(stat->kernel);
  EXPECT_EQ(stat->state, 'R');
  EXPECT_EQ(stat->run_ticks, 42U);
  EXPECT_EQ(stat->threads, 9U);
  EXPECT_EQ(stat->start_time_ticks, 226954U);
  EXPECT_EQ(stat->rt_priority, 50U);
  EXPECT_EQ(stat->policy, SchedulingPolicy::fifo);
}

TEST(ProcessStat, TakesACommOfAnyBytes) {
  for (const std::string_view comm :
       {"a b", ") R 1 (", "line\nbreak", ")))", "((", "", "\xff\xfe"}) {
    const auto stat = parse_process_stat(line_of(comm));
    ASSERT_TRUE(stat) << comm;
    EXPECT_EQ(stat->comm, comm);
    EXPECT_EQ(stat->parent.value, 8481U);
  }
}

TEST(ProcessStat, SaysWhatItExpectedOfOtherBytes) {
  EXPECT_EQ(parse_process_stat("").error().code, ErrorCode::malformed);
  EXPECT_EQ(parse_process_stat("x (a) S 1").error().sentence, "expected a pid, found \"x \"");
  EXPECT_EQ(parse_process_stat("1 )a( S 1").error().code, ErrorCode::malformed);
  const std::string_view cut = kKsoftirqd.substr(0, kKsoftirqd.size() - 40);
  EXPECT_EQ(parse_process_stat(cut).error().code, ErrorCode::malformed);
}

constexpr std::string_view kStatus =
    "Name:\tmd\\nCpus_allowed_list:\\t7\nUmask:\t0022\nState:\tS (sleeping)\n"
    "Cpus_allowed:\tff,0000000c\nCpus_allowed_list:\t2-3,32-39\nMems_allowed_list:\t0\n"
    "voluntary_ctxt_switches:\t1234\nnonvoluntary_ctxt_switches:\t56\n";

TEST(ThreadStatus, ReadsAffinityAndSwitches) {
  const auto status = parse_thread_status(kStatus);
  ASSERT_TRUE(status);
  EXPECT_EQ(status->affinity.to_list(), "2-3,32-39");
  EXPECT_EQ(status->voluntary_switches, 1234U);
  EXPECT_EQ(status->involuntary_switches, 56U);
}

TEST(ThreadStatus, SaysWhichLineIsWrong) {
  EXPECT_EQ(parse_thread_status("Name:\tx\n").error().sentence, "no line Cpus_allowed_list");
  EXPECT_EQ(parse_thread_status("\nCpus_allowed_list:\t3-x\n").error().sentence,
            "expected a CPU list in Cpus_allowed_list, found \"3-x\"");
  EXPECT_EQ(parse_thread_status("\nCpus_allowed_list:\t3\nvoluntary_ctxt_switches:\t-1\n"
                                "nonvoluntary_ctxt_switches:\t2\n")
                .error()
                .sentence,
            "expected a count in voluntary_ctxt_switches, found \"-1\"");
}

}  // namespace
}  // namespace holdfast
