#include "host/gzip.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace holdfast {
namespace {

constexpr std::size_t kLimit = std::size_t{1} << 24;

TEST(Gzip, GivesBackWhatItTook) {
  EXPECT_TRUE(rc::check([](const std::string& bytes) {
    const auto back = gunzip(gzip(bytes), kLimit);
    RC_ASSERT(back.has_value());
    RC_ASSERT(*back == bytes);
  }));
  const std::string large(3'000'000, 'x');
  EXPECT_TRUE(*gunzip(gzip(large), kLimit) == large);
}

TEST(Gzip, IsTheSameForTheSameBytes) { EXPECT_EQ(gzip("cpu 1 2 3\n"), gzip("cpu 1 2 3\n")); }

TEST(Gzip, ReadsMembersOneBehindTheOther) {
  EXPECT_EQ(*gunzip(gzip("ab") + gzip("cd"), 4), "abcd");
}

TEST(Gzip, RefusesEveryPrefixOfAFile) {
  const std::string whole = gzip(std::string(100'000, 'a') + "end");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto back = gunzip(std::string_view(whole).substr(0, size), kLimit);
    ASSERT_FALSE(back) << size;
    ASSERT_EQ(back.error().code, ErrorCode::malformed) << size;
  }
}

TEST(Gzip, BoundsWhatItUnpacks) {
  const std::string bomb = gzip(std::string(1'000'000, '\0'));
  EXPECT_LT(bomb.size(), 2'000U);
  EXPECT_TRUE(gunzip(bomb, 1'000'000));
  EXPECT_EQ(gunzip(bomb, 999'999).error().code, ErrorCode::too_large);
  EXPECT_EQ(gunzip(gzip("abc"), 0).error().code, ErrorCode::too_large);
}

TEST(Gzip, RefusesDamageAndWhatIsBehindTheEnd) {
  std::string damaged = gzip("some text that is long enough to be compressed");
  damaged[damaged.size() - 6] = static_cast<char>(damaged[damaged.size() - 6] ^ 1);
  EXPECT_EQ(gunzip(damaged, kLimit).error().code, ErrorCode::malformed);
  EXPECT_EQ(gunzip(gzip("a") + "garbage", kLimit).error().code, ErrorCode::malformed);
  EXPECT_EQ(gunzip("plain text", kLimit).error().code, ErrorCode::malformed);
}

}  // namespace
}  // namespace holdfast
