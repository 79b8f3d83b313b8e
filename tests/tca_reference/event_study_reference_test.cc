// The event study beside least squares on stacked rows and errors by clusters, both of R
// (events/ask_r.R).
#include <gtest/gtest.h>

#include <cmath>

#include "cdt/event_study_checks.h"
#include "reference_files.h"

namespace holdfast {
namespace {

class EventStudyReference : public testing::Test {
 protected:
  EventStudyReference() {
    const auto rows = read_table("events/panel.csv"), listed = read_table("events/events.csv");
    values_.assign(grid_.cells(), std::nan(""));
    for (std::size_t row = 0; row < rows.at("y").size(); ++row) {
      const auto host = static_cast<std::size_t>(rows.at("host")[row]);
      values_[host * grid_.bins() + static_cast<std::size_t>(rows.at("bin")[row])] =
          rows.at("y")[row];
    }
    for (std::size_t row = 0; row < listed.at("host").size(); ++row) {
      events_.push_back({static_cast<std::uint32_t>(listed.at("host")[row]),
                         static_cast<std::uint32_t>(listed.at("bin")[row])});
    }
  }
  const std::vector<double>& answer(const std::string& name) const { return answers_.at(name); }

  const PanelGrid grid_{9, {260}};
  std::vector<double> values_;
  std::vector<PanelEvent> events_;
  const std::map<std::string, std::vector<double>> answers_ = read_answers("events/answers.txt");
};

TEST_F(EventStudyReference, EffectsAndErrorsAreThoseOfLeastSquaresAndClusters) {
  const EventCalendar calendar(grid_, values_, events_, {});
  const auto stacks = calendar.stacks(events_);
  for (std::size_t reason = 0; reason < kEventDrops; ++reason) {
    EXPECT_EQ(static_cast<double>(stacks.dropped[reason]), answer("dropped")[reason]);
  }
  const auto study = event_study(event_contrasts(calendar, stacks.kept), {.draws = 99});
  ASSERT_EQ(study.status, EstimateStatus::ok);
  EXPECT_EQ(static_cast<double>(study.events), answer("events")[0]);
  EXPECT_EQ(static_cast<double>(study.hosts), answer("hosts")[0]);
  std::size_t place = 0;
  for (const auto& one : study.effects) {
    if (one.k == -1) continue;
    EXPECT_NEAR(one.effect, answer("betas")[place], 1e-8) << one.k;
    EXPECT_NEAR(one.error, answer("errors")[place], 1e-9) << one.k;
    EXPECT_NEAR(one.high, answer("highs")[place], 1e-8) << one.k;
    ++place;
  }
  EXPECT_EQ(place, answer("betas").size());
}

TEST_F(EventStudyReference, SignsOfHostsAreCountedAlike) {
  const EventCalendar calendar(grid_, values_, events_, {});
  const auto found = event_pretrend(event_contrasts(calendar, calendar.stacks(events_).kept), {});
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->t, answer("pretrend")[0], 1e-9);
  EXPECT_EQ(static_cast<double>(found->larger), answer("pretrend")[1]);
  EXPECT_EQ(static_cast<double>(found->ties), answer("pretrend")[2]);
  EXPECT_EQ(static_cast<double>(found->draws), answer("pretrend")[3]);
}

}  // namespace
}  // namespace holdfast
