#include "stream/re_requester.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

constexpr std::int64_t kMs = 1'000'000;

struct Asking {
  ReRequestOptions options;
  GapTracker tracker;
  std::vector<SequenceRange> asked(ReRequester& requester, Instant now) {
    requester.do_work(tracker.gaps(), now);
    std::vector<SequenceRange> all;
    while (const auto range = requester.next_request()) all.push_back(*range);
    return all;
  }
};

using Ranges = std::vector<SequenceRange>;

TEST(ReRequester, waits_a_moment_before_it_asks) {
  Asking asking;
  ReRequester requester(asking.options, 1);
  asking.tracker.take(5, Instant{0});
  EXPECT_EQ(asking.asked(requester, Instant{100'000}), Ranges{});
  EXPECT_EQ(requester.next_deadline(asking.tracker.gaps()), Instant{500'000});
  EXPECT_EQ(asking.asked(requester, Instant{500'000}), (Ranges{{1, 5}}));
  EXPECT_EQ(asking.asked(requester, Instant{600'000}), Ranges{}) << "it is under way";
}

TEST(ReRequester, asks_for_several_gaps_and_for_a_long_one_in_parts) {
  Asking asking;
  asking.options.most_messages = 100;
  ReRequester requester(asking.options, 1);
  asking.tracker.take(3, {});
  asking.tracker.take(1000, {});
  EXPECT_EQ(asking.asked(requester, Instant{kMs}),
            (Ranges{{1, 3}, {4, 104}, {104, 204}, {204, 304}}));
  for (std::uint64_t sequence = 4; sequence < 104; ++sequence) {
    asking.tracker.take(sequence, {});
  }
  EXPECT_EQ(asking.asked(requester, Instant{kMs}), (Ranges{{304, 404}})) << "one place is free";
}

TEST(ReRequester, asks_again_with_longer_and_longer_waits_and_gives_up) {
  Asking asking;
  ReRequester requester(asking.options, 1);
  asking.tracker.take(2, {});
  Instant now{kMs};
  std::vector<std::int64_t> waits;
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(asking.asked(requester, now), (Ranges{{1, 2}}));
    EXPECT_EQ(requester.has_given_up(), i >= 8) << i;
    const auto due = requester.next_deadline(asking.tracker.gaps());
    ASSERT_TRUE(due && *due > now);
    waits.push_back(due->ns - now.ns);
    now = *due;
  }
  EXPECT_LT(waits[0], 7 * kMs);
  EXPECT_GT(waits[3], 29 * kMs);
  EXPECT_GT(waits[11], 149 * kMs);
  EXPECT_LE(waits[11], 251 * kMs);
}

TEST(ReRequester, counts_its_tries_anew_when_a_part_came) {
  Asking asking;
  asking.options.most_tries = 2;
  ReRequester requester(asking.options, 1);
  asking.tracker.take(10, {});
  Instant now{kMs};
  for (std::uint64_t sequence = 1; sequence < 9; ++sequence) {
    EXPECT_EQ(asking.asked(requester, now).size(), 1U);
    asking.tracker.take(sequence, now);
    EXPECT_EQ(asking.asked(requester, now), Ranges{}) << "the rest may be on its way";
    now = *requester.next_deadline(asking.tracker.gaps());
  }
  EXPECT_FALSE(requester.has_given_up());
  EXPECT_EQ(asking.asked(requester, now), (Ranges{{9, 10}})) << "only what is missing still";
}

TEST(ReRequester, has_nothing_to_do_when_all_is_there) {
  Asking asking;
  ReRequester requester(asking.options, 1);
  asking.tracker.take(2, {});
  asking.asked(requester, Instant{kMs});
  asking.tracker.take(1, {});
  EXPECT_EQ(asking.asked(requester, Instant{100 * kMs}), Ranges{});
  EXPECT_EQ(requester.next_deadline(asking.tracker.gaps()), std::nullopt);
}

TEST(ReRequester, keeps_few_requests_that_nobody_takes) {
  Asking asking;
  ReRequester requester(asking.options, 1);
  asking.tracker.take(2, {});
  for (int i = 1; i < 1000; ++i) requester.do_work(asking.tracker.gaps(), Instant{i * 1000 * kMs});
  int taken = 0;
  while (requester.next_request()) ++taken;
  EXPECT_EQ(taken, 16);
}

}  // namespace
}  // namespace holdfast
