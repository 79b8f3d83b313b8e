#include "account/executions.h"

#include <algorithm>

#include "account/account_test_fixture.h"

namespace holdfast {
namespace {

class ExecutionsTest : public OrderWorldTest {
 protected:
  ExecutionsTest() {
    parent(1, 100, 1, 10);
    child(100, 2, 2);
  }
};

TEST_F(ExecutionsTest, AFillIsOneByItsTypeAndQuantityWhateverTheStatus) {
  fill(40, 10, 3, 1);
  report('0', 2.5, 0);
  report('I', 3, 2).quantity = shares(40);  // a status report repeats what was done
  fill(0, 10, 3, 3);
  reports_.back().quantity = 0;
  report('1', 4, 4).quantity = shares(10);  // FIX 4.2
  reports_.back().price = dollars(10);
  const auto read = executions();
  ASSERT_EQ(read.fills.size(), 2U);
  EXPECT_EQ(read.fills[0].quantity, shares(40));
  EXPECT_EQ(read.counts.not_fills, 1U);
  EXPECT_EQ(read.counts.status, 1U);
}

TEST_F(ExecutionsTest, OfDuplicatesTheFirstRowStands) {
  fill(40, 10, 3, 1);
  fill(50, 11, 2, 1);
  const auto read = executions();
  ASSERT_EQ(read.fills.size(), 1U);
  EXPECT_EQ(read.fills[0].quantity, shares(40));
  EXPECT_EQ(read.counts.duplicates, 1U);
}

TEST_F(ExecutionsTest, ACorrectionReplacesAndTheNextOneMayReferToIt) {
  fill(40, 10, 3, 1, Liquidity::added, 0.5);
  auto& first = report('G', 4, 2);
  first.reference = 1;
  first.quantity = shares(30);
  first.price = dollars(10.5);
  auto& second = report('G', 5, 3);
  second.reference = 2;
  second.quantity = shares(35);
  second.price = dollars(10.25);
  second.fee = dollars(0.25);
  std::ranges::reverse(reports_);  // the order of rows does not matter
  const auto read = executions();
  ASSERT_EQ(read.fills.size(), 1U);
  EXPECT_EQ(read.fills[0].quantity, shares(35));
  EXPECT_EQ(read.fills[0].price, dollars(10.25));
  EXPECT_EQ(read.fills[0].fee, dollars(0.25));
  EXPECT_EQ(read.counts.corrections, 2U);
}

TEST_F(ExecutionsTest, ABustTakesTheFillAwayAndOneOfNothingIsCounted) {
  fill(40, 10, 3, 1);
  fill(20, 10, 3, 2);
  report('H', 4, 3).reference = 1;
  report('H', 4, 4).reference = 9;
  const auto read = executions();
  ASSERT_EQ(read.fills.size(), 1U);
  EXPECT_EQ(read.fills[0].quantity, shares(20));
  EXPECT_EQ(read.counts.busts, 1U);
  EXPECT_EQ(read.counts.unmatched, 1U);
}

TEST_F(ExecutionsTest, CorrectionsThatReferToEachOtherEnd) {
  for (const std::uint32_t id : {1U, 2U}) {
    auto& one = report('G', 3, id);
    one.reference = 3 - id;
    one.quantity = shares(1);
    one.price = dollars(1);
  }
  EXPECT_EQ(executions().counts.unmatched, 2U);
}

TEST_F(ExecutionsTest, TheFirstAcknowledgementWinsAndPendingIsOneOnlyWhereThereIsNoOther) {
  report('A', 2.1, 0);
  EXPECT_EQ(reports_[executions().children[0].ack].venue_ns, at_s(2.1));
  report('0', 2.6, 1);
  report('0', 2.5, 2);
  EXPECT_EQ(reports_[executions().children[0].ack].venue_ns, at_s(2.5));
  child(10, 3, 3);
  report('A', 3.1, 3);  // the venue sends acknowledgements: this order had none
  EXPECT_EQ(executions().children[1].ack, kNoRow);
}

TEST_F(ExecutionsTest, QuantitiesThatDoNotAddUpAndOrphansAreCounted) {
  auto& one = fill(40, 10, 3, 1);
  one.cumulated = shares(40);
  one.leaves = shares(60);
  auto& other = fill(40, 10, 3, 2);
  other.cumulated = shares(80);
  other.leaves = shares(60);
  fill(1, 1, 3, 3).child = kNoRow;
  const auto read = executions();
  EXPECT_EQ(read.counts.quantity_violations, 1U);
  EXPECT_EQ(read.counts.orphans, 1U);
  EXPECT_EQ(read.fills.size(), 2U);
}

}  // namespace
}  // namespace holdfast
