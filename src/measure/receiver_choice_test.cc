#include "measure/receiver_choice.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(receiver_choice, names_are_taken_in_their_order) {
  const auto chosen = parse_receiver_choices("blocking, af_xdp-generic");
  ASSERT_TRUE(chosen);
  ASSERT_EQ(chosen->size(), 2U);
  EXPECT_EQ((*chosen)[0].method, ReceiveMethod::blocking);
  const auto options = chosen_receiver((*chosen)[1], {});
  EXPECT_EQ(options.method, ReceiveMethod::af_xdp);
  EXPECT_EQ(options.xdp.mode, XdpMode::generic);
}

TEST(receiver_choice, a_word_that_is_none_is_named_with_those_there_are) {
  for (const char* text : {"spin,,epoll", "", "spinn"}) {
    const auto chosen = parse_receiver_choices(text);
    ASSERT_FALSE(chosen) << text;
    EXPECT_EQ(chosen.error().code, ErrorCode::usage);
    EXPECT_NE(chosen.error().sentence.find("there are spin, "), std::string::npos);
  }
}

TEST(receiver_choice, every_method_of_the_port_can_be_chosen) {
  for (const auto method : all_receive_methods()) {
    bool found = false;
    for (const auto& choice : all_receiver_choices()) found = found || choice.method == method;
    EXPECT_TRUE(found) << to_text(method);
  }
}

}  // namespace
}  // namespace holdfast
