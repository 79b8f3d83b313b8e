#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/gateway_gauges.h"

namespace holdfast {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kWhole = R"({"seconds": 3.5, "messages": 7, "rings": [
  {"ring": "events", "capacity": 64, "published": 100, "blocked_ns": 5, "readers": [
    {"reader": "delta", "policy": "drop", "depth": 3, "largest_batch": 60, "events": 90, "lost": 7,
     "lost_ranges": 2, "blocked_ns": 0}]}],
  "threads": [{"thread": "hf-delta", "turns": 9, "turns_ns": 900, "longest_turn_ns": 300,
               "messages": 90, "bytes": 4000, "migrations": 1, "involuntary_switches": 12},
              {"thread": "hf-source"}],
  "streams": [{"session": "A-000", "recent_lost": [[5, 9], [12, 12]]}, {"session": "A-001"}]})";

TEST(JsonGatewayGauges, EveryFigureComesOutAndUnknownKeysArePassedOver) {
  const auto gauges = gateway_gauges_from_json(kWhole);
  ASSERT_TRUE(gauges) << gauges.error().sentence;
  EXPECT_EQ(gauges->seconds, 3.5);
  EXPECT_THAT(gauges->rings, ElementsAre(GatewayGauges::Ring{"events", 64, 100, 5}));
  EXPECT_THAT(gauges->readers,
              ElementsAre(GatewayGauges::Reader{"events", "delta", 3, 60, 90, 7, 2, 0}));
  EXPECT_THAT(gauges->threads,
              ElementsAre(GatewayGauges::Thread{"hf-delta", 9, 900, 300, 90, 4000, 1, 12},
                          GatewayGauges::Thread{.thread = "hf-source"}));
  EXPECT_THAT(gauges->lost, ElementsAre(GatewayGauges::Lost{"A-000", 5, 9},
                                        GatewayGauges::Lost{"A-000", 12, 12}));
}

TEST(JsonGatewayGauges, WhatIsWrongIsNamedWithItsPlace) {
  const std::string long_name(65, 'x');
  const std::pair<std::string, const char*> cases[] = {
      {"", "not JSON"},
      {"[]", "the whole text is not"},
      {"{}", "\"seconds\""},
      {R"({"seconds": -1})", "\"seconds\""},
      {R"({"seconds": 1, "rings": [{}]})", "/rings/0/ring"},
      {R"({"seconds": 1, "rings": [{"ring": "a", "published": -5}]})", "/rings/0/published"},
      {R"({"seconds": 1, "threads": [{"thread": "a", "turns": 9223372036854775808}]})",
       "/threads/0/turns"},
      {R"({"seconds": 1, "threads": [{"thread": ")" + long_name + "\"}]}", "/threads/0 is not"},
      {R"({"seconds": 1, "threads": [{"thread": "a\u001b[2J"}]})", "/threads/0 is not"},
      {R"({"seconds": 1, "streams": [{"session": "A", "recent_lost": [[9, 5]]}]})",
       "/streams/0/recent_lost/0"},
      {R"({"seconds": 1, "streams": [{"session": "A", "recent_lost": [[9]]}]})",
       "/streams/0/recent_lost/0"},
  };
  for (const auto& [text, place] : cases) {
    const auto gauges = gateway_gauges_from_json(text);
    ASSERT_FALSE(gauges) << text;
    EXPECT_THAT(gauges.error().sentence, HasSubstr(place)) << text;
  }
}

TEST(JsonGatewayGauges, MoreRowsThanAGatewayHasAreRefused) {
  std::string text = R"({"seconds": 1, "threads": [{"thread": "a"})";
  for (std::size_t i = 1; i < kMostGatewayRows; ++i) text += R"(,{"thread": "a"})";
  EXPECT_TRUE(gateway_gauges_from_json(text + "]}"));
  EXPECT_FALSE(gateway_gauges_from_json(text + R"(,{"thread": "a"}]})"));
}

}  // namespace
}  // namespace holdfast
