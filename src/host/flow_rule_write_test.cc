#include "host/flow_rule_write.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/fake_ethtool_device.h"
#include "host/flow_rule_text.h"

namespace holdfast {
namespace {

constexpr char kFeed[] = "udp4 dst-ip 239.1.1.100/32 dst-port 4000";

class FlowRule : public testing::Test {
 protected:
  Result<void> write(const std::string& match, const std::string& action) {
    Setting setting;
    setting.object = {.kind = SettingKind::flow_rule, .nic = "eth0", .name = match};
    setting.value = action;
    return write_flow_rule(device_.call(), setting);
  }
  void add_rule(const std::string& match, std::uint32_t location, std::uint64_t queue) {
    auto rule = *parse_flow_match(match);
    rule.location = location;
    rule.ring_cookie = queue;
    device_.rules[location] = rule;
  }
  FakeEthtoolDevice device_;
};

TEST_F(FlowRule, GoesToTheLastFreeLocation) {
  add_rule("tcp4 dst-port 1", 15, 0);
  ASSERT_TRUE(write(kFeed, "queue 2"));
  ASSERT_TRUE(device_.rules.contains(14));
  EXPECT_EQ(device_.rules[14].ring_cookie, 2U);
  EXPECT_TRUE(same_match(device_.rules[14], *parse_flow_match(kFeed)));
}

TEST_F(FlowRule, GoesWhereTheDriverLikesWhenItSelects) {
  device_.selects_location = true;
  ASSERT_TRUE(write(kFeed, "queue 2"));
  EXPECT_TRUE(device_.rules.contains(5));
}

TEST_F(FlowRule, GoesToTheLocationThatIsAskedFor) {
  ASSERT_TRUE(write(kFeed, "drop location 3"));
  EXPECT_EQ(device_.rules.at(3).ring_cookie, RX_CLS_FLOW_DISC);
}

TEST_F(FlowRule, ThatIsThereAlreadyIsLeftAlone) {
  add_rule(kFeed, 7, 2);
  device_.refused_inserts = 1;
  EXPECT_TRUE(write(kFeed, "queue 2"));
  EXPECT_TRUE(write(kFeed, "queue 2 location 7"));
}

TEST_F(FlowRule, ToAnotherQueueKeepsItsLocation) {
  add_rule(kFeed, 7, 2);
  ASSERT_TRUE(write(kFeed, "queue 3"));
  ASSERT_EQ(device_.rules.size(), 1U);
  EXPECT_EQ(device_.rules.at(7).ring_cookie, 3U);
}

TEST_F(FlowRule, ThatTheDriverDoesNotTakeLeavesTheOldOne) {
  add_rule(kFeed, 7, 2);
  device_.refused_inserts = 1;
  const auto written = write(kFeed, "queue 99");
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().sentence, testing::HasSubstr("EINVAL: the driver does not take"));
  EXPECT_EQ(device_.rules.at(7).ring_cookie, 2U);
}

TEST_F(FlowRule, ThatIsLostIsSaidToBe) {
  add_rule(kFeed, 7, 2);
  device_.refused_inserts = 2;
  EXPECT_THAT(write(kFeed, "queue 3").error().sentence,
              testing::HasSubstr("the rule that was there is lost"));
}

TEST_F(FlowRule, IsDeletedByWhatItMatches) {
  add_rule("tcp4 dst-port 1", 6, 0);
  add_rule(kFeed, 7, 2);
  ASSERT_TRUE(write(kFeed, ""));
  EXPECT_EQ(device_.rules.size(), 1U);
  EXPECT_TRUE(device_.rules.contains(6));
  EXPECT_TRUE(write(kFeed, ""));
}

TEST_F(FlowRule, FindsNoRoomInAFullTable) {
  device_.locations = 1;
  add_rule("tcp4 dst-port 1", 0, 0);
  EXPECT_THAT(write(kFeed, "queue 1").error().sentence,
              testing::HasSubstr("ENOSPC: the device's table of rules is full"));
}

}  // namespace
}  // namespace holdfast
