#include <gtest/gtest.h>

#include "net/packet_receiver.h"

namespace holdfast {
namespace {

TEST(ReceiveMethodTest, EveryMethodIsReadBackFromItsText) {
  EXPECT_EQ(all_receive_methods().size(), 9U);
  for (const auto method : all_receive_methods()) {
    EXPECT_EQ(parse_receive_method(to_text(method)), method) << to_text(method);
  }
  EXPECT_EQ(to_text(ReceiveMethod::busy_poll), "busy-poll");
}

TEST(ReceiveMethodTest, NothingElseIsAMethod) {
  for (const std::string_view text : {"", "spinning", "Spin", "spin ", "?"}) {
    EXPECT_FALSE(parse_receive_method(text)) << text;
  }
}

}  // namespace
}  // namespace holdfast
