#include "fanout/page_sessions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Bed {
  int pages = 0;
  PageSessions sessions{[this] { return "page " + std::to_string(++pages); }};

  SessionId open(Instant now = {}) { return *sessions.open({}, now).session; }
  void feed(SessionId id, std::string_view text) {
    sessions.feed(id, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, {});
  }
  std::string answer(SessionId id) const {
    const auto bytes = sessions.to_send(id);
    return {bytes.begin(), bytes.end()};
  }
};

TEST(PageSessions, ThePageIsGivenOnceAndTheConnectionEnds) {
  Bed bed;
  const auto id = bed.open();
  bed.feed(id, "GET /metrics HTTP/1.1\r\nHost: a\r");
  EXPECT_EQ(bed.answer(id), "");
  bed.feed(id, "\n\r\n");
  EXPECT_THAT(bed.answer(id), StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(bed.answer(id), HasSubstr("Content-Length: 6\r\n"));
  EXPECT_THAT(bed.answer(id), HasSubstr("\r\n\r\npage 1"));
  EXPECT_EQ(bed.sessions.fate(id), SessionFate::ends);
  bed.feed(id, "GET /metrics HTTP/1.1\r\n\r\n");
  EXPECT_EQ(bed.pages, 1);
  bed.sessions.sent(id, 17);
  EXPECT_THAT(bed.answer(id), StartsWith("Content-Type"));
}

TEST(PageSessions, OtherPagesAndMethodsAreRefused) {
  Bed bed;
  const auto other = bed.open(), post = bed.open();
  bed.feed(other, "GET / HTTP/1.1\r\n\r\n");
  bed.feed(post, "POST /metrics HTTP/1.1\r\n\r\n");
  EXPECT_THAT(bed.answer(other), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(bed.answer(post), StartsWith("HTTP/1.1 405 "));
  EXPECT_EQ(bed.pages, 0);
}

TEST(PageSessions, ARequestWithoutEndCostsNoMoreThanItsBound) {
  Bed bed;
  const auto id = bed.open();
  bed.feed(id, std::string(3000, 'x'));
  EXPECT_EQ(bed.sessions.fate(id), SessionFate::runs);
  bed.feed(id, std::string(100'000, 'x'));
  EXPECT_THAT(bed.answer(id), StartsWith("HTTP/1.1 431 "));
}

TEST(PageSessions, ASilentClientIsClosedAndManyAreRefused) {
  Bed bed;
  for (int i = 0; i < 16; ++i) bed.open();
  EXPECT_FALSE(bed.sessions.open({}, {}).session);
  bed.sessions.do_work({6'000'000'000});
  EXPECT_EQ(bed.sessions.fate(3), SessionFate::broken);
  bed.sessions.closed(3);
  EXPECT_EQ(bed.open({6'000'000'000}), 3U);
}

}  // namespace
}  // namespace holdfast
