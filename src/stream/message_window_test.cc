#include "stream/message_window.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

std::vector<std::uint8_t> bytes_of(std::span<const std::uint8_t> bytes) {
  return {bytes.begin(), bytes.end()};
}

TEST(MessageWindow, keeps_messages_until_they_are_dropped) {
  MessageWindow window(8, 100);
  window.begin(100);
  const std::vector<std::uint8_t> one{1, 2, 3}, two{4};
  EXPECT_TRUE(window.put(107, one));
  EXPECT_TRUE(window.put(103, two));
  EXPECT_FALSE(window.put(103, one)) << "it is there";
  EXPECT_FALSE(window.put(108, one)) << "beyond its reach";
  EXPECT_FALSE(window.put(99, one)) << "before its beginning";
  EXPECT_EQ(bytes_of(window.at(107)), one);
  EXPECT_EQ(window.bytes(), 4U);
  EXPECT_EQ(window.drop_before(104), 1U);
  EXPECT_FALSE(window.holds(103));
  EXPECT_TRUE(window.put(111, two));
  EXPECT_TRUE(window.holds(107));
  EXPECT_EQ(window.messages(), 2U);
}

TEST(MessageWindow, begins_anew_wherever_it_is_told) {
  MessageWindow window(4, 4);
  window.begin(1);
  const std::vector<std::uint8_t> message{1, 2, 3, 4};
  EXPECT_TRUE(window.put(2, message));
  EXPECT_FALSE(window.has_room());
  window.begin(1'000'000'000'000U);
  EXPECT_TRUE(window.has_room());
  EXPECT_EQ(window.messages(), 0U);
  EXPECT_FALSE(window.holds(2));
  EXPECT_EQ(window.drop_before(2'000'000'000'000U), 0U);
  EXPECT_EQ(window.base(), 2'000'000'000'000U);
}

TEST(MessageWindow, reaches_back_and_forgets_what_is_too_far_then) {
  MessageWindow window(8, 100);
  window.begin(100);
  const std::vector<std::uint8_t> message{1};
  window.put(100, message);
  window.put(105, message);
  window.reach_back(97);
  EXPECT_TRUE(window.holds(100));
  EXPECT_FALSE(window.holds(105));
  EXPECT_TRUE(window.put(97, message));
  EXPECT_EQ(window.messages(), 2U);
  window.reach_back(1);
  EXPECT_EQ(window.messages(), 0U);
}

}  // namespace
}  // namespace holdfast
