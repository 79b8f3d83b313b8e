#include "itch/message_json.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>

#include "itch/message_layout.h"
#include "itch/message_test_fixture.h"

namespace holdfast {
namespace {

std::string json_of(const MessageBytes& bytes) {
  std::string json;
  EXPECT_TRUE(append_message_json(json, bytes));
  return json;
}

TEST(MessageJson, HasEveryFieldUnderItsName) {
  for (const auto& known : kKnownMessages) EXPECT_EQ(json_of(from_hex(known.hex)), known.json);
}

TEST(MessageJson, IsNoneForAnUnknownTypeOrAWrongLength) {
  std::string json = "as it was";
  EXPECT_FALSE(append_message_json(json, {}));
  EXPECT_FALSE(append_message_json(json, MessageBytes(19, 'Z')));
  EXPECT_FALSE(append_message_json(json, MessageBytes(18, 'D')));
  EXPECT_FALSE(append_message_json(json, MessageBytes(20, 'D')));
  EXPECT_EQ(json, "as it was");
}

TEST(MessageJson, EscapesWhatWouldBreakTheLine) {
  auto bytes = from_hex("4e 0001 0000 000000000000 0a225c41ff200020 0d");
  EXPECT_EQ(json_of(bytes),
            R"({"message_type":"N","stock_locate":1,"tracking_number":0,"timestamp_ns":0,)"
            R"("stock":"\u000a\"\\A\u00ff \u0000","interest_flag":"\u000d"})");
}

std::string decimal_of(std::uint64_t number, std::size_t decimals) {
  std::string text = std::to_string(number);
  if (text.size() <= decimals) text.insert(0, decimals + 1 - text.size(), '0');
  return text.insert(text.size() - decimals, ".");
}

// What a field's bytes say, read in the plainest way.
nlohmann::json value_of(const FieldLayout& field, const MessageBytes& message) {
  std::uint64_t number = 0;
  std::string text;
  for (std::size_t at = field.offset; at < field.offset + field.length; ++at) {
    number = number * 256 + message[at];
    text += static_cast<char>(message[at]);
  }
  switch (field.kind) {
    case FieldKind::price4: return decimal_of(number, 4);
    case FieldKind::price8: return decimal_of(number, 8);
    case FieldKind::integer:
    case FieldKind::timestamp: return number;
    case FieldKind::alpha: break;
  }
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

RC_GTEST_PROP(MessageJson, SaysWhatTheBytesSay, ()) {
  const auto& layout =
      message_layouts()[*rc::gen::inRange<std::size_t>(0, message_layouts().size())];
  MessageBytes bytes;
  while (bytes.size() < layout.length) bytes.push_back(*rc::gen::arbitrary<std::uint8_t>());
  bytes[0] = static_cast<std::uint8_t>(layout.type);
  for (const auto& field : layout.fields) {
    if (field.kind != FieldKind::alpha) continue;
    for (std::size_t at = field.offset; at < field.offset + field.length; ++at) {
      bytes[at] = *rc::gen::inRange<std::uint8_t>(0x00, 0x7f);
    }
  }
  const auto json = nlohmann::json::parse(json_of(bytes));
  RC_ASSERT(json.size() == layout.fields.size() + 1);
  RC_ASSERT(json["message_type"] == std::string(1, layout.type));
  for (const auto& field : layout.fields) {
    RC_ASSERT(json[std::string(field.name)] == value_of(field, bytes));
  }
}

}  // namespace
}  // namespace holdfast
