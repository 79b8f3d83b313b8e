#include "itch/message_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <iterator>
#include <set>

#include "itch/message_layout.h"
#include "itch/message_test_fixture.h"
#include "itch/message_visit.h"

namespace holdfast {
namespace {

TEST(MessageCodec, KnowsEveryTypeOfTheSpecificationAndItsLength) {
  std::string types;
  std::size_t bytes = 0;
  for (const auto& layout : message_layouts()) {
    types += layout.type;
    bytes += layout.length;
    EXPECT_EQ(message_layout(layout.type), &layout);
  }
  std::ranges::sort(types);
  EXPECT_EQ(types, "ABCDEFHIJKLNOPQRSUVWXYh");
  EXPECT_EQ(bytes, 12 + 39 + 25 + 20 + 26 + 35 + 12 + 28 + 35 + 21 + 36 + 40 + 31 + 36 + 23 + 19 +
                       35 + 44 + 40 + 19 + 50 + 20 + 48U);
  EXPECT_EQ(message_layout('Z'), nullptr);
}

TEST(MessageCodec, EncodesWhatItDecodedByteForByte) {
  std::set<std::uint8_t> types;
  for (const auto& known : kKnownMessages) {
    const auto bytes = from_hex(known.hex);
    types.insert(bytes[0]);
    const auto message = decode_message(bytes);
    ASSERT_TRUE(message) << known.json;
    std::array<std::uint8_t, kLongestMessage> room{};
    EXPECT_THAT(encode_message(*message, room), testing::ElementsAreArray(bytes)) << known.json;
  }
  EXPECT_EQ(types.size(), message_layouts().size());
}

TEST(MessageCodec, ReadsTheFieldsOfAnAddOrder) {
  const auto message = decode_message(
      from_hex("41 0102 0304 1f1ac9c3807b 0102030405060708 42 0000012c 4141504c20202020 0012d644"));
  const AddOrder expected{
      .header = {.stock_locate = 258, .tracking_number = 772, .timestamp_ns = {0x1f1ac9c3807b}},
      .order_reference_number = 0x0102030405060708,
      .buy_sell_indicator = 'B',
      .shares = 300,
      .stock = Alpha<8>::of("AAPL"),
      .price = {1234500}};
  EXPECT_EQ(message, Message{expected});
}

TEST(MessageCodec, KeepsTheBytesOfATextAsTheyAre) {
  StockTradingAction action;
  action.stock.bytes = {' ', 'A', '\0', '\xff', ' ', 'b', ' ', ' '};
  const auto again = decode_message(encode_message(action));
  EXPECT_EQ(std::get<StockTradingAction>(*again).stock.padded(), action.stock.padded());
  EXPECT_EQ(action.stock.text(), std::string_view(" A\0\xff b", 6));
  EXPECT_EQ(Alpha<4>::of("LONGER").padded(), "LONG");
  EXPECT_EQ(Alpha<4>{}.text(), "");
}

TEST(MessageCodec, RefusesEveryOtherLengthAndCountsIt) {
  for (const auto& known : kKnownMessages) {
    auto bytes = from_hex(known.hex);
    const std::size_t length = bytes.size();
    bytes.push_back(0);
    for (std::size_t size = 1; size <= bytes.size(); ++size) {
      const auto fate = visit_message(std::span(bytes).first(size), [](const auto&) {});
      EXPECT_EQ(fate, size == length ? MessageFate::taken : MessageFate::wrong_length) << size;
    }
  }
}

TEST(MessageCodec, CountsWhatItCannotTake) {
  MessageCounts counts;
  std::uint64_t shares = 0;
  const auto take = [&](const MessageBytes& bytes) {
    counts.count(visit_message(bytes, [&](const AddOrder& order) { shares += order.shares; }));
  };
  take({});
  take({'Z'});
  take({0});
  take({'A', 0});
  for (const auto& known : kKnownMessages) take(from_hex(known.hex));
  EXPECT_EQ(counts,
            (MessageCounts{.taken = 1, .passed_over = 22, .unknown_type = 3, .wrong_length = 1}));
  EXPECT_EQ(shares, 300U);
}

template <class T>
T any_of() {
  return *rc::gen::arbitrary<T>();
}
template <class T>
void fill(T& number) {
  number = any_of<T>();
}
template <std::size_t N>
void fill(Alpha<N>& alpha) {
  for (auto& byte : alpha.bytes) byte = any_of<char>();
}
void fill(Price4& price) { price.ten_thousandths = any_of<std::uint32_t>(); }
void fill(Price8& price) { price.hundred_millionths = any_of<std::uint64_t>(); }
void fill(Timestamp48& stamp) { stamp.ns = any_of<std::uint64_t>() >> 16U; }
template <class Owner>
void fill_fields(Owner& owner) {
  std::apply([&](const auto&... row) { (fill(owner.*row.member), ...); }, Owner::fields());
}

template <class T>
class EachMessage : public testing::Test {};
template <class Variant>
struct TypesOf;
template <class... T>
struct TypesOf<std::variant<T...>> {
  using Types = testing::Types<T...>;
};
TYPED_TEST_SUITE(EachMessage, TypesOf<Message>::Types);

TYPED_TEST(EachMessage, IsTheSameBehindItsBytes) {
  EXPECT_TRUE(rc::check([] {
    TypeParam message;
    fill_fields(message.header);
    fill_fields(message);
    const auto bytes = encode_message(message);
    RC_ASSERT(static_cast<char>(bytes[0]) == TypeParam::kType);
    RC_ASSERT(decode_message(bytes) == Message{message});
  }));
}

TYPED_TEST(EachMessage, IsTheSameBytesBehindItsStruct) {
  EXPECT_TRUE(rc::check([] {
    std::array<std::uint8_t, TypeParam::kLength> bytes;
    for (auto& byte : bytes) byte = any_of<std::uint8_t>();
    bytes[0] = static_cast<std::uint8_t>(TypeParam::kType);
    TypeParam message;
    load_message(bytes.data(), message);
    RC_ASSERT(encode_message(message) == bytes);
  }));
}

}  // namespace
}  // namespace holdfast
