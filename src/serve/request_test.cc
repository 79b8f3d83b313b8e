#include <gtest/gtest.h>

#include "serve/admission.h"
#include "serve/host_field.h"
#include "serve/request_reader.h"
#include "serve/target.h"

namespace holdfast {
namespace {

Request get(std::string target) {
  Request request;
  request.method = "GET";
  request.target = std::move(target);
  request.host = "localhost:9470";
  return request;
}

unsigned status_of(const Request& request, const Access& access = {}) {
  const auto route = admit(request, access);
  return route ? 200 : route.error().status;
}

TEST(RequestReader, TakesARequestThatComesByteByByte) {
  RequestReader reader;
  const std::string text =
      "GET /events?after=3 HTTP/1.1\r\nHost: [::1]\r\nLast-Event-ID: 9\r\n\r\n";
  for (const char c : text.substr(0, text.size() - 1)) {
    ASSERT_EQ(reader.receive({&c, 1}), RequestReader::State::needs_more);
  }
  ASSERT_EQ(reader.receive("\n"), RequestReader::State::ready);
  const Request request = reader.take();
  EXPECT_EQ(request.target, "/events?after=3");
  EXPECT_EQ(request.host, "[::1]");
  EXPECT_EQ(request.last_event_id, "9");
  EXPECT_TRUE(request.keep_alive);
}

TEST(RequestReader, TakesTwoRequestsThatComeAtOnce) {
  RequestReader reader;
  ASSERT_EQ(reader.receive("GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.0\r\n\r\n"),
            RequestReader::State::ready);
  EXPECT_EQ(reader.take().target, "/a");
  ASSERT_EQ(reader.receive(""), RequestReader::State::ready);
  const Request second = reader.take();
  EXPECT_EQ(second.target, "/b");
  EXPECT_FALSE(second.keep_alive);
  EXPECT_EQ(reader.receive(""), RequestReader::State::needs_more);
}

TEST(RequestReader, RefusesAHeadWithoutEnd) {
  RequestReader reader;
  std::string text = "GET / HTTP/1.1\r\n";
  auto state = reader.receive(text);
  for (int line = 0; line < 2000 && state == RequestReader::State::needs_more; ++line) {
    state = reader.receive("X-Padding: of a few bytes\r\n");
  }
  EXPECT_EQ(state, RequestReader::State::refused);
  EXPECT_EQ(reader.status(), 431U);
}

TEST(RequestReader, RefusesBodiesAndNonsense) {
  for (const auto& [text, status] :
       {std::pair{"GET / HTTP/1.1\r\nContent-Length: 4\r\n\r\nboom", 413U},
        std::pair{"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 413U},
        std::pair{"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400U},
        std::pair{"\x16\x03\x01\x02\r\n\r\n", 400U}, std::pair{"GET / HTTP/2.0\r\n\r\n", 505U}}) {
    RequestReader reader;
    EXPECT_EQ(reader.receive(text), RequestReader::State::refused) << text;
    EXPECT_EQ(reader.status(), status) << text;
  }
}

TEST(RequestReader, BelievesNoHostWhenThereAreTwo) {
  RequestReader reader;
  ASSERT_EQ(reader.receive("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"),
            RequestReader::State::ready);
  EXPECT_EQ(reader.take().host, "");
}

TEST(Target, DecodesTheQueryAndLeavesThePathAlone) {
  const auto target = parse_target("/a%2e?x=1%202&y=&z&x=3+4");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a%2e");
  EXPECT_EQ(target->field("x"), "1 2");
  EXPECT_EQ(target->field("y"), "");
  EXPECT_EQ(target->field("z"), "");
  EXPECT_EQ(target->field("w"), std::nullopt);
}

TEST(Target, RefusesWhatIsNoPath) {
  for (const auto* text :
       {"", "*", "http://localhost/", "/a b", "/\x80", "/?x=%4", "/?x=%zz", "/?x=%-1", "/#top"}) {
    EXPECT_FALSE(parse_target(text)) << text;
  }
  EXPECT_FALSE(parse_target("/" + std::string(2048, 'a')));
}

TEST(Route, KnowsItsPagesAndNothingElse) {
  for (const auto* page :
       {"/", "/metrics", "/healthz", "/api/v1/status", "/api/v1/host", "/api/v1/findings",
        "/api/v1/frame", "/api/v1/frames", "/api/v1/events", "/events"}) {
    EXPECT_EQ(status_of(get(page)), 200U) << page;
  }
  for (const auto* page : {"/index.html", "//", "/metrics/", "/../etc/passwd", "/API/v1/status",
                           "/%6detrics", "/api/v1/apply"}) {
    EXPECT_EQ(status_of(get(page)), 404U) << page;
  }
}

TEST(Route, HasNoMethodThatCouldChangeAnything) {
  for (const auto* method :
       {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE", "get", "GETX", ""}) {
    auto request = get("/metrics");
    request.method = method;
    EXPECT_EQ(status_of(request), 405U) << method;
  }
}

TEST(Route, ReadsWhatIsAsked) {
  auto request = get("/api/v1/frames?since=1700000000000000000&limit=5");
  auto route = route_of(request);
  ASSERT_TRUE(route);
  EXPECT_EQ(route->since_ns, 1'700'000'000'000'000'000);
  EXPECT_EQ(route->limit, 5U);
  EXPECT_EQ(route_of(get("/api/v1/events?limit=99999999"))->limit, kMostEvents);
  EXPECT_EQ(route_of(get("/api/v1/events?limit=0"))->limit, 1U);
  for (const auto* wrong : {"/api/v1/events?after=-1", "/api/v1/events?after=x",
                            "/api/v1/events?limit=", "/api/v1/frames?since=-5",
                            "/api/v1/frames?since=99999999999999999999"}) {
    EXPECT_EQ(status_of(get(wrong)), 400U) << wrong;
  }
  request = get("/events?after=3");
  request.last_event_id = "8";
  EXPECT_EQ(route_of(request)->after, 8U);
  request.last_event_id = "nonsense";
  EXPECT_EQ(route_of(request)->after, 3U);
}

TEST(HostField, NamesThisHostOrDoesNot) {
  for (const auto* host :
       {"localhost", "LOCALHOST:80", "127.0.0.1:9470", "127.8.9.10", "[::1]", "[::1]:9470"}) {
    EXPECT_TRUE(names_loopback(host)) << host;
  }
  for (const auto* host :
       {"", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "::1", "128.0.0.1",
        "localhost:x", "localhost:", "[::2]", "0.0.0.0", "localhost:99999", "[::1]x"}) {
    EXPECT_FALSE(names_loopback(host)) << host;
  }
}

TEST(Admission, AnswersToNoOtherNameOnLoopback) {
  auto request = get("/metrics");
  request.host = "rebound.example:9470";
  EXPECT_EQ(status_of(request), 421U);
}

TEST(Admission, AsksForTheTokenWhereOneIsSet) {
  const Access access("a-token-of-some-length");
  auto request = get("/metrics");
  request.host = "10.0.0.5:9470";
  EXPECT_EQ(status_of(request, access), 401U);
  request.authorization = "Bearer a-token-of-some-lengthX";
  EXPECT_EQ(status_of(request, access), 401U);
  request.authorization = "Bearer a-token-of-some-length";
  EXPECT_EQ(status_of(request, access), 200U);
  EXPECT_EQ(status_of(get("/nothing"), access), 401U) << "a stranger learns no pages";
}

TEST(Admission, GivesABrowserACookieForTheTokenOnce) {
  const Access access("a-token-of-some-length");
  const auto wrong = admit(get("/?token=another"), access);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().status, 401U);
  const auto reply = admit(get("/?token=a-token-of-some-length"), access);
  ASSERT_FALSE(reply);
  ASSERT_EQ(reply.error().status, 303U);
  const auto& head = reply.error().more;
  const auto begin = head.find("__Host-holdfast=");
  ASSERT_NE(begin, std::string::npos);
  EXPECT_EQ(head.find("a-token"), std::string::npos);
  auto request = get("/");
  request.cookie = "theme=dark; " + head.substr(begin, head.find(';', begin) - begin);
  EXPECT_EQ(status_of(request, access), 200U);
  EXPECT_EQ(status_of(request, Access("a-token-of-some-length")), 401U) << "of another process";
  request.cookie.back() ^= 1;
  EXPECT_EQ(status_of(request, access), 401U);
}

}  // namespace
}  // namespace holdfast
