#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "cdt/event_study_test_fixture.h"

namespace holdfast {
namespace {

using testing::ElementsAre;

constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

std::size_t dropped(const EventStacks& stacks, EventDrop reason) {
  return stacks.dropped[static_cast<std::size_t>(reason)];
}

TEST(EventStacks, OfAnEventHasAllHostsToWhichNothingHappened) {
  const StudyPanel panel(4, 200, {{1, 100}});
  const auto stacks = panel.stacks();
  ASSERT_EQ(stacks.kept.size(), 1U);
  EXPECT_EQ(stacks.kept[0].event, (PanelEvent{1, 100}));
  EXPECT_THAT(stacks.kept[0].controls, ElementsAre(0, 2, 3));
}

TEST(EventStacks, NeedTheWholeWindowWithinTheSession) {
  for (const auto& [bin, kept] : {std::pair{9U, 0U}, {10U, 1U}, {79U, 1U}, {80U, 0U}}) {
    const auto stacks = StudyPanel(3, 100, {{0, bin}}).stacks();
    EXPECT_EQ(stacks.kept.size(), kept) << bin;
    EXPECT_EQ(dropped(stacks, EventDrop::window_leaves_panel), 1U - kept) << bin;
  }
  StudyPanel two(3, 100, {{0, 45}});
  two.grid.session_ends = {50, 100};
  EXPECT_EQ(dropped(two.stacks(), EventDrop::window_leaves_panel), 1U);
}

TEST(EventStacks, DropAnEventWithAnotherOfItsHostInTheSpan) {
  // From 10 + 40 bins before to 20 after, both included.
  for (const auto& [bin, kept] :
       {std::pair{49U, 1U}, {50U, 0U}, {99U, 0U}, {120U, 0U}, {121U, 1U}}) {
    StudyPanel panel(3, 200, {{0, 100}, {0, bin}});
    const auto stacks = panel.calendar().stacks(std::vector<PanelEvent>{{0, 100}});
    EXPECT_EQ(stacks.kept.size(), kept) << bin;
    EXPECT_EQ(dropped(stacks, EventDrop::another_event), 1U - kept) << bin;
  }
}

TEST(EventStacks, DoNotLookIntoTheSessionBefore) {
  StudyPanel panel(3, 200, {{0, 95}, {0, 110}});
  panel.grid.session_ends = {100, 200};
  const auto stacks = panel.calendar().stacks(std::vector<PanelEvent>{{0, 110}});
  EXPECT_EQ(stacks.kept.size(), 1U);
}

TEST(EventStacks, NeedEveryBinOfTheTreatedHost) {
  for (const auto& [bin, kept] : {std::pair{89U, 1U}, {90U, 0U}, {120U, 0U}, {121U, 1U}}) {
    StudyPanel panel(3, 200, {{0, 100}});
    panel.at_cell(0, bin) = kAbsent;
    EXPECT_EQ(panel.stacks().kept.size(), kept) << bin;
    EXPECT_EQ(dropped(panel.stacks(), EventDrop::missing_bin), 1U - kept) << bin;
  }
}

TEST(EventStacks, HaveNoControlThatLacksABinOrHadAnEvent) {
  StudyPanel panel(6, 200, {{0, 100}, {2, 55}, {3, 49}});
  panel.at_cell(1, 110) = kAbsent;
  const auto stacks = panel.calendar().stacks(std::vector<PanelEvent>{{0, 100}});
  ASSERT_EQ(stacks.kept.size(), 1U);
  EXPECT_THAT(stacks.kept[0].controls, ElementsAre(3, 4, 5));
}

TEST(EventStacks, OfSimultaneousEventsHaveNeitherInTheOthersControls) {
  const auto stacks = StudyPanel(4, 200, {{0, 100}, {1, 100}}).stacks();
  ASSERT_EQ(stacks.kept.size(), 2U);
  for (const auto& stack : stacks.kept) EXPECT_THAT(stack.controls, ElementsAre(2, 3));
}

TEST(EventStacks, NeedTwoControls) {
  EXPECT_EQ(dropped(StudyPanel(2, 200, {{0, 100}}).stacks(), EventDrop::few_controls), 1U);
}

TEST(EventStacks, AreTheSameInWhateverOrderEventsCome) {
  const StudyPanel panel(5, 400, {{0, 100}, {3, 200}, {1, 300}});
  const std::vector<PanelEvent> turned(panel.events.rbegin(), panel.events.rend());
  const auto calendar = panel.calendar();
  EXPECT_EQ(event_contrasts(calendar, calendar.stacks(panel.events).kept).sums,
            event_contrasts(calendar, calendar.stacks(turned).kept).sums);
}

TEST(QuietBins, AreFarFromAnyEventOfTheHost) {
  const StudyPanel panel(4, 300, {{0, 150}});
  const auto quiet = panel.calendar().quiet_bins({0, 150});
  ASSERT_FALSE(quiet.empty());
  EXPECT_EQ(quiet.front(), 10U);
  EXPECT_EQ(quiet.back(), 279U);
  for (const auto bin : quiet) {
    EXPECT_TRUE(bin + 40 <= 150 || bin > 150 + 50) << bin;
  }
  EXPECT_EQ(quiet.size(), 101U + 79U);
}

}  // namespace
}  // namespace holdfast
