#include "cdt/event_study.h"

#include <gtest/gtest.h>

#include <cmath>

#include "cdt/event_study_test_fixture.h"
#include "cdt/hdfe_fit.h"
#include "stats/distributions.h"

namespace holdfast {
namespace {

std::vector<PanelEvent> one_event_each(std::uint32_t hosts, std::uint32_t apart = 7) {
  std::vector<PanelEvent> events;
  for (std::uint32_t host = 0; host < hosts; ++host) events.push_back({host, 60 + apart * host});
  return events;
}

// The stacks' rows, one per host and k, for least squares.
struct StackedRows {
  std::vector<double> outcome, weights;
  std::vector<std::vector<double>> treated_at;  // per k but −1
  std::vector<std::uint32_t> stack_host, stack_k;
  std::uint32_t stack_hosts = 0, stack_ks = 0;

  StackedRows(StudyPanel& panel, const EventStacks& stacks) {
    treated_at.resize(panel.window.size() - 1);
    for (const auto& stack : stacks.kept) {
      const double share = 1 / static_cast<double>(stack.controls.size());
      add(panel, stack.event, stack.event.host, 1);
      for (const auto host : stack.controls) add(panel, stack.event, host, share);
      stack_ks += static_cast<std::uint32_t>(panel.window.size());
    }
  }
  void add(StudyPanel& panel, const PanelEvent& event, std::uint32_t host, double weight) {
    std::uint32_t at = 0, treated = 0;
    for (int k = panel.window.first; k <= panel.window.last; ++k, ++at) {
      outcome.push_back(
          panel.at_cell(host, static_cast<std::uint32_t>(static_cast<int>(event.bin) + k)));
      weights.push_back(weight);
      stack_host.push_back(stack_hosts);
      stack_k.push_back(stack_ks + at);
      for (auto& column : treated_at) column.push_back(0);
      if (k != -1) treated_at[treated++].back() = host == event.host ? 1 : 0;
    }
    ++stack_hosts;
  }
};

TEST(EventStudy, IsWeightedLeastSquaresWithEffectsOfStackAndHostAndOfStackAndBin) {
  StudyPanel panel(9, 200, one_event_each(6), 2.5);
  panel.at_cell(7, 95) = std::nan("");
  const auto stacks = panel.stacks();
  const auto study = event_study(event_contrasts(panel.calendar(), stacks.kept), {.draws = 9});
  StackedRows rows(panel, stacks);
  HdfeInput input{.effects = {{rows.stack_host, rows.stack_hosts}, {rows.stack_k, rows.stack_ks}},
                  .weights = rows.weights};
  for (const auto& column : rows.treated_at) {
    input.regressors.emplace_back(column);
    input.names.emplace_back("k");
  }
  const auto fit = fit_hdfe(HdfeDesign(input), rows.outcome);
  ASSERT_EQ(fit.coefficients.size(), study.effects.size() - 1);
  std::size_t place = 0;
  for (const auto& one : study.effects) {
    if (one.k == -1) continue;
    EXPECT_NEAR(one.effect, fit.coefficients[place], 1e-8) << one.k;
    ++place;
  }
}

TEST(EventStudy, FindsAnEffectWithoutNoiseExactly) {
  StudyPanel panel(8, 300, one_event_each(6, 25), 3);
  for (std::uint32_t host = 0; host < 8; ++host) {
    for (std::uint32_t bin = 0; bin < 300; ++bin) panel.at_cell(host, bin) = 5.0 * host + bin;
  }
  for (const auto& event : panel.events) {
    for (std::uint32_t bin = event.bin; bin < 300; ++bin) panel.at_cell(event.host, bin) += 3;
  }
  const auto study = event_study(event_contrasts(panel.calendar(), panel.stacks().kept), {});
  EXPECT_EQ(study.status, EstimateStatus::no_inference);  // nothing spreads
  for (const auto& one : study.effects) EXPECT_NEAR(one.effect, one.k < 0 ? 0 : 3, 1e-12);
}

TEST(EventStudy, WithOneEventPerHostHasTheErrorOfAMean) {
  const StudyPanel panel(9, 300, one_event_each(6, 25));
  const auto calendar = panel.calendar();
  const auto stacks = panel.stacks();
  const auto study = event_study(event_contrasts(calendar, stacks.kept), {.draws = 99});
  ASSERT_EQ(study.status, EstimateStatus::ok);
  const std::size_t place = panel.window.place(4);
  double mean = 0, squares = 0;
  for (const auto& stack : stacks.kept) mean += calendar.contrast(stack)[place] / 6;
  for (const auto& stack : stacks.kept) {
    squares += std::pow(calendar.contrast(stack)[place] - mean, 2);
  }
  const auto& one = study.effects[place];
  EXPECT_NEAR(one.effect, mean, 1e-12);
  EXPECT_NEAR(one.error, std::sqrt(squares / 5 / 6), 1e-12);
  EXPECT_NEAR(one.high - one.effect, student_t_quantile(.975, 5) * one.error, 1e-12);
}

TEST(EventStudy, HasABandThatHoldsEveryInterval) {
  const StudyPanel panel(14, 300, one_event_each(12, 10));
  const auto contrasts = event_contrasts(panel.calendar(), panel.stacks().kept);
  const auto study = event_study(contrasts, {.draws = 1999});
  EXPECT_GT(study.critical, student_t_quantile(.975, 11) * 1.2);
  for (const auto& one : study.effects) {
    EXPECT_LE(one.band_low, one.low);
    EXPECT_GE(one.band_high, one.high);
  }
  EXPECT_EQ(study.effects[panel.window.place(-1)].band_high, 0);
}

TEST(EventStudy, OfFourTreatedHostsHasEffectsAndNoErrors) {
  const StudyPanel panel(8, 200, one_event_each(4));
  const auto study = event_study(event_contrasts(panel.calendar(), panel.stacks().kept), {});
  EXPECT_EQ(study.status, EstimateStatus::no_inference);
  EXPECT_EQ(study.effects.size(), 31U);
  EXPECT_EQ(study.effects.front().error, 0);
}

TEST(EventStudy, OfNoEventIsEmpty) {
  const StudyPanel panel(8, 200, {});
  EXPECT_EQ(event_study(event_contrasts(panel.calendar(), {}), {}).status, EstimateStatus::empty);
}

TEST(EventStudy, DoesNotDependOnTheOrderOfThreads) {
  const StudyPanel panel(10, 300, one_event_each(8, 15));
  const auto contrasts = event_contrasts(panel.calendar(), panel.stacks().kept);
  const auto backwards = [](std::size_t tasks, const std::function<void(std::size_t)>& task) {
    for (std::size_t i = tasks; i-- > 0;) task(i);
  };
  EXPECT_EQ(event_study(contrasts, {.draws = 999}).critical,
            event_study(contrasts, {.draws = 999}, backwards).critical);
}

}  // namespace
}  // namespace holdfast
