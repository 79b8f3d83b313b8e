#include "host/process_history.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

constexpr Instant at(double seconds) { return {static_cast<std::int64_t>(seconds * 1e9)}; }

ProcessIdentity shell() { return {.comm = "bash", .exe = "/bin/bash", .cgroup = "/a", .uid = 0}; }

TEST(process_history, a_child_is_what_its_parent_is_until_it_executes) {
  ProcessHistory history;
  history.keep(10, shell(), at(1));
  history.forked(10, 11, at(2));
  const auto* child = history.find(11, at(2));
  ASSERT_NE(child, nullptr);
  EXPECT_EQ(child->parent, 10U);
  ASSERT_TRUE(child->identity);
  EXPECT_EQ(child->identity->exe, "/bin/bash");
  EXPECT_FALSE(child->is_stale);
  history.executed(11, at(3));
  EXPECT_TRUE(history.find(11, at(3))->is_stale);
  history.keep(11, {.comm = "tee", .exe = "/bin/tee"}, at(3));
  EXPECT_FALSE(history.find(11, at(3))->is_stale);
  EXPECT_EQ(history.find(11, at(3))->identity->exe, "/bin/tee");
  EXPECT_EQ(history.find(10, at(3))->identity->exe, "/bin/bash");
}

TEST(process_history, a_child_of_an_unread_program_is_not_taken_for_what_that_was_before) {
  ProcessHistory history;
  history.keep(10, shell(), at(1));
  history.executed(10, at(2));
  history.forked(10, 11, at(2));
  EXPECT_TRUE(history.find(11, at(2))->is_stale);
}

TEST(process_history, a_number_that_is_used_again_is_another_process) {
  ProcessHistory history;
  history.keep(10, shell(), at(1));
  history.keep(11, {.comm = "tee", .exe = "/bin/tee"}, at(1));
  history.forked(10, 11, at(2));
  EXPECT_EQ(history.find(11, at(2))->identity->exe, "/bin/bash");
  history.forked(99, 11, at(3));  // of a parent that is not known
  EXPECT_EQ(history.find(11, at(3))->identity, nullptr);
}

TEST(process_history, a_program_belongs_to_whoever_had_the_number_when_it_was_executed) {
  ProcessHistory history;
  history.keep(10, shell(), at(1));
  history.ran(10, "/bin/bash", at(1));
  history.forked(10, 11, at(2));
  EXPECT_EQ(history.find(11, at(2))->program, "/bin/bash");
  history.ran(11, "/bin/tee", at(3));
  EXPECT_EQ(history.find(11, at(3))->program, "/bin/tee");
  history.forked(10, 11, at(4));  // the number is used again
  EXPECT_EQ(history.find(11, at(4))->program, "/bin/bash");
  // The execution may be read before the fork that came before it.
  history.ran(12, "/bin/tee", at(6));
  history.forked(10, 12, at(5));
  EXPECT_EQ(history.find(12, at(6))->program, "/bin/tee");
}

TEST(process_history, the_oldest_go_first_and_the_table_stays_bounded) {
  ProcessHistory history(4);
  for (std::uint32_t pid = 1; pid <= 10; ++pid) history.forked(1, 100 + pid, at(1));
  EXPECT_EQ(history.size(), 4U);
  EXPECT_EQ(history.find(106, at(1)), nullptr);
  for (std::uint32_t pid = 7; pid <= 10; ++pid) EXPECT_NE(history.find(100 + pid, at(1)), nullptr);
}

TEST(process_history, what_is_too_old_is_not_believed) {
  ProcessHistory history;
  history.keep(10, shell(), at(1));
  EXPECT_NE(history.find(10, at(10), 10), nullptr);
  EXPECT_EQ(history.find(10, at(12), 10), nullptr);
}

}  // namespace
}  // namespace holdfast
