#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "metrics/derive_test_fixture.h"

namespace holdfast {
namespace {

TEST(LoadSpread, IsZeroWhenItIsAsIntended) {
  DeriveHost host;
  host.receive(1, 50);
  host.receive(2, 50);
  const auto frame = host.frame();
  EXPECT_EQ(frame.sad, 0);
  EXPECT_EQ(frame.sad_normalised, 0);
  EXPECT_EQ(frame.leak, 0);
  EXPECT_EQ(frame.load_peak, 1);
  EXPECT_NEAR(*frame.load_gini, 0, 1e-12);
}

TEST(LoadSpread, IsTheTotalVariationDistance) {
  DeriveHost host;
  host.receive(1, 90);
  host.receive(2, 10);
  const auto frame = host.frame();
  EXPECT_DOUBLE_EQ(*frame.sad, 0.4);             // ½ (|.9 − .5| + |.1 − .5|)
  EXPECT_DOUBLE_EQ(*frame.sad_normalised, 0.8);  // over 1 − .5
  EXPECT_DOUBLE_EQ(*frame.load_peak, 1.8);
  EXPECT_DOUBLE_EQ(*frame.load_gini, 0.4);
}

TEST(LoadSpread, SharesAVectorsWorkByTheCpusOfItsTarget) {
  DeriveHost host(0);
  host.add_vector(38, "rx 0", CpuSet{1, 2}, CpuSet{1});
  host.add_vector(39, "rx 1", CpuSet{2}, CpuSet{2});
  host.receive(1, 25);
  host.receive(2, 75);
  EXPECT_DOUBLE_EQ(*host.frame().sad, 0);  // intended: ¼ and ¾
  EXPECT_DOUBLE_EQ(*host.frame().sad_normalised, 0);
}

TEST(LoadSpread, GivesTheLoadOutsideAllTargetsAsLeakAndNotAsDistance) {
  DeriveHost host;
  host.receive(1, 40);
  host.receive(2, 40);
  host.receive(7, 20);
  EXPECT_DOUBLE_EQ(*host.frame().sad, 0);
  EXPECT_DOUBLE_EQ(*host.frame().leak, 0.2);
}

TEST(LoadSpread, OfOneCpuIsZeroAndHasNoNormalisedForm) {
  DeriveHost host(1);
  host.receive(1, 40);
  EXPECT_EQ(host.frame().sad, 0);
  EXPECT_EQ(host.frame().sad_normalised, std::nullopt);
}

TEST(LoadSpread, IsAbsentWithoutLoad) {
  DeriveHost host;
  host.receive(1, 0);
  host.receive(2, 0);
  EXPECT_EQ(host.frame().sad, std::nullopt);
  EXPECT_EQ(host.frame().leak, std::nullopt);
  EXPECT_THAT(statuses_of(host.frame()), testing::Contains("ZERO_LOAD"));
}

TEST(LoadSpread, IsAbsentWithALoadOutsideOnlyAndThatIsAllLeak) {
  DeriveHost host;
  host.receive(6, 10);
  EXPECT_EQ(host.frame().sad, std::nullopt);
  EXPECT_EQ(host.frame().leak, 1);
}

TEST(LoadSpread, IsAbsentWithoutATarget) {
  DeriveHost host(0);
  host.receive(1, 10);
  EXPECT_EQ(host.frame().sad, std::nullopt);
  EXPECT_EQ(host.frame().leak, std::nullopt);
}

RC_GTEST_PROP(LoadSpread, StaysBetweenZeroAndOne, ()) {
  DeriveHost host(*rc::gen::inRange(1U, 7U));
  for (std::uint32_t cpu = 0; cpu < 8; ++cpu)
    host.receive(cpu, *rc::gen::inRange<std::uint64_t>(0, 1000));
  const auto frame = host.frame();
  for (const auto& figure : {frame.sad, frame.sad_normalised, frame.leak, frame.load_gini}) {
    if (figure) RC_ASSERT(*figure >= -1e-12 && *figure <= 1);
  }
  if (frame.sad_normalised) RC_ASSERT(*frame.sad_normalised >= *frame.sad);
}

}  // namespace
}  // namespace holdfast
