#include "rss/flow_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast {
namespace {

using testing::HasSubstr;

std::string refusal(std::string_view text) {
  const auto flows = parse_flow_list(text);
  return flows ? "" : flows.error().sentence;
}

TEST(FlowList, ReadsFlowsWithWhatIsKnownOfThem) {
  const auto flows = parse_flow_list(
      "# feeds\n"
      "udp 10.1.1.1:5000 to 239.1.1.1:30001  rate 1.5e5 name feed-a\r\n"
      "\n"
      "tcp [2001:db8::7]:443 to [2001:db8::1]:40022 rest # kept off\n");
  ASSERT_TRUE(flows);
  ASSERT_EQ(flows->size(), 2U);
  EXPECT_EQ(to_text((*flows)[0].flow), "udp 10.1.1.1:5000 to 239.1.1.1:30001");
  EXPECT_EQ((*flows)[0].rate, 150000);
  EXPECT_EQ((*flows)[0].name, "feed-a");
  EXPECT_FALSE((*flows)[0].rest);
  EXPECT_TRUE((*flows)[1].rest);
  EXPECT_EQ((*flows)[1].rate, 1);
}

TEST(FlowList, SaysWhichLineIsWrongAndWhatItShouldBe) {
  EXPECT_THAT(refusal("\nudp 10.0.0.1 to 10.0.0.2:1\n"), HasSubstr("line 2: \"udp 10.0.0.1"));
  EXPECT_THAT(refusal("udp 10.0.0.1:1 to 10.0.0.2:1 rate 0"), HasSubstr("\"0\" is no rate"));
  EXPECT_THAT(refusal("udp 10.0.0.1:1 to 10.0.0.2:1 rate nan"), HasSubstr("\"nan\" is no rate"));
  EXPECT_THAT(refusal("udp 10.0.0.1:1 to 10.0.0.2:1 rate"), HasSubstr("\"rate\" stands where"));
  EXPECT_THAT(refusal("udp 10.0.0.1:1 to 10.0.0.2:1 fast"), HasSubstr("\"fast\" stands where"));
  EXPECT_THAT(refusal("udp 10.0.0.1:1 to 10.0.0.2:1\nudp 10.0.0.1:1 to 10.0.0.2:1 rest"),
              HasSubstr("line 2: the flow of line 1 again"));
  EXPECT_THAT(refusal("# nothing\n"), HasSubstr("no flow; a line is"));
}

}  // namespace
}  // namespace holdfast
