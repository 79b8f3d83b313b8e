#include "synth/synth_feed.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "itch/message_visit.h"

namespace holdfast {
namespace {

// FNV-1a over all bytes.
std::uint64_t hash_of(SynthFeed feed) {
  std::uint64_t hash = 0xcbf2'9ce4'8422'2325U;
  while (const auto message = feed.next()) {
    for (const auto byte : *message) hash = (hash ^ byte) * 0x100'0000'01b3U;
  }
  return hash;
}

std::string types_of(SynthFeed feed) {
  std::string types;
  while (const auto message = feed.next()) types.push_back(static_cast<char>(message->front()));
  return types;
}

TEST(SynthFeed, HasTheSameBytesForASeedOnEveryMachine) {
  EXPECT_EQ(hash_of(SynthFeed({.stocks = 50, .live_orders = 1'000, .messages = 20'000})),
            8'448'947'033'904'382'777U);
}

TEST(SynthFeed, HasOtherBytesForAnotherSeed) {
  const SynthOptions options{.stocks = 5, .live_orders = 10, .messages = 100};
  auto other = options;
  other.seed = 2;
  EXPECT_NE(hash_of(SynthFeed(options)), hash_of(SynthFeed(other)));
}

TEST(SynthFeed, BeginsWithTheStocksAndEndsWithTheDay) {
  EXPECT_EQ(types_of(SynthFeed({.stocks = 2, .live_orders = 4, .messages = 3})), "SRHRHSSAAASSS");
}

TEST(SynthFeed, HoldsTheLiveOrdersOnceTheyAreThere) {
  SynthFeed feed({.stocks = 10, .live_orders = 5'000, .messages = 200'000});
  for (int i = 0; i < 6'000; ++i) feed.next();
  for (int i = 0; i < 150'000; ++i) {
    feed.next();
    ASSERT_NEAR(static_cast<double>(feed.live_orders()), 5'000, 10);
  }
}

TEST(SynthFeed, HoldsOneLiveOrder) {
  SynthFeed feed({.stocks = 1, .live_orders = 1, .messages = 10'000});
  while (feed.next()) ASSERT_LE(feed.live_orders(), 2U);
}

TEST(SynthFeed, HasTheMixWithinOnePointAndAHalf) {
  std::map<char, double> percent;
  const auto types = types_of(SynthFeed({.stocks = 10, .live_orders = 100, .messages = 500'000}));
  for (const char type : types) percent[type] += 100.0 / static_cast<double>(types.size());
  const std::map<char, double> wanted{{'A', 45}, {'F', .5}, {'D', 42}, {'U', 8},
                                      {'E', 2},  {'C', .5}, {'X', 1},  {'P', 1}};
  for (const auto& [type, share] : wanted) EXPECT_NEAR(percent[type], share, 1.5) << type;
}

TEST(SynthFeed, GoesOnWithoutEndWhenNoCountOfMessagesIsGiven) {
  SynthFeed feed({.stocks = 1, .live_orders = 1, .messages = 0});
  for (int i = 0; i < 100'000; ++i) ASSERT_TRUE(feed.next().has_value());
}

struct Side {
  std::uint32_t lowest = ~0U, highest = 0;
};
struct Prices {
  std::map<std::uint16_t, Side> buy, sell;
  void operator()(const AddOrder& m) {
    auto& side = (m.buy_sell_indicator == 'B' ? buy : sell)[m.header.stock_locate];
    side.lowest = std::min(side.lowest, m.price.ten_thousandths);
    side.highest = std::max(side.highest, m.price.ten_thousandths);
  }
};

TEST(SynthFeed, NeverCrossesABook) {
  Prices prices;
  SynthFeed feed({.stocks = 20, .live_orders = 1'000, .messages = 100'000});
  while (const auto message = feed.next()) visit_message(*message, prices);
  ASSERT_EQ(prices.buy.size(), 20U);
  for (const auto& [locate, side] : prices.buy) {
    EXPECT_LT(side.highest, prices.sell[locate].lowest);
    EXPECT_GT(side.lowest, 0U);
    EXPECT_LT(prices.sell[locate].highest - side.lowest, 60'000U);
  }
}

TEST(SynthFeed, StampsMessagesInOrderAndSaysTheLastOne) {
  SynthFeed feed({.stocks = 10, .live_orders = 100, .messages = 10'000});
  std::int64_t last = 0;
  while (const auto message = feed.next()) {
    ASSERT_EQ(static_cast<std::uint64_t>(feed.timestamp_ns()), load_u48(message->data() + 5));
    ASSERT_GE(feed.timestamp_ns(), last);
    last = feed.timestamp_ns();
  }
}

}  // namespace
}  // namespace holdfast
