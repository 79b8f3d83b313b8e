#include "host/netlink_schema.h"

#include <gtest/gtest.h>
#include <linux/ethtool_netlink.h>
#include <linux/netlink.h>
#include <rapidcheck/gtest.h>

#include <cstring>

#include "host/ethtool_netlink.h"
#include "host/ethtool_schema.h"
#include "host/netdev_netlink.h"
#include "host/route_netlink.h"

namespace holdfast {
namespace {

using Buffer = std::vector<std::uint8_t>;

void put(Buffer& buffer, std::uint16_t id, const Buffer& payload) {
  const auto length = static_cast<std::uint16_t>(NLA_HDRLEN + payload.size());
  const std::uint16_t words[] = {length, id};
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(words);
  buffer.insert(buffer.end(), bytes, bytes + sizeof words);
  buffer.insert(buffer.end(), payload.begin(), payload.end());
  buffer.resize((buffer.size() + 3) & ~std::size_t{3});
}

Buffer text(std::string_view value) {
  Buffer bytes(value.begin(), value.end());
  bytes.push_back(0);
  return bytes;
}

Buffer u32(std::uint32_t value) {
  Buffer bytes(sizeof value);
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

Buffer bit(std::string_view name, bool on) {
  Buffer payload;
  put(payload, ETHTOOL_A_BITSET_BIT_NAME, text(name));
  if (on) put(payload, ETHTOOL_A_BITSET_BIT_VALUE, {});
  return payload;
}

Buffer bitset(const std::vector<Buffer>& bits, bool has_mask) {
  Buffer list;
  for (const auto& each : bits) put(list, ETHTOOL_A_BITSET_BITS_BIT | NLA_F_NESTED, each);
  Buffer payload;
  if (!has_mask) put(payload, ETHTOOL_A_BITSET_NOMASK, {});
  put(payload, ETHTOOL_A_BITSET_BITS | NLA_F_NESTED, list);
  return payload;
}

constexpr std::string_view kWords[] = {"zero", "one"};
constexpr Attribute kInner[] = {{1, "kind", AttributeForm::text}};
constexpr Attribute kEverything[] = {
    {1, "number"},
    {2, "text", AttributeForm::text},
    {3, "bytes", AttributeForm::bytes},
    {4, "numbers", AttributeForm::numbers},
    {5, "choice", AttributeForm::choice, kWords},
    {6, "bits", AttributeForm::bits, kWords},
    {7, "record", AttributeForm::record, {}, kInner},
    {8, "bitset", AttributeForm::bitset},
    {8, "listed", AttributeForm::bitset_listed},
};

TEST(NetlinkSchema, ReadsNumbersOfEveryWidth) {
  for (const std::size_t width : {1U, 2U, 4U, 8U}) {
    Buffer payload(width);
    payload[0] = 7;
    Buffer message;
    put(message, 1, payload);
    EXPECT_EQ(decode_attributes(message, kEverything).number("number"), 7U) << width;
  }
}

TEST(NetlinkSchema, ReadsEveryForm) {
  Buffer inner;
  put(inner, 1, text("veth"));
  Buffer message;
  put(message, 99, u32(5));
  put(message, 2, text("mq"));
  put(message, 3, {0x6d, 0x0a});
  Buffer pair = u32(1);
  const Buffer second = u32(2);
  pair.insert(pair.end(), second.begin(), second.end());
  put(message, 4, pair);
  put(message, 5, u32(1));
  put(message, 6, u32(0b101));
  put(message, 7 | NLA_F_NESTED, inner);
  put(message, 8 | NLA_F_NESTED, bitset({bit("on", true), bit("off", false)}, true));
  const Record record = decode_attributes(message, kEverything);
  EXPECT_EQ(record.number("number"), std::nullopt);
  EXPECT_EQ(*record.text("text"), "mq");
  EXPECT_EQ(*record.text("bytes"), "6d:0a");
  EXPECT_EQ(*record.numbers("numbers"), (std::vector<std::uint64_t>{1, 2}));
  EXPECT_EQ(*record.text("choice"), "one");
  EXPECT_EQ(*record.texts("bits"), (std::vector<std::string>{"zero", "bit-2"}));
  EXPECT_EQ(*record.records("record")->front().text("kind"), "veth");
  EXPECT_EQ(*record.texts("bitset"), (std::vector<std::string>{"on"}));
  EXPECT_EQ(*record.texts("listed"), (std::vector<std::string>{"on", "off"}));
}

TEST(NetlinkSchema, TakesEveryBitOfASetWithoutAMaskAsOn) {
  Buffer message;
  put(message, 8, bitset({bit("a", false), bit("b", false)}, false));
  EXPECT_EQ(decode_attributes(message, kEverything).texts("bitset")->size(), 2U);
}

TEST(NetlinkSchema, KeepsAChoiceThatHasNoNameAsANumber) {
  Buffer message;
  put(message, 5, u32(17));
  EXPECT_EQ(decode_attributes(message, kEverything).number("choice"), 17U);
}

TEST(NetlinkSchema, TakesTheFirstOfAnAttributeThatComesTwice) {
  Buffer message;
  put(message, 1, u32(1));
  put(message, 1, u32(2));
  const Record record = decode_attributes(message, kEverything);
  EXPECT_EQ(record.number("number"), 1U);
  EXPECT_EQ(record.fields.size(), 1U);
}

TEST(NetlinkSchema, LeavesOutANumberOfAnImpossibleWidth) {
  Buffer message;
  put(message, 1, {1, 2, 3});
  put(message, 2, text("kept"));
  const Record record = decode_attributes(message, kEverything);
  EXPECT_EQ(record.number("number"), std::nullopt);
  EXPECT_EQ(*record.text("text"), "kept");
}

TEST(NetlinkSchema, StopsAtALengthThatRunsOverTheEnd) {
  Buffer message;
  put(message, 1, u32(1));
  put(message, 2, text("mq"));
  message[8] = 200;
  const Record record = decode_attributes(message, kEverything);
  EXPECT_EQ(record.number("number"), 1U);
  EXPECT_EQ(record.text("text"), nullptr);
  message[8] = 3;  // shorter than its own header
  EXPECT_EQ(decode_attributes(message, kEverything).fields.size(), 1U);
}

TEST(NetlinkSchema, MakesTextsThatReadTheSameFromACapture) {
  const auto clean = [](std::string_view bytes) {
    return clean_text({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  };
  EXPECT_EQ(clean(std::string_view("a\0b", 3)), "a");
  EXPECT_EQ(clean("caf\xc3\xa9"), "caf\xc3\xa9");
  EXPECT_EQ(clean("x\xff\xc3"), "x??");
  EXPECT_EQ(clean("\xed\xa0\x80\xc0\x80"), "?????");  // a surrogate, an overlong form
  EXPECT_EQ(clean("tab\there"), "tab?here");
}

TEST(NetlinkSchema, CutsADatagramIntoMessages) {
  Buffer datagram(2 * sizeof(nlmsghdr) + 4);
  nlmsghdr header{.nlmsg_len = sizeof(nlmsghdr) + 2, .nlmsg_type = 20, .nlmsg_seq = 7};
  std::memcpy(datagram.data(), &header, sizeof header);
  header.nlmsg_len = sizeof header;
  header.nlmsg_type = NLMSG_DONE;
  std::memcpy(datagram.data() + sizeof header + 4, &header, sizeof header);
  Bytes rest = datagram;
  const auto first = next_message(rest);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->payload.size(), 2U);
  EXPECT_EQ(first->sequence, 7U);
  EXPECT_EQ(next_message(rest)->type, NLMSG_DONE);
  EXPECT_FALSE(next_message(rest));
}

TEST(NetlinkSchema, RefusesAMessageWhoseLengthCannotBe) {
  Buffer datagram(sizeof(nlmsghdr) + 8);
  for (const std::uint32_t length : {0U, 15U, 25U, 0xffffffffU}) {
    std::memcpy(datagram.data(), &length, sizeof length);
    Bytes rest = datagram;
    EXPECT_FALSE(next_message(rest)) << length;
  }
}

RC_GTEST_PROP(NetlinkSchema, SurvivesAnyBytes, (const Buffer& bytes)) {
  static_cast<void>(decode_attributes(bytes, kEverything));
  static_cast<void>(decode_link(bytes));
  static_cast<void>(decode_qdisc(bytes));
  RC_ASSERT(clean_text(bytes).size() <= bytes.size());
}

TEST(EthtoolNetlink, JoinsTheBitSetsOfFeatures) {
  Buffer message;
  put(message, ETHTOOL_A_FEATURES_HW,
      bitset({bit("rx-gro", true), bit("rx-lro", false), bit("highdma", false)}, true));
  put(message, ETHTOOL_A_FEATURES_WANTED, bitset({bit("rx-gro", true)}, false));
  put(message, ETHTOOL_A_FEATURES_ACTIVE,
      bitset({bit("rx-gro", true), bit("highdma", true)}, false));
  const auto features = features_from_bitsets(
      decode_attributes(message, find_ethtool_command("features-get")->schema));
  ASSERT_EQ(features.size(), 3U);
  EXPECT_EQ(*features[0].text("name"), "rx-gro");
  EXPECT_EQ(features[0].number("hw"), 1U);
  EXPECT_EQ(features[0].number("active"), 1U);
  EXPECT_EQ(features[1].number("active"), 0U);
  EXPECT_EQ(features[2].number("active"), 1U);
  EXPECT_EQ(features[2].number("wanted"), 0U);
}

TEST(EthtoolNetlink, KnowsItsQuestionsAndNoOthers) {
  EXPECT_NE(find_ethtool_command("rings-get"), nullptr);
  EXPECT_EQ(find_ethtool_command("rings-set"), nullptr);
  EXPECT_FALSE(netdev_schema("napi-get").empty());
  EXPECT_TRUE(netdev_schema("").empty());
}

}  // namespace
}  // namespace holdfast
