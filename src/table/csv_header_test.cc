#include "table/csv_header.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

using Names = std::vector<std::string>;

std::string complaint(std::string_view text, bool is_all = true) {
  const auto names = read_csv_header(text, is_all);
  return names ? "" : names.error().sentence;
}

TEST(CsvHeader, HasTheNamesUpToTheEndOfTheLine) {
  EXPECT_EQ(*read_csv_header("a,b c\nd,e\n", true), (Names{"a", "b c"}));
  EXPECT_EQ(*read_csv_header("a,b\r\nd,e\r\n", true), (Names{"a", "b"}));
  EXPECT_EQ(*read_csv_header("\xef\xbb\xbfone", true), (Names{"one"}));
  EXPECT_EQ(*read_csv_header("\"a,\"\"b\"\"\",\"c\nd\"\n1,2", true), (Names{"a,\"b\"", "c\nd"}));
}

TEST(CsvHeader, RefusesWhatNamesNoColumns) {
  EXPECT_EQ(complaint("a,,b\n"), "line 1: column 2 has no name");
  EXPECT_EQ(complaint("a,b,\n"), "line 1: column 3 has no name");
  EXPECT_EQ(complaint("a,b,a\n"), "line 1: the column \"a\" stands there twice");
  EXPECT_EQ(complaint("\"a,b\n"), "line 1: a quote is not closed");
  EXPECT_EQ(complaint("\"a\"x,b\n"), "line 1: something stands behind the closed quote of \"a\"");
  EXPECT_EQ(complaint("abcdef", false), "line 1: has no end within 6 bytes; is this a CSV file?");
  EXPECT_EQ(complaint("abcdef", true), "");
}

}  // namespace
}  // namespace holdfast
