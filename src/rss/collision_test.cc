#include "rss/collision.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace holdfast {
namespace {

using Table = std::vector<std::uint32_t>;

TEST(CollisionRisk, TwoFlowsOnTwoEqualQueuesMeetHalfOfTheTime) {
  const auto risk = collision_risk(Table{0, 1}, 2);
  EXPECT_DOUBLE_EQ(risk.any, 0.5);
  EXPECT_DOUBLE_EQ(risk.pairs, 0.5);
  EXPECT_DOUBLE_EQ(risk.sharing_flows, 1.0);
}

TEST(CollisionRisk, UnequalSharesMeetMoreOften) {
  const auto risk = collision_risk(Table{0, 0, 0, 1}, 2);
  EXPECT_DOUBLE_EQ(risk.any, 0.75 * 0.75 + 0.25 * 0.25);
  EXPECT_GT(risk.any, collision_risk(Table{0, 0, 1, 1}, 2).any);
}

TEST(CollisionRisk, MoreFlowsThanQueuesCertainlyMeet) {
  EXPECT_DOUBLE_EQ(collision_risk(Table{0, 1, 2, 3}, 5).any, 1.0);
}

TEST(CollisionRisk, TwentyThreeBirthdaysMeetMoreOftenThanNot) {
  Table days(365);
  for (std::uint32_t day = 0; day < 365; ++day) days[day] = day;
  EXPECT_NEAR(collision_risk(days, 23).any, 0.5073, 0.0001);
  EXPECT_LT(collision_risk(days, 22).any, 0.5);
}

TEST(CollisionRisk, OneFlowOrNoTableMeetsNobody) {
  EXPECT_EQ(collision_risk(Table{0, 1}, 1).any, 0);
  EXPECT_EQ(collision_risk(Table{}, 9).pairs, 0);
}

// Against the definition: every placement of three flows, weighted by its probability.
RC_GTEST_PROP(CollisionRiskLaw, AgreesWithCountingEveryPlacement, ()) {
  const auto table = *rc::gen::container<Table>(*rc::gen::inRange<std::size_t>(1, 9),
                                                rc::gen::inRange<std::uint32_t>(0, 4));
  double any = 0;
  double pairs = 0;
  double sharing = 0;
  for (const auto a : table) {
    for (const auto b : table) {
      for (const auto c : table) {
        const int met = (a == b) + (b == c) + (a == c);
        any += met > 0 ? 1 : 0;
        pairs += met;
        sharing += met == 0 ? 0 : met == 1 ? 2 : 3;
      }
    }
  }
  const auto size = static_cast<double>(table.size());
  const double all = size * size * size;
  const auto risk = collision_risk(table, 3);
  const auto near = [](double x, double y) { return x - y < 1e-9 && y - x < 1e-9; };
  RC_ASSERT(near(risk.any, any / all));
  RC_ASSERT(near(risk.pairs, pairs / all));
  RC_ASSERT(near(risk.sharing_flows, sharing / all));
}

}  // namespace
}  // namespace holdfast
