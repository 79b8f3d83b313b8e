#include "model/json_plan.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

std::string mistake_in(std::string_view text) {
  const auto plan = plan_from_json(text);
  return plan ? "none" : plan.error().sentence;
}

TEST(json_plan, what_is_wrong_is_named_by_its_place) {
  EXPECT_EQ(mistake_in("{"), "not JSON, or cut short");
  EXPECT_EQ(mistake_in("[]"), "the whole text is not an object");
  EXPECT_EQ(mistake_in(R"({"format":1})"), "the whole text is not a plan: it has no \"steps\"");
  EXPECT_EQ(mistake_in(R"({"format":1,"steps":[{"object":{"kind":"vektor"}}]})"),
            "/steps/0/object/kind is not a kind of setting, such as \"vector\" or \"sysctl\"");
  EXPECT_EQ(mistake_in(R"({"format":1,"steps":[{"object":{"kind":"vector","irq":-1}}]})"),
            "/steps/0/object/irq is not a whole number up to 4294967295");
}

TEST(json_plan, a_step_whose_risk_cannot_be_read_is_no_step) {
  const auto step = step_from_json(
      R"({"object":{"kind":"rings","nic":"eth0"},"after":"rx 1","reason":"differs","risk":"none"})");
  ASSERT_FALSE(step.has_value());
  EXPECT_EQ(step.error().sentence,
            "/risk is not a risk: \"safe\", \"resets-queues\" or \"drops-link\"");
}

TEST(json_plan, a_file_that_is_no_utf8_comes_back_byte_for_byte_on_one_line) {
  Setting setting;
  setting.object.kind = SettingKind::file;
  setting.object.name = "/etc/sysctl.d/x.conf";
  setting.value = std::string("a\n\xff\0b", 5);
  const auto line = to_json_line(setting);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(setting_from_json(line).value_or(Setting{}), setting);
}

}  // namespace
}  // namespace holdfast
