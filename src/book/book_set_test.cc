#include "book/book_set.h"

#include <gtest/gtest.h>

#include "book/book_check_test_fixture.h"

namespace holdfast {
namespace {

const auto kStock = Alpha<8>::of("AAPL");

template <class T>
BookFate apply(BookSet& set, const T& message) {
  return set.apply(encode_message(message));
}

AddOrder buy(std::uint64_t reference, std::uint32_t shares, std::uint32_t price) {
  return {{7, 0, {1000}}, reference, 'B', shares, kStock, {price}};
}

MessageHeader header() { return {7, 0, {1000}}; }

TEST(BookSet, KeepsLevelsWithTheBestFirst) {
  BookSet set;
  EXPECT_EQ(apply(set, buy(1, 100, 5000)), BookFate::applied);
  EXPECT_EQ(apply(set, buy(2, 200, 5100)), BookFate::applied);
  EXPECT_EQ(apply(set, buy(3, 50, 5100)), BookFate::applied);
  EXPECT_EQ(set.book(7)->best_bid(), (BookLevel{5100, 250, 2}));
  EXPECT_EQ(set.book(7)->best_ask(), std::nullopt);
  EXPECT_EQ(apply(set, OrderDelete{header(), 2}), BookFate::applied);
  EXPECT_EQ(apply(set, OrderExecuted{header(), 3, 50, 1}), BookFate::applied);
  EXPECT_EQ(set.book(7)->best_bid(), (BookLevel{5000, 100, 1}));
}

TEST(BookSet, AReplacedOrderLosesItsPriorityAndKeepsSideAndAttribution) {
  BookSet set;
  apply(set, AddOrderMpid{header(), 1, 'S', 10, kStock, {6000}, Alpha<4>::of("GSCO")});
  apply(set, AddOrder{header(), 2, 'S', 20, kStock, {6000}});
  EXPECT_EQ(apply(set, OrderReplace{header(), 1, 3, 30, {6000}}), BookFate::applied);
  const std::vector<BookOrder> wanted{{2, 20, 6000, BookSide::sell, 0},
                                      {3, 30, 6000, BookSide::sell, 0x4753'434f}};
  EXPECT_EQ(orders_of(set, 7, BookSide::sell), wanted);
  EXPECT_EQ(snapshot_of(set).back().front(), 'F');
}

TEST(BookSet, HasTheDigestZeroWhenItIsEmpty) {
  BookSet set;
  EXPECT_EQ(set.digest(), 0U);
  EXPECT_EQ(apply(set, buy(1, 100, 5000)), BookFate::applied);
  EXPECT_NE(set.digest(), 0U);
  EXPECT_EQ(set.digest(), set.digest_of(7));
  EXPECT_EQ(apply(set, OrderCancel{header(), 1, 100}), BookFate::applied);
  EXPECT_EQ(set.digest(), 0U);
  EXPECT_FALSE(set.book(7).has_value());
}

TEST(BookSet, TheDigestTellsWhoHasPriority) {
  BookSet one, other;
  apply(one, buy(1, 100, 5000));
  apply(one, buy(2, 100, 5000));
  apply(other, buy(2, 100, 5000));
  apply(other, buy(1, 100, 5000));
  EXPECT_NE(one.digest(), other.digest());
}

TEST(BookSet, TheDigestIsTheSameOnEveryMachine) {
  BookSet set;
  apply(set, StockDirectory{.header = header(), .stock = kStock});
  apply(set, buy(1, 100, 5000));
  apply(set, AddOrderMpid{header(), 4, 'S', 10, kStock, {6000}, Alpha<4>::of("GSCO")});
  EXPECT_EQ(set.digest(), 16'436'874'097'992'834'577U);
}

TEST(BookSet, ASnapshotHasTheLastOfEachStateAndTheTimeOfTheLastMessage) {
  BookSet set;
  apply(set, SystemEvent{{}, 'O'});
  apply(set, SystemEvent{{}, 'Q'});
  apply(set, MwcbStatus{{}, '1'});
  apply(set, StockDirectory{.header = header(), .stock = kStock});
  apply(set, StockTradingAction{header(), kStock, 'H', ' ', {}});
  apply(set, StockTradingAction{header(), kStock, 'T', ' ', {}});
  apply(set, OperationalHalt{header(), kStock, 'X', 'H'});
  apply(set, RegShoRestriction{header(), kStock, '1'});
  apply(set, QuotingPeriodUpdate{header(), kStock, 34'200, 'A', {5000}});
  apply(set, LuldAuctionCollar{header(), kStock, {5000}, {5500}, {4500}, 0});
  apply(set, LuldAuctionCollar{header(), kStock, {5000}, {5600}, {4400}, 1});
  apply(set, RetailInterest{header(), kStock, 'B'});
  apply(set, MarketParticipantPosition{header(), Alpha<4>::of("NITE"), kStock, 'Y', 'N', 'A'});
  apply(set, MarketParticipantPosition{header(), Alpha<4>::of("GSCO"), kStock, 'Y', 'N', 'A'});
  apply(set, MarketParticipantPosition{header(), Alpha<4>::of("NITE"), kStock, 'N', 'N', 'W'});
  apply(set, buy(1, 100, 5000));
  apply(set, OrderCancel{{7, 0, {2000}}, 1, 1});
  std::string types;
  for (const auto& message : snapshot_of(set)) types.push_back(static_cast<char>(message[0]));
  EXPECT_EQ(types, "SWRHYhKJNLLA");
  EXPECT_EQ(snapshot_of(set)[10][25], 'W');  // NITE's last, behind GSCO's
  EXPECT_EQ(load_u32(set.book(7)->state().at(StateSlot::auction_collar).data() + 31), 1U);
  EXPECT_EQ(load_u48(snapshot_of(set).back().data() + 5), 2000U);
  EXPECT_EQ(set.book(7)->state().at(StateSlot::action)[19], 'T');
  check_snapshot(set);
}

TEST(BookSet, CountsEachCauseAndChangesNothing) {
  BookSet set({.most_orders = 2, .most_positions = 1});
  apply(set, buy(1, 100, 5000));
  const std::uint64_t digest = set.digest();
  const auto other = Alpha<8>::of("MSFT");
  const std::vector<std::pair<BookFate, std::vector<std::uint8_t>>> hostile{
      {BookFate::unknown_type, {}},
      {BookFate::unknown_type, {'?'}},
      {BookFate::wrong_length, {'A', 0, 7}}};
  for (const auto& [fate, bytes] : hostile) EXPECT_EQ(set.apply(bytes), fate);
  EXPECT_EQ(apply(set, OrderDelete{header(), 9}), BookFate::unknown_order);
  EXPECT_EQ(apply(set, buy(1, 1, 1)), BookFate::duplicate_order);
  EXPECT_EQ(apply(set, OrderReplace{header(), 1, 1, 1, {1}}), BookFate::duplicate_order);
  EXPECT_EQ(apply(set, OrderExecuted{header(), 1, 101, 1}), BookFate::too_many_shares);
  EXPECT_EQ(apply(set, OrderCancel{header(), 1, 0}), BookFate::zero_shares);
  EXPECT_EQ(apply(set, OrderDelete{{8, 0, {}}, 1}), BookFate::locate_mismatch);
  EXPECT_EQ(apply(set, AddOrder{header(), 2, 'B', 1, other, {1}}), BookFate::stock_mismatch);
  EXPECT_EQ(apply(set, AddOrder{{}, 2, 'B', 1, kStock, {1}}), BookFate::no_locate);
  EXPECT_EQ(apply(set, AddOrder{header(), 2, 'b', 1, kStock, {1}}), BookFate::bad_side);
  EXPECT_EQ(apply(set, buy(2, 1, kHighestPrice + 1)), BookFate::bad_price);
  EXPECT_EQ(apply(set, OperationalHalt{header(), kStock, '?', 'H'}), BookFate::bad_code);
  EXPECT_EQ(set.digest(), digest);
  EXPECT_EQ(set.counts().refused(), 14U);
  const MarketParticipantPosition held{header(), Alpha<4>::of("GSCO"), kStock, 'Y', 'N', 'A'};
  const MarketParticipantPosition more{header(), Alpha<4>::of("NITE"), kStock, 'Y', 'N', 'A'};
  EXPECT_EQ(apply(set, held), BookFate::applied);
  EXPECT_EQ(apply(set, more), BookFate::too_many_positions);
  EXPECT_EQ(apply(set, held), BookFate::applied);
  apply(set, buy(2, 1, 1));
  EXPECT_EQ(apply(set, buy(3, 1, 1)), BookFate::too_many_orders);
  for (std::size_t i = 2; i < kBookFates; ++i) {
    const auto fate = static_cast<BookFate>(i);
    EXPECT_GE(set.counts()[fate], 1U) << to_string(fate);
    EXPECT_NE(to_string(fate), "unknown");
  }
}

TEST(BookSet, AStockWithNothingLeftMayComeBackUnderAnotherName) {
  BookSet set;
  apply(set, buy(1, 100, 5000));
  apply(set, OrderDelete{header(), 1});
  EXPECT_EQ(apply(set, AddOrder{header(), 2, 'B', 1, Alpha<8>::of("MSFT"), {1}}),
            BookFate::applied);
  EXPECT_EQ(set.book(7)->stock(), Alpha<8>::of("MSFT"));
}

TEST(BookSet, ClearForgetsAllButTheCounts) {
  BookSet set;
  apply(set, SystemEvent{{}, 'O'});
  apply(set, buy(1, 100, 5000));
  set.clear();
  EXPECT_EQ(set.digest(), 0U);
  EXPECT_TRUE(snapshot_of(set).empty());
  EXPECT_EQ(set.counts()[BookFate::applied], 2U);
  EXPECT_EQ(apply(set, buy(1, 100, 5000)), BookFate::applied);
  check_books(set);
}

// A side of many prices, which come and go at both ends and between.
TEST(BookSet, KeepsASideOfManyLevels) {
  BookSet set({.expected_orders = 4});
  SplitMix64 random(1);
  std::uint64_t next = 1;
  std::vector<std::uint64_t> live;
  for (int i = 0; i < 60'000; ++i) {
    const bool grows = (i / 10'000) % 2 == 0;
    if (live.empty() || random.below(10) < (grows ? 8U : 2U)) {
      live.push_back(next++);
      ASSERT_EQ(apply(set, buy(live.back(), 1, random.below(50'000))), BookFate::applied);
    } else {
      auto& chosen = live[random.below(static_cast<std::uint32_t>(live.size()))];
      ASSERT_EQ(apply(set, OrderDelete{header(), chosen}), BookFate::applied);
      chosen = live.back();
      live.pop_back();
    }
    if (i % 1'000 == 0) check_books(set);
  }
  check_books(set);
  check_snapshot(set);
  for (const auto reference : live) apply(set, OrderDelete{header(), reference});
  EXPECT_EQ(set.digest(), 0U);
}

}  // namespace
}  // namespace holdfast
