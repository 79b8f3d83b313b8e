#include "stream/line_arbiter.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

MoldHeader header(std::uint64_t sequence, std::uint16_t count) {
  return {MoldSession::of("S"), sequence, count};
}

TEST(LineArbiter, tells_how_far_each_line_is_behind_the_best) {
  LineArbiter arbiter(2);
  arbiter.take(0, header(1, 10), 100, Instant{1});
  arbiter.take(1, header(1, 4), 50, Instant{2});
  EXPECT_EQ(arbiter.lines()[0].behind, 0U);
  EXPECT_EQ(arbiter.lines()[1].behind, 6U);
  arbiter.take(1, header(5, 6), 60, Instant{3});
  EXPECT_EQ(arbiter.lines()[1].behind, 0U);
  EXPECT_EQ(arbiter.lines()[1].most_behind, 6U);
  EXPECT_EQ(arbiter.lines()[1].last_heard, Instant{3});
  EXPECT_EQ(arbiter.best_end(), 11U);
}

TEST(LineArbiter, counts_what_a_line_left_out_and_what_came_late) {
  LineArbiter arbiter(1);
  arbiter.take(0, header(1, 2), 1, {});
  arbiter.take(0, header(6, 1), 1, {});
  arbiter.take(0, header(3, 2), 1, {});
  arbiter.take(0, header(9, kMoldHeartbeat), 1, {});
  const auto& line = arbiter.lines()[0];
  EXPECT_EQ(line.gaps, 2U);
  EXPECT_EQ(line.missing, 5U);
  EXPECT_EQ(line.late, 1U);
  EXPECT_EQ(line.heartbeats, 1U);
  EXPECT_EQ(line.next_sequence, 9U);
}

TEST(LineArbiter, another_session_begins_the_numbers_anew_and_keeps_the_totals) {
  LineArbiter arbiter(1);
  arbiter.take(0, header(50, 2), 1, {});
  arbiter.begin_session();
  EXPECT_EQ(arbiter.best_end(), 0U);
  arbiter.take(0, header(1, 1), 1, {});
  EXPECT_EQ(arbiter.lines()[0].late, 0U);
  EXPECT_EQ(arbiter.lines()[0].packets, 2U);
}

}  // namespace
}  // namespace holdfast
