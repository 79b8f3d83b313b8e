#include "host/rss_write.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/ethtool.h>

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
  Setting setting;
  setting.object = {.kind = SettingKind::rss_table, .nic = "hf-nothing", .name = "0"};
  setting.value = "equal 2";
  const auto written = write_rss(ioctl, setting);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::absent);
  EXPECT_EQ(written.error().sentence,
            "hf-nothing RSS table = \"equal 2\": ENODEV: there is no such interface");
}

}  // namespace
}  // namespace holdfast
