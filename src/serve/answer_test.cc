#include "serve/answer.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "serve/dashboard.h"
#include "serve/fake_history.h"
#include "serve/line_buffer.h"
#include "serve/server_sent.h"

namespace holdfast {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr Instant kNow{100 * kSecond};

FeedLine fed(const std::string& text) {
  auto line = parse_feed_line(text);
  EXPECT_TRUE(line) << text << ": " << (line ? "" : line.error().sentence);
  return line ? *line : FeedLine{};
}

std::string event_text(std::uint64_t number, std::int64_t at_ns) {
  return fmt::format(R"({{"event":{{"number":{},"at_ns":{}}}}})", number, at_ns);
}

void add_events(StateCache& cache, std::uint64_t from, std::uint64_t to) {
  for (auto number = from; number <= to; ++number) {
    cache.apply(fed(event_text(number, static_cast<std::int64_t>(number) * kSecond)), kNow);
  }
}

void add_frames(StateCache& cache, std::int64_t from, std::int64_t to) {
  for (auto at = from; at <= to; ++at) {
    cache.apply(fed(fmt::format(R"({{"frame":{{"at_ns":{},"vectors":[]}}}})", at * kSecond)), kNow);
  }
}

Route route(std::string target) {
  const auto found = route_of({"GET", std::move(target), "localhost", "", "", "", true});
  EXPECT_TRUE(found);
  return found.value_or(Route{});
}

std::string body(const StateCache& cache, const std::string& target,
                 const std::vector<std::string>& older = {}) {
  return *answer(route(target), cache, {}, kNow, older).body;
}

TEST(FeedLine, KeepsTheValueAndLeavesTheLongPartsOutOfABriefFrame) {
  const auto line =
      fed(R"({"frame": {"at_ns": 5, "vectors": [{"irq": 1}], "cpus": [], "vam_effective": 0.25}})");
  EXPECT_EQ(line.kind, FeedKind::frame);
  EXPECT_EQ(line.at_ns, 5);
  EXPECT_EQ(line.text, R"({"at_ns":5,"vectors":[{"irq":1}],"cpus":[],"vam_effective":0.25})");
  EXPECT_EQ(line.brief, R"({"at_ns":5,"vam_effective":0.25})");
}

TEST(FeedLine, RefusesWhatIsNotOfTheFeed) {
  for (const auto* text : {"", "[]", "{}", R"({"status":{},"host":{}})", R"({"other":{}})",
                           R"({"status":3})", R"({"metrics":{}})", R"({"status":{)", "\xff"}) {
    EXPECT_FALSE(parse_feed_line(text)) << text;
  }
  EXPECT_FALSE(parse_feed_line(R"({"status":)" + std::string(200'000, '[')));
  EXPECT_EQ(fed(R"({"event":{"number":1.5,"at_ns":"x"}})").number, 0U);
}

TEST(LineBuffer, GivesWholeLinesAndLeavesOutWhatIsTooLong) {
  LineBuffer lines(5);
  lines.append("ab");
  EXPECT_FALSE(lines.next());
  lines.append("c\n\n123456");
  EXPECT_EQ(lines.next(), "abc");
  EXPECT_EQ(lines.next(), "");
  EXPECT_FALSE(lines.next());
  lines.append(std::string(100, 'x'));
  EXPECT_FALSE(lines.next());
  lines.append("x\n1234567\nend\n");
  EXPECT_EQ(lines.next(), "end");
  EXPECT_EQ(lines.too_long(), 2U);
}

TEST(ServerSent, FramesATextSoThatNoLineOfItIsAField) {
  EXPECT_EQ(server_sent("event", "{}", 7), "id: 7\nevent: event\ndata: {}\n\n");
  EXPECT_EQ(server_sent("frame", "a\r\nid: 3\rb\n"),
            "event: frame\ndata: a\ndata: id: 3\ndata: b\ndata: \n\n");
}

TEST(StateCache, KeepsTheNewestTwoThousandEvents) {
  StateCache cache;
  add_events(cache, 1, 2500);
  EXPECT_EQ(cache.oldest_event(), 501U);
  EXPECT_EQ(cache.newest_events(9999).size(), StateCache::kMostEvents);
  const auto after = cache.events_after(2490, 3);
  ASSERT_EQ(after.size(), 3U);
  EXPECT_EQ(after[0].number, 2491U);
  EXPECT_TRUE(cache.events_after(2500, 3).empty());
}

TEST(StateCache, IsBoundedInBytesToo) {
  StateCache cache;
  const std::string filler(1U << 20U, 'x');
  for (int number = 1; number <= 40; ++number) {
    cache.apply(fed(fmt::format(R"({{"event":{{"number":{},"at_ns":{},"to":"{}"}}}})", number,
                                number, filler)),
                kNow);
  }
  EXPECT_LT(cache.newest_events(40).size(), 17U);
  EXPECT_EQ(cache.newest_events(1)[0].number, 40U);
}

TEST(StateCache, TakesAnEventOnceThatTheFeedTellsAgain) {
  StateCache cache;
  add_events(cache, 1, 10);
  EXPECT_FALSE(cache.apply(fed(event_text(9, 9 * kSecond)), kNow));
  EXPECT_TRUE(cache.apply(fed(event_text(11, 11 * kSecond)), kNow));
  EXPECT_EQ(cache.newest_events(99).size(), 11U);
}

TEST(StateCache, BeginsAnewWhenTheNumbersDo) {
  StateCache cache;
  add_events(cache, 100, 110);
  EXPECT_TRUE(cache.apply(fed(event_text(1, 500 * kSecond)), kNow));
  EXPECT_EQ(cache.newest_events(99).size(), 1U);
}

TEST(StateCache, KeepsAnHourOfFramesAndThinsThem) {
  StateCache cache;
  add_frames(cache, 1, 5000);
  EXPECT_EQ(cache.oldest_frame_ns(), 1400 * kSecond);
  const auto thin = cache.frames_since(0, 100);
  EXPECT_LE(thin.size(), 100U);
  EXPECT_GE(thin.size(), 90U);
  EXPECT_EQ(thin.back().at_ns, 5000 * kSecond);
  add_frames(cache, 3000, 3000);
  EXPECT_EQ(cache.frames_since(0, 9999).back().at_ns, 3000 * kSecond) << "the clock was set back";
}

TEST(Answer, SaysWhatTheAgentHasNotTold) {
  const StateCache cache;
  for (const auto* target :
       {"/api/v1/status", "/api/v1/host", "/api/v1/findings", "/api/v1/frame"}) {
    const Reply reply = answer(route(target), cache, {}, kNow);
    EXPECT_EQ(reply.status, 503U) << target;
    EXPECT_THAT(*reply.body, HasSubstr("is holdfast run running?"));
  }
  EXPECT_EQ(body(cache, "/api/v1/events"), R"({"events":[]})");
  EXPECT_EQ(body(cache, "/api/v1/frames"), R"({"frames":[]})");
}

TEST(Answer, GivesEventsAfterANumberAndTheNewestWithout) {
  StateCache cache;
  add_events(cache, 1, 5);
  EXPECT_EQ(body(cache, "/api/v1/events?after=1&limit=1"),
            R"({"events":[{"number":2,"at_ns":2000000000}]})");
  EXPECT_EQ(body(cache, "/api/v1/events?limit=1"),
            R"({"events":[{"number":5,"at_ns":5000000000}]})");
}

TEST(Answer, LeavesTheAgentsFiguresOutWhenTheyAreOld) {
  StateCache cache;
  cache.apply(fed(R"({"metrics":"holdfast_vam 0.5"})"), kNow);
  EXPECT_THAT(body(cache, "/metrics"), HasSubstr("holdfast_vam 0.5\n# HELP holdfast_serve_up"));
  const Instant later{kNow.ns + 16 * kSecond};
  const auto old = *answer(route("/metrics"), cache, {}, later).body;
  EXPECT_THAT(old, Not(HasSubstr("holdfast_vam")));
  EXPECT_THAT(old, HasSubstr("holdfast_serve_feed_age_seconds 16\n"));
}

TEST(Answer, AsksTheHistoryForWhatIsOlderThanTheCache) {
  StateCache cache;
  add_events(cache, 50, 60);
  EXPECT_FALSE(needs_history(route("/api/v1/events?after=49"), cache));
  EXPECT_FALSE(needs_history(route("/api/v1/events"), cache));
  const auto asked = route("/api/v1/events?after=40&limit=12");
  EXPECT_TRUE(needs_history(asked, cache));
  FakeHistory history;
  for (std::uint64_t number = 1; number <= 60; ++number) {
    history.events.emplace_back(number, fmt::format("{{\"old\":{}}}", number));
  }
  const auto older = older_of(asked, history, cache.oldest_event(), std::nullopt);
  ASSERT_TRUE(older);
  EXPECT_EQ(older->size(), 9U) << "41 to 49";
  const auto text = *answer(asked, cache, {}, kNow, *older).body;
  EXPECT_THAT(text, HasSubstr(R"({"old":49},{"number":50,)"));
  EXPECT_THAT(text, HasSubstr(R"("number":52,)"));
  EXPECT_THAT(text, Not(HasSubstr(R"("number":53,)"))) << "twelve in all";
}

TEST(Answer, AsksTheHistoryForOlderFrames) {
  StateCache cache;
  add_frames(cache, 100, 110);
  const auto asked = route("/api/v1/frames?since=50000000000");
  ASSERT_TRUE(needs_history(asked, cache));
  FakeHistory history;
  history.briefs = {{40 * kSecond, "{}"}, {60 * kSecond, R"({"old":1})"}, {105 * kSecond, "{}"}};
  const auto older = older_of(asked, history, cache.oldest_event(), cache.oldest_frame_ns());
  ASSERT_TRUE(older);
  EXPECT_EQ(*older, std::vector<std::string>{R"({"old":1})"});
}

TEST(Reply, CarriesWhatKeepsABrowserSafe) {
  const auto head = head_of(plain_reply(405, "no"), {"'sha256-a'", ""}, true);
  for (const auto* line :
       {"HTTP/1.1 405 Method Not Allowed\r\n", "Allow: GET, HEAD\r\n", "Content-Length: 3\r\n",
        "script-src 'sha256-a'; style-src 'none';", "frame-ancestors 'none'\r\n",
        "X-Content-Type-Options: nosniff\r\n", "Cache-Control: no-store\r\n"}) {
    EXPECT_THAT(head, HasSubstr(line));
  }
  EXPECT_TRUE(head.ends_with("\r\n\r\n"));
}

TEST(Dashboard, NamesItsScriptAndStyleByTheirHashes) {
  const auto policy = content_policy_of("<style>a</style><script type=\"module\">b</script>");
  EXPECT_EQ(policy.style, "'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='");
  EXPECT_EQ(policy.script, "'sha256-PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0='");
  EXPECT_THAT(std::string(dashboard_page()), HasSubstr("</html>"));
  EXPECT_FALSE(content_policy_of(dashboard_page()).script.empty());
}

}  // namespace
}  // namespace holdfast
