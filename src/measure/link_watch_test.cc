#include "measure/link_watch.h"

#include <gtest/gtest.h>

#include "net/veth_test_fixture.h"

namespace holdfast {
namespace {

const Endpoint kHere{{10, 77, 0, 1}, 9000};

class LinkWatchTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!pair_.ready()) GTEST_SKIP() << "namespaces, veth or ip are refused";
  }
  VethPair pair_;
};

TEST_F(LinkWatchTest, an_interface_that_goes_is_told_by_its_name_also_when_another_has_it_by_now) {
  LinkWatch watch("", kHere, std::nullopt);
  EXPECT_FALSE(watch.is_gone());
  ASSERT_TRUE(
      VethPair::run("ip link del va; ip link add va type veth peer name vz; ip link set va up"));
  watch.look_now();
  ASSERT_TRUE(watch.is_gone());
  EXPECT_EQ(watch.error().code, ErrorCode::absent);
  EXPECT_EQ(watch.error().sentence.find("va has gone, 0."), 0U) << watch.error().sentence;
}

TEST_F(LinkWatchTest, one_that_is_down_says_how_it_comes_up_and_then_for_how_long_it_was) {
  LinkWatch watch("va", {}, std::nullopt);
  EXPECT_EQ(watch.note(), "");
  ASSERT_TRUE(VethPair::run("ip link set va down"));
  watch.look_now();
  EXPECT_EQ(watch.note(), "va is down, so that nothing comes: ip link set dev va up");
  ASSERT_TRUE(VethPair::run("ip link set va up"));
  watch.look_now();
  EXPECT_EQ(watch.note().find("va was down for 0."), 0U) << watch.note();
  EXPECT_FALSE(watch.is_gone());
}

TEST_F(LinkWatchTest, the_way_to_the_other_end_is_watched_when_no_address_is_given) {
  LinkWatch watch("", {{0, 0, 0, 0}, 9000}, Endpoint{{10, 77, 0, 2}, 9000});
  ASSERT_TRUE(VethPair::run("ip link del va"));
  watch.look_now();
  EXPECT_TRUE(watch.is_gone());
}

TEST_F(LinkWatchTest, what_is_not_known_is_not_watched) {
  LinkWatch watch("", {{0, 0, 0, 0}, 9000}, std::nullopt);
  ASSERT_TRUE(VethPair::run("ip link del va"));
  watch.look_now();
  EXPECT_FALSE(watch.is_gone());
  EXPECT_EQ(watch.note(), "");
}

}  // namespace
}  // namespace holdfast
