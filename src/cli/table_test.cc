#include "cli/table.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

Table example() {
  Table table({{"irq", true, false}, {"name", false, true}, {"cpu", true, false}});
  table.add({{"38"}, {"virtio2-input.0"}, {"1"}});
  table.add({{"7"}, {"a\033[31m"}, {"12"}});
  return table;
}

TEST(Table, AlignsNumbersRightAndNamesLeft) {
  EXPECT_EQ(example().to_text({}),
            "irq  name             cpu\n"
            " 38  virtio2-input.0    1\n"
            "  7  a\\x1b[31m         12\n");
}

TEST(Table, CutsOnlyFlexibleColumnsOnANarrowTerminal) {
  EXPECT_EQ(example().to_text({.columns = 20}),
            "irq  name        cpu\n"
            " 38  virtio2-i…    1\n"
            "  7  a\\x1b[31m    12\n");
}

TEST(Table, UsesColoursOnlyOnAScreenThatHasThem) {
  EXPECT_EQ(styled({.colours = true}, Style::red, "x"), "\033[31mx\033[0m");
  EXPECT_EQ(styled({.colours = false}, Style::red, "x"), "x");
}

TEST(Table, CountsCharactersNotBytes) { EXPECT_EQ(width_of("µs…"), 3U); }

TEST(Table, WrapsBetweenWords) {
  EXPECT_EQ(wrapped("one two three four", 10, 2), "  one two\n  three\n  four\n");
  EXPECT_EQ(wrapped("one two three", 0, 1), " one two three\n");
}

}  // namespace
}  // namespace holdfast
