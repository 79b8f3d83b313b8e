#include "store/gateway_rows.h"

#include <gmock/gmock.h>

#include "store/schema.h"

#include "store/store_test_fixture.h"

namespace holdfast {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

GatewayGauges gauges_at(double seconds, std::uint64_t events, std::uint64_t batch,
                        std::uint64_t lost = 0) {
  GatewayGauges out{.gateway = "/run/g", .at_ns = kStartNs, .seconds = seconds};
  out.rings.push_back({"events", 64, events, 0});
  out.readers.push_back({.ring = "events",
                         .reader = "delta",
                         .largest_batch = batch,
                         .events = events,
                         .lost = lost});
  out.threads.push_back({.thread = "hf-delta", .turns = events, .longest_turn_ns = batch});
  return out;
}

TEST(GatewayRows, WhatMovesIsKeptAtEveryFifthReadingWithTheMaximaOfAllFive) {
  GatewayRows rows;
  EXPECT_EQ(rows.rows_of(gauges_at(1, 10, 3)).size(), 3U);
  const std::uint64_t batches[] = {4, 60, 5, 6};
  for (std::uint64_t i = 0; i < 4; ++i) {
    EXPECT_EQ(rows.rows_of(gauges_at(2 + static_cast<double>(i), 20 + i, batches[i])).size(), 0U);
  }
  const auto kept = rows.rows_of(gauges_at(6, 30, 7));
  ASSERT_THAT(kept.readers, SizeIs(1));
  EXPECT_EQ(kept.readers[0].largest_batch, 60U);
  EXPECT_EQ(kept.readers[0].events, 30U);
  EXPECT_EQ(kept.threads.at(0).longest_turn_ns, 60U);
  EXPECT_THAT(kept.rings, SizeIs(1));
}

TEST(GatewayRows, AMaximumIsKeptOnce) {
  GatewayRows rows;
  rows.rows_of(gauges_at(1, 10, 60));
  for (int i = 0; i < 4; ++i) rows.rows_of(gauges_at(2, 11, 1));
  EXPECT_EQ(rows.rows_of(gauges_at(6, 12, 1)).readers.at(0).largest_batch, 1U);
}

TEST(GatewayRows, AGatewayThatRestsCostsNothing) {
  GatewayRows rows;
  rows.rows_of(gauges_at(1, 10, 3));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(rows.rows_of(gauges_at(2 + i, 10, 0)).size(), 0U);
}

TEST(GatewayRows, AReaderThatLostIsKeptAtOnceAndAlone) {
  GatewayRows rows;
  rows.rows_of(gauges_at(1, 10, 3));
  const auto kept = rows.rows_of(gauges_at(2, 20, 64, 7));
  EXPECT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept.readers.at(0).lost, 7U);
}

TEST(GatewayRows, ARangeIsKeptOnceAndAgainWhenTheGatewayBeganAnew) {
  GatewayRows rows;
  auto gauges = gauges_at(5, 10, 3);
  gauges.lost = {{"A-000", 5, 9}, {"A-000", 20, 20}, {"A-001", 1, 4}};
  EXPECT_EQ(rows.rows_of(gauges).lost, gauges.lost);
  gauges.lost.erase(gauges.lost.begin());
  gauges.lost.push_back({"A-000", 30, 31});
  EXPECT_THAT(rows.rows_of(gauges).lost, ElementsAre(GatewayGauges::Lost{"A-000", 30, 31}));
  gauges.seconds = 1;
  EXPECT_EQ(rows.rows_of(gauges).lost, gauges.lost);
}

class GatewayStoreTest : public StoreTest {};

TEST_F(GatewayStoreTest, GaugesAreRowsOfTheHostAndGoWithTheirAge) {
  auto store = open();
  store.append(Intent{}, "md-1", kStartNs);
  auto gauges = gauges_at(1, 10, 3, 6);
  gauges.rings[0].blocked_ns = 77;
  gauges.readers[0].depth = 2;
  gauges.readers[0].lost_ranges = 1;
  gauges.threads[0].involuntary_switches = 12;
  gauges.lost = {{"A-000", 5, 10}};
  store.append(gauges);
  ASSERT_TRUE(store.flush(kStartNs));
  EXPECT_THAT(query("SELECT host, gateway, ring, capacity, published, blocked_ns "
                    "FROM gateway_rings",
                    6),
              ElementsAre("md-1|/run/g|events|64|10|77"));
  EXPECT_THAT(query("SELECT ring, reader, depth, largest_batch, events, lost, lost_ranges, "
                    "blocked_ns FROM gateway_readers",
                    8),
              ElementsAre("events|delta|2|3|10|6|1|0"));
  EXPECT_THAT(query("SELECT thread, turns, longest_turn_ns, migrations, involuntary_switches "
                    "FROM gateway_threads",
                    5),
              ElementsAre("hf-delta|10|3||12"));
  EXPECT_THAT(query("SELECT ts_ns, session, first_sequence, last_sequence FROM gateway_lost", 4),
              ElementsAre(std::to_string(kStartNs) + "|A-000|5|10"));
  constexpr std::int64_t kDayNs = 86'400 * kSecondNs;
  ASSERT_TRUE(store.flush(kStartNs + 36'499 * kDayNs));
  EXPECT_THAT(query("SELECT * FROM gateway_readers", 1), SizeIs(1));
  ASSERT_TRUE(store.flush(kStartNs + 36'501 * kDayNs));
  for (const char* table : kGatewayTables) {
    EXPECT_THAT(query(std::string("SELECT * FROM ") + table, 1), IsEmpty()) << table;
  }
}

}  // namespace
}  // namespace holdfast
