#include "host/rss_write.h"
#include "host/rss_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/ethtool.h>

#include "host/ethtool_ioctl.h"
#include "host/fake_ethtool_device.h"

namespace holdfast {
namespace {

using testing::ElementsAre;
using testing::Optional;

TEST(RssTable, ThatIsEqualGoesRound) {
  EXPECT_THAT(parse_rss_table("equal 3", 5), Optional(ElementsAre(0, 1, 2, 0, 1)));
}

TEST(RssTable, AsAListHasAQueueForEachBucket) {
  EXPECT_THAT(parse_rss_table("0 0 7", 3), Optional(ElementsAre(0, 0, 7)));
  EXPECT_FALSE(parse_rss_table("0 0", 3));
  EXPECT_FALSE(parse_rss_table("0 0 x", 3));
}

TEST(RssTable, WithoutQueuesOrBucketsIsNone) {
  EXPECT_FALSE(parse_rss_table("equal 0", 4));
  EXPECT_FALSE(parse_rss_table("equal", 4));
  EXPECT_FALSE(parse_rss_table("equal 4", 0));
  EXPECT_FALSE(parse_rss_table("", 1));
}

TEST(HashLetters, AreTheKernelsBits) {
  EXPECT_EQ(parse_hash_letters("sdfn"), RXH_IP_SRC | RXH_IP_DST | RXH_L4_B_0_1 | RXH_L4_B_2_3);
  EXPECT_EQ(parse_hash_letters("mvt"), RXH_L2DA | RXH_VLAN | RXH_L3_PROTO);
  EXPECT_EQ(parse_hash_letters(""), 0U);
}

TEST(HashLetters, UnknownOrTwiceAreRefused) {
  EXPECT_FALSE(parse_hash_letters("sx"));
  EXPECT_FALSE(parse_hash_letters("ss"));
}

TEST(RssWrite, SaysThatThereIsNoSuchInterface) {
  EthtoolIoctl ioctl;
  const EthtoolCall call = [&ioctl](const std::string& interface, void* argument) {
    return ioctl.call(interface, argument);
  };
  Setting setting;
  setting.object = {.kind = SettingKind::rss_table, .nic = "hf-nothing", .name = "0"};
  setting.value = "equal 2";
  const auto written = write_rss(call, setting);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::absent);
  EXPECT_EQ(written.error().sentence,
            "hf-nothing RSS table = \"equal 2\": ENODEV: there is no such interface");
}

/// A device of 8 buckets, a key of 4 bytes and 4 queues.
class RssOfADevice : public testing::Test {
 protected:
  Result<void> write(SettingKind kind, std::string name, std::string value) {
    Setting setting;
    setting.object = {.kind = kind, .nic = "eth0", .name = std::move(name)};
    setting.value = std::move(value);
    return write_rss(device_.call(), setting);
  }
  FakeEthtoolDevice device_;
};

TEST_F(RssOfADevice, TakesATableAndKeepsItsKey) {
  ASSERT_TRUE(write(SettingKind::rss_table, "0", "equal 2"));
  EXPECT_THAT(device_.table, ElementsAre(0, 1, 0, 1, 0, 1, 0, 1));
  EXPECT_FALSE(device_.table_is_default);
  EXPECT_THAT(device_.key, ElementsAre(1, 2, 3, 4));
}

TEST_F(RssOfADevice, GetsItsOwnDefaultAsAResetSoThatItMayFollowTheChannels) {
  ASSERT_TRUE(write(SettingKind::rss_table, "0", "equal 2"));
  ASSERT_TRUE(write(SettingKind::rss_table, "0", "equal 4"));
  EXPECT_TRUE(device_.table_is_default);
}

TEST_F(RssOfADevice, KeepsItsTransformationWhenTheKeyChanges) {
  device_.input_transform = 1;
  ASSERT_TRUE(write(SettingKind::rss_key, "0", "6d:5a:6d:5a"));
  EXPECT_THAT(device_.key, ElementsAre(0x6d, 0x5a, 0x6d, 0x5a));
  EXPECT_EQ(device_.input_transform, 1);
  EXPECT_TRUE(device_.table_is_default);
}

TEST_F(RssOfADevice, RefusesAKeyOfAnotherLengthAndATableOfAnotherSize) {
  EXPECT_THAT(write(SettingKind::rss_key, "0", "6d:5a").error().sentence,
              testing::HasSubstr("the key has 2 bytes, and the device's has 4"));
  EXPECT_THAT(write(SettingKind::rss_table, "0", "0 1").error().sentence,
              testing::HasSubstr("each of the device's 8 buckets"));
  EXPECT_TRUE(device_.table_is_default);
}

TEST_F(RssOfADevice, SaysThatAQueueOfTheTableIsNotThere) {
  const auto written = write(SettingKind::rss_table, "0", "equal 8");
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().sentence, testing::HasSubstr("EINVAL: the driver does not take it"));
}

TEST_F(RssOfADevice, TakesHashFields) {
  ASSERT_TRUE(write(SettingKind::rss_hash_fields, "udp4", "sdfn"));
  EXPECT_EQ(device_.hash_fields.at(UDP_V4_FLOW),
            std::uint64_t{RXH_IP_SRC | RXH_IP_DST | RXH_L4_B_0_1 | RXH_L4_B_2_3});
}

}  // namespace
}  // namespace holdfast
