#include "apply/lock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "apply/unfinished.h"
#include "host/reading.h"
#include "host/temporary_folder.h"

namespace holdfast {
namespace {

TEST(ApplyLock, IsHeldByOneAndTellsByWhom) {
  const TemporaryFolder folder;
  const auto path = folder.at("run/lock");
  EXPECT_FALSE(ApplyLock::is_held(path));
  const auto first = ApplyLock::take(path, "pid 123 (holdfast apply a.yaml) since 12:01", 0);
  ASSERT_TRUE(first) << first.error().sentence;
  EXPECT_TRUE(ApplyLock::is_held(path));
  const auto second = ApplyLock::take(path, "pid 124", 0);
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().sentence.find("held by pid 123 (holdfast apply a.yaml) since 12:01"),
            std::string::npos)
      << second.error().sentence;
}

TEST(ApplyLock, IsFreeAgainWhenItsHolderGoes) {
  const TemporaryFolder folder;
  const auto path = folder.at("lock");
  {
    ASSERT_TRUE(ApplyLock::take(path, "a long name of a holder", 0));
  }
  EXPECT_FALSE(ApplyLock::is_held(path));
  const auto again = ApplyLock::take(path, "b", 0);
  ASSERT_TRUE(again);
  const auto third = ApplyLock::take(path, "c", 0);
  ASSERT_FALSE(third);
  EXPECT_NE(third.error().sentence.find("held by b;"), std::string::npos);
}

TEST(ApplyLock, IsWaitedFor) {
  const TemporaryFolder folder;
  const auto path = folder.at("lock");
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = ApplyLock::take(path, "child", 0);
    ::usleep(400'000);
    ::_exit(lock ? 0 : 1);
  }
  while (!ApplyLock::is_held(path)) ::usleep(1000);
  const Instant start = monotonic_now();
  EXPECT_TRUE(ApplyLock::take(path, "parent", 10));
  EXPECT_GT(elapsed_seconds(start, monotonic_now()), 0.1);
  int status = 1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST(ApplyLock, ThatCannotBeMadeSaysWhere) {
  const auto lock = ApplyLock::take("/proc/nowhere/lock", "x", 0);
  ASSERT_FALSE(lock);
  EXPECT_NE(lock.error().sentence.find("/proc/nowhere/lock"), std::string::npos);
}

class Unfinished : public ::testing::Test {
 protected:
  std::optional<std::string> sentence() {
    return unfinished_sentence({folder_.at("run"), folder_.at("lib")}, folder_.at("lock"));
  }
  TemporaryFolder folder_;
};

TEST_F(Unfinished, IsNothingOnAHostWithoutJournals) {
  EXPECT_FALSE(sentence());
  folder_.write("run/3.jsonl",
                "{\"what\":\"begin\"}\n{\"what\":\"end\",\"ending\":\"done\",\"sentence\":\"\"}\n");
  folder_.write("run/notes.txt", "half");
  EXPECT_FALSE(sentence());
}

TEST_F(Unfinished, IsAJournalWithoutAWholeEnd) {
  for (const auto& text :
       std::vector<std::string>{std::string("{\"what\":\"begin\"}\n"),
                                std::string("{\"what\":\"begin\"}\n{\"what\":\"end\""),
                                std::string(), std::string(100'000, 'x') + "\n"}) {
    folder_.write("run/3.jsonl", text);
    ASSERT_TRUE(sentence());
    EXPECT_NE(sentence()->find("apply 3"), std::string::npos);
  }
}

TEST_F(Unfinished, IsNotOneThatIsUnderWay) {
  folder_.write("lib/3.jsonl", "{\"what\":\"begin\"}\n");
  EXPECT_TRUE(sentence());
  const auto lock = ApplyLock::take(folder_.at("lock"), "it", 0);
  EXPECT_FALSE(sentence());
}

}  // namespace
}  // namespace holdfast
