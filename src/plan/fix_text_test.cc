#include "plan/fix_text.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(FixText, OnlyWordsThatNeedItAreQuotedForTheShell) {
  EXPECT_EQ(shell_word("eth0.7"), "eth0.7");
  EXPECT_EQ(shell_word("0-3,8"), "0-3,8");
  EXPECT_EQ(shell_word("odd name"), "'odd name'");
  EXPECT_EQ(shell_word("a'b;$c"), "'a'\\''b;$c'");
  EXPECT_EQ(shell_word(""), "''");
}

TEST(FixText, YamlScalarsStayStrings) {
  EXPECT_EQ(yaml_word("eth0"), "eth0");
  EXPECT_EQ(yaml_word("odd name"), "\"odd name\"");
  EXPECT_EQ(yaml_word("Off"), "\"Off\"");
  EXPECT_EQ(yaml_word("0-3"), "\"0-3\"");
  EXPECT_EQ(yaml_word("6d:5a"), "\"6d:5a\"");
  EXPECT_EQ(yaml_word("a\"b\\"), "\"a\\\"b\\\\\"");
  EXPECT_EQ(yaml_word(""), "\"\"");
}

TEST(FixText, AWriteQuotesItsPath) {
  EXPECT_EQ(write_command("0", "/sys/class/net/odd name/mtu"),
            "echo 0 > '/sys/class/net/odd name/mtu'");
}

}  // namespace
}  // namespace holdfast
