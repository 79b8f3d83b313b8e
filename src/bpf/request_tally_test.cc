#include "bpf/request_tally.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace holdfast {
namespace {

TEST(request_tally, what_was_counted_between_two_records_is_told_with_the_second) {
  RequestTally tally;
  EXPECT_EQ(tally.news(38, 1), 1U);
  EXPECT_EQ(tally.news(38, 5000), 4999U);
  EXPECT_EQ(tally.news(39, 2), 2U);
  EXPECT_EQ(tally.told(), 5002U);
}

TEST(request_tally, a_record_that_a_look_at_the_counters_has_overtaken_is_no_news) {
  RequestTally tally;
  EXPECT_EQ(tally.news(38, 10), 10U);
  EXPECT_EQ(tally.news(38, 9), 0U);
  EXPECT_EQ(tally.news(38, 10), 0U);
}

TEST(request_tally, an_interrupt_that_is_not_counted_has_one_each_time) {
  RequestTally tally;
  EXPECT_EQ(tally.news(9000, 0), 1U);
  EXPECT_EQ(tally.news(9000, 0), 1U);
  EXPECT_EQ(tally.news(0xffffffff, 7), 1U);
  EXPECT_EQ(tally.told(), 0U);
}

TEST(request_tally, in_whichever_order_it_is_looked_all_are_told_once) {
  EXPECT_TRUE(rc::check([](const std::vector<std::uint8_t>& looks) {
    RequestTally tally;
    std::uint64_t told = 0, highest = 0;
    for (const std::uint64_t look : looks) {
      if (look == 0) continue;
      told += tally.news(7, look);
      highest = std::max(highest, look);
    }
    RC_ASSERT(told == highest);
    RC_ASSERT(tally.told() == highest);
  }));
}

}  // namespace
}  // namespace holdfast
