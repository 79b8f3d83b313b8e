#include "base/printable.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(Table, LetsNoControlCharacterThrough) {
  EXPECT_EQ(printable("a\033[2J\x7f\n"), "a\\x1b[2J\\x7f\\x0a");
  EXPECT_EQ(printable("\xc2\x9b\x31m"), "\\xc2\\x9b1m") << "CSI as one character (C1)";
  EXPECT_EQ(printable("\x9b\xff"), "\\x9b\\xff") << "not UTF-8";
  EXPECT_EQ(printable("\xed\xa0\x80\xe0\x80\xaf"), "\\xed\\xa0\\x80\\xe0\\x80\\xaf")
      << "a surrogate, an overlong form";
  EXPECT_EQ(printable("µs… 𝄞"), "µs… 𝄞");
}

}  // namespace
}  // namespace holdfast
