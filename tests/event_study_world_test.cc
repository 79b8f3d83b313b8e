// Event studies of worlds whose effect is known (src/order_synth): coverage, and the size of the
// test before the events.
#include <gtest/gtest.h>

#include <cstdlib>

#include "cdt/event_study.h"
#include "cdt/event_study_checks.h"
#include "order_synth/event_world.h"

namespace holdfast {
namespace {

struct Studied {
  EventStudy study;
  double pretrend_p = 1, placebo_p = 1;
};

Studied study_of(const EventWorldOptions& options, std::size_t draws) {
  const auto world = make_event_world(options);
  const PanelGrid grid{world.hosts, {world.bins}};
  std::vector<PanelEvent> all, drifts;
  for (const auto& event : world.events) {
    all.push_back({event.host, event.bin});
    if (!event.is_repair) drifts.push_back(all.back());
  }
  const EventCalendar calendar(grid, world.jitter_us, all, {});
  const auto stacks = calendar.stacks(drifts);
  const auto contrasts = event_contrasts(calendar, stacks.kept);
  Studied out{.study = event_study(contrasts, {.draws = draws})};
  if (const auto trend = event_pretrend(contrasts, {})) out.pretrend_p = trend->p;
  if (const auto placebo = event_placebo(calendar, stacks.kept, {.draws = 39})) {
    out.placebo_p = placebo->p;
  }
  return out;
}

// Worlds, by default 60; a bench asks for more.
std::uint64_t seeds() {
  const char* asked = std::getenv("HOLDFAST_SEEDS");
  return asked == nullptr ? 60 : std::strtoull(asked, nullptr, 10);
}

struct Tally {
  double covered = 0, intervals = 0, bands = 0, trends = 0, placebos = 0, worlds = 0;
  void add(const Studied& one, double scale) {
    bool all_within = true;
    for (const auto& at : one.study.effects) {
      if (at.k == -1) continue;
      const double truth = event_effect_us(at.k, scale);
      covered += at.low <= truth && truth <= at.high ? 1 : 0;
      ++intervals;
      all_within = all_within && at.band_low <= truth && truth <= at.band_high;
    }
    bands += all_within ? 1 : 0;
    trends += one.pretrend_p <= .05 ? 1 : 0;
    placebos += one.placebo_p <= .05 ? 1 : 0;
    ++worlds;
  }
};

Tally tally_of(EventWorldOptions options, std::size_t draws) {
  Tally tally;
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    options.seed = seed;
    tally.add(study_of(options, draws), options.effect_scale);
  }
  std::printf(
      "worlds %.0f  coverage %.4f  bands %.4f  pre-trend rejects %.4f  placebo rejects %.4f\n",
      tally.worlds, tally.covered / tally.intervals, tally.bands / tally.worlds,
      tally.trends / tally.worlds, tally.placebos / tally.worlds);
  return tally;
}

TEST(EventStudyWorlds, AreCoveredAsOftenAsTheIntervalsSay) {
  const auto tally = tally_of({}, 499);
  EXPECT_GE(tally.covered / tally.intervals, .93);
  EXPECT_LE(tally.covered / tally.intervals, .99);
  EXPECT_GE(tally.bands / tally.worlds, .88);
  EXPECT_GE(tally.placebos / tally.worlds, .9);
}

TEST(EventStudyWorlds, WithoutEffectAndWithFewHostsAreRejectedAtTheirLevel) {
  const auto tally = tally_of({.hosts = 10, .effect_scale = 0}, 99);
  EXPECT_LE(tally.trends / tally.worlds, .14);
  EXPECT_LE(tally.placebos / tally.worlds, .14);
}

TEST(EventStudyWorlds, WithATrendBeforeDriftsAreFoundOut) {
  const auto tally = tally_of({.trend = .5}, 99);
  EXPECT_GE(tally.trends / tally.worlds, .8);
}

}  // namespace
}  // namespace holdfast
