#include "stream/gap_tracker.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace holdfast {
namespace {

std::vector<SequenceRange> ranges_of(const GapTracker& tracker) {
  std::vector<SequenceRange> ranges;
  for (const auto& gap : tracker.gaps()) ranges.push_back(gap.range);
  return ranges;
}

TEST(GapTracker, messages_in_their_order_leave_no_gap) {
  GapTracker tracker;
  for (std::uint64_t sequence = 1; sequence < 5; ++sequence) {
    EXPECT_EQ(tracker.take(sequence, {}), SequenceFate::taken);
  }
  EXPECT_TRUE(tracker.gaps().empty());
  EXPECT_EQ(tracker.first_missing(), 5U);
}

TEST(GapTracker, a_message_within_a_gap_cuts_it_in_two_of_the_same_age) {
  GapTracker tracker;
  tracker.take(10, Instant{7});
  EXPECT_EQ(tracker.take(5, Instant{9}), SequenceFate::taken);
  EXPECT_EQ(ranges_of(tracker), (std::vector<SequenceRange>{{1, 5}, {6, 10}}));
  EXPECT_EQ(tracker.gaps()[0].since, Instant{7});
  EXPECT_EQ(tracker.gaps()[1].since, Instant{7});
  EXPECT_EQ(tracker.missing(), 8U);
  EXPECT_EQ(tracker.take(5, Instant{9}), SequenceFate::duplicate);
}

TEST(GapTracker, a_heartbeat_makes_a_gap_and_makes_the_last_one_longer) {
  GapTracker tracker;
  tracker.claim(4, Instant{1});
  tracker.claim(3, Instant{2});
  tracker.claim(9, Instant{3});
  EXPECT_EQ(ranges_of(tracker), (std::vector<SequenceRange>{{1, 9}}));
  EXPECT_EQ(tracker.gaps()[0].since, Instant{1});
  EXPECT_EQ(tracker.known_end(), 9U);
}

TEST(GapTracker, one_gap_too_many_is_refused_and_changes_nothing) {
  GapTracker tracker(2);
  tracker.take(3, {});
  tracker.take(6, {});
  EXPECT_EQ(tracker.take(8, {}), SequenceFate::too_many_gaps);
  tracker.claim(20, {});
  tracker.take(2, {});
  EXPECT_EQ(ranges_of(tracker), (std::vector<SequenceRange>{{1, 2}, {4, 6}}));
  EXPECT_EQ(tracker.known_end(), 7U);
}

TEST(GapTracker, what_is_of_no_interest_is_forgotten) {
  GapTracker tracker;
  tracker.take(5, {});
  tracker.take(10, {});
  tracker.forget_before(8);
  EXPECT_EQ(ranges_of(tracker), (std::vector<SequenceRange>{{8, 10}}));
  tracker.forget_before(50);
  EXPECT_TRUE(tracker.gaps().empty());
  EXPECT_EQ(tracker.first_missing(), 50U);
}

TEST(GapTracker, takes_back_a_claim_of_which_nothing_came) {
  GapTracker tracker;
  tracker.take(3, {});
  tracker.claim(1'000'000, {});
  tracker.retract(10);
  EXPECT_EQ(ranges_of(tracker), (std::vector<SequenceRange>{{1, 3}, {4, 10}}));
  tracker.retract(2);
  EXPECT_EQ(ranges_of(tracker), (std::vector<SequenceRange>{{1, 3}}));
  tracker.retract(1);
  EXPECT_EQ(tracker.known_end(), 4U) << "what came is there";
}

// The model: the set of what came, and the end of what was told.
RC_GTEST_PROP(GapTracker, agrees_with_a_set_of_numbers, ()) {
  GapTracker tracker(6);
  std::set<std::uint64_t> there;
  std::uint64_t end = 1;
  for (int i = 0; i < 60; ++i) {
    const auto sequence = *rc::gen::inRange<std::uint64_t>(1, 40);
    if (*rc::gen::inRange(0, 5) == 0) {
      tracker.claim(sequence, {});
      if (tracker.known_end() == sequence) end = std::max(end, sequence);
    } else {
      const auto fate = tracker.take(sequence, {});
      RC_ASSERT((fate == SequenceFate::duplicate) == there.contains(sequence));
      if (fate == SequenceFate::taken) {
        there.insert(sequence);
        end = std::max(end, sequence + 1);
      }
    }
    RC_ASSERT(tracker.known_end() == end);
    RC_ASSERT(tracker.gaps().size() <= 6U);
    for (std::uint64_t each = 1; each < 45; ++each) {
      RC_ASSERT(tracker.is_missing(each) == !there.contains(each));
    }
    RC_ASSERT(tracker.missing() == end - 1 - there.size());
  }
}

}  // namespace
}  // namespace holdfast
