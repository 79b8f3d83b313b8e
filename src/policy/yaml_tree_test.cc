#include "policy/yaml_tree.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

YamlNode read(std::string_view text, Complaints& complaints) {
  return read_yaml("p", text, complaints);
}

std::string wrong(std::string_view text) {
  Complaints complaints;
  read(text, complaints);
  return complaints.errors_text();
}

TEST(YamlTree, EveryNodeKnowsItsPlace) {
  Complaints complaints;
  const auto tree = read("a: 1\nb:\n  - 'x'\n  - {c: on}\n", complaints);
  ASSERT_FALSE(complaints.has_errors()) << complaints.errors_text();
  EXPECT_EQ(to_text(tree.keys[1].place), "p:2:1");
  EXPECT_EQ(to_text(tree.find("a")->place), "p:1:4");
  const auto& list = *tree.find("b");
  EXPECT_EQ(to_text(list.items[0].place), "p:3:6");  // behind the quote
  EXPECT_EQ(list.items[1].find("c")->text, "on");
}

TEST(YamlTree, RefusesAKeyThatStandsTwice) {
  EXPECT_EQ(wrong("a: 1\nb: 2\na: 3\n"), "p:3:1: key 'a' stands here twice, first in line 1");
}

TEST(YamlTree, SaysHowToWriteWhatYamlReserves) {
  EXPECT_EQ(wrong("cpus: @irq\n"),
            "p:1:7: YAML keeps a leading '@' for itself: write it between quotes");
  EXPECT_EQ(wrong("a:\n\tb: 1\n"), "p:2:3: YAML allows no tab here: use blanks");
}

TEST(YamlTree, TellsYamlThatIsBroken) {
  EXPECT_EQ(wrong("a: [1, 2\n").substr(0, 15), "p:2:1: not YAML");
  EXPECT_EQ(wrong("a: 1\n---\nb: 2\n"), "p:3:1: a second document: a policy is one YAML document");
  EXPECT_NE(wrong("? [a, b]\n: 1\n").find("a key must be a word, not a list"), std::string::npos);
}

TEST(YamlTree, AnAliasStandsForWhatItNames) {
  Complaints complaints;
  const auto tree = read("a: &x {k: v}\nb: *x\n", complaints);
  EXPECT_EQ(tree.find("b")->find("k")->text, "v");
}

TEST(YamlTree, ABombOfAliasesIsRefusedBeforeItGrows) {
  std::string text = "a0: &a0 [1,1,1,1,1,1,1,1,1]\n";
  for (int i = 1; i < 9; ++i) {
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 9; ++j) text += (j > 0 ? ",*a" : "*a") + std::to_string(i - 1);
    text += "]\n";
  }
  EXPECT_NE(wrong(text).find("more than 20000 values, aliases counted"), std::string::npos);
}

TEST(YamlTree, DepthAndSizeAreBounded) {
  EXPECT_NE(wrong(std::string(40, '[') + std::string(40, ']')).find("more than 32 levels"),
            std::string::npos);
  EXPECT_FALSE(wrong(std::string(20000, '[')).empty());
  EXPECT_NE(wrong(std::string(300000, ' ')).find("a policy has at most"), std::string::npos);
  EXPECT_NE(wrong("a: &x [*x]\n").find("inside what it is an alias of"), std::string::npos);
}

}  // namespace
}  // namespace holdfast
