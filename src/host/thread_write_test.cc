#include "host/thread_write.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/process_stat.h"

namespace holdfast {
namespace {

using testing::HasSubstr;

/// A child that sleeps until the test is over.
class ThreadWrite : public testing::Test {
 protected:
  void SetUp() override {
    child_ = fork();
    if (child_ == 0) {
      pause();
      _exit(0);
    }
    ASSERT_GT(child_, 0);
    const auto text = files_.text(fmt::format("/proc/{}/stat", child_));
    ASSERT_TRUE(text);
    start_ = parse_process_stat(*text)->start_time_ticks;
  }
  void TearDown() override { end_child(); }
  void end_child() {
    if (child_ <= 0) return;
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
    ended_ = std::exchange(child_, 0);
  }
  Setting setting(SettingKind kind, std::string value) const {
    Setting setting;
    setting.object.kind = kind;
    setting.object.name = "child";
    setting.object.thread = ThreadId{static_cast<std::uint32_t>(child_ > 0 ? child_ : ended_)};
    setting.object.thread_start_ticks = start_;
    setting.value = std::move(value);
    return setting;
  }
  std::string affinity() {
    const auto text = files_.text(fmt::format("/proc/{}/status", child_));
    return text ? parse_thread_status(*text)->affinity.to_list() : "(gone)";
  }

  HostFiles files_{""};
  pid_t child_ = 0;
  pid_t ended_ = 0;
  std::uint64_t start_ = 0;
};

TEST_F(ThreadWrite, MovesAThread) {
  const auto allowed = CpuSet::parse_list(affinity());
  ASSERT_TRUE(allowed);
  const std::string one = fmt::format("{}", allowed->first()->value);
  ASSERT_TRUE(write_thread(files_, setting(SettingKind::thread_affinity, one)));
  EXPECT_EQ(affinity(), one);
}

TEST_F(ThreadWrite, SaysThatNoneOfTheCpusCanBeHad) {
  const auto written = write_thread(files_, setting(SettingKind::thread_affinity, "8191"));
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().sentence, HasSubstr("EINVAL: none of these CPUs is online"));
  EXPECT_THAT(written.error().sentence, HasSubstr("cpuset"));
}

TEST_F(ThreadWrite, LeavesAThreadAloneThatStartedAtAnotherTime) {
  const std::string before = affinity();
  Setting wanted = setting(SettingKind::thread_affinity, "0");
  ++wanted.object.thread_start_ticks;
  const auto written = write_thread(files_, wanted);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::absent);
  EXPECT_EQ(affinity(), before);
}

TEST_F(ThreadWrite, SaysThatAThreadIsGone) {
  end_child();
  const auto written = write_thread(files_, setting(SettingKind::thread_affinity, "0"));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::absent);
  EXPECT_THAT(written.error().sentence, HasSubstr("the thread is gone"));
}

TEST_F(ThreadWrite, NeverTakesNoThreadForItself) {
  Setting wanted = setting(SettingKind::thread_scheduling, "idle");
  wanted.object.thread = ThreadId{0};
  EXPECT_EQ(write_thread(files_, wanted).error().code, ErrorCode::usage);
  EXPECT_EQ(sched_getscheduler(0), SCHED_OTHER);
}

TEST_F(ThreadWrite, SetsTheSchedulingClass) {
  ASSERT_TRUE(write_thread(files_, setting(SettingKind::thread_scheduling, "batch")));
  EXPECT_EQ(sched_getscheduler(child_), SCHED_BATCH);
  ASSERT_TRUE(write_thread(files_, setting(SettingKind::thread_scheduling, "other")));
  EXPECT_EQ(sched_getscheduler(child_), SCHED_OTHER);
}

TEST_F(ThreadWrite, SetsARealTimeClassOrSaysWhatIsMissing) {
  const auto written = write_thread(files_, setting(SettingKind::thread_scheduling, "fifo 7"));
  if (!written) {
    EXPECT_EQ(written.error().code, ErrorCode::denied);
    EXPECT_THAT(written.error().sentence, HasSubstr("CAP_SYS_NICE"));
    return;
  }
  sched_param parameter{};
  sched_getparam(child_, &parameter);
  EXPECT_EQ(sched_getscheduler(child_), SCHED_FIFO);
  EXPECT_EQ(parameter.sched_priority, 7);
}

TEST(ThreadScheduling, HasAPriorityInTheRealTimeClassesOnly) {
  EXPECT_EQ(parse_thread_scheduling("rr 99")->priority, 99);
  EXPECT_EQ(parse_thread_scheduling("idle")->policy, SchedulingPolicy::idle);
  for (const auto* text : {"", "fifo", "fifo 0", "fifo 100", "other 1", "rr 5 5", "deadline"}) {
    EXPECT_FALSE(parse_thread_scheduling(text)) << text;
  }
}

}  // namespace
}  // namespace holdfast
