#include "tca/bad_controls.h"

#include <gmock/gmock.h>

namespace holdfast {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(BadControls, AreKnownByWordsOfTheirNames) {
  for (const auto* name : {"nrs", "NRS_ewma", "HJ95x", "llc_misses", "realised_participation",
                           "fill_share", "ack_us", "queue_position", "sad_delta", "softirq_us"}) {
    EXPECT_NE(bad_control(name), "") << name;
  }
}

TEST(BadControls, WhatWasKnownBeforeTheDecisionIsNone) {
  for (const auto* name : {"spread_bps", "vol_bps", "participation", "planned_participation",
                           "log_adv", "md_rate", "rx_queue", "backfill", "sadness", "pack"}) {
    EXPECT_EQ(bad_control(name), "") << name;
  }
}

TEST(BadControls, OfMatchingAndOfFixedEffectsAreFoundToo) {
  AnalysisColumns columns;
  EXPECT_TRUE(bad_controls(columns).empty());
  EXPECT_TRUE(refuse_bad_controls(columns));
  columns.exact = {"venue:fill_share"};
  columns.coarsened.push_back({"ack_us", 2, {}});
  columns.effects.emplace_back("fill_share");
  EXPECT_THAT(bad_controls(columns), ElementsAre("ack_us", "fill_share"));
  EXPECT_THAT(refuse_bad_controls(columns).error().sentence, HasSubstr("\"ack_us\""));
}

}  // namespace
}  // namespace holdfast
