// Client and server of a SoupBinTCP session, joined without a socket.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "itch/soup_client.h"
#include "itch/soup_server.h"

namespace holdfast {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Server = SoupServer::State;
using Client = SoupClient::State;

const SoupAccepted kDay{"DAY1", 5};
const SoupLogin kLogin{.username = "user", .password = "secret"};

Bytes text(std::string_view text) { return {text.begin(), text.end()}; }

struct Session {
  SoupClient client{kLogin};
  SoupServer server{};
  std::vector<std::pair<std::uint64_t, std::string>> received;  // by the client
  std::vector<std::string> upstream;                            // by the server
  std::optional<SoupLogin> asked;
  Instant now{};

  Session() {
    client.begin(now);
    server.begin(now);
  }

  // At most `bytes` of what the client has to send, as one piece.
  bool upward(std::size_t bytes) {
    const auto all = client.to_send();
    const Bytes piece(all.begin(),
                      all.begin() + static_cast<std::ptrdiff_t>(std::min(bytes, all.size())));
    client.sent(piece.size());
    server.feed(piece, now);
    while (const auto event = server.next()) {
      if (const auto* login = std::get_if<SoupLogin>(&*event)) {
        asked = *login;
        server.accept(kDay, now);
      } else {
        const auto payload = std::get<SoupUpstream>(*event).payload;
        upstream.emplace_back(payload.begin(), payload.end());
      }
    }
    return !piece.empty();
  }
  bool downward(std::size_t bytes) {
    const auto all = server.to_send();
    const Bytes piece(all.begin(),
                      all.begin() + static_cast<std::ptrdiff_t>(std::min(bytes, all.size())));
    server.sent(piece.size());
    client.feed(piece, now);
    while (const auto message = client.next()) {
      received.emplace_back(message->sequence,
                            std::string(message->payload.begin(), message->payload.end()));
    }
    return !piece.empty();
  }
  void exchange(std::size_t bytes = 1'000'000) {
    while (upward(bytes) || downward(bytes)) {
    }
  }
  void pass(double seconds) {
    now = plus_seconds(now, seconds);
    client.do_work(now);
    server.do_work(now);
  }
};

TEST(SoupSession, NumbersMessagesFromWhereTheServerAcceptedUnderEverySplit) {
  for (std::size_t bytes = 1; bytes <= 60; ++bytes) {
    Session session;
    session.exchange(bytes);
    ASSERT_EQ(session.asked, kLogin);
    ASSERT_EQ(session.client.state(), Client::live);
    for (const auto* message : {"one", "", "three"}) {
      ASSERT_TRUE(session.server.send_sequenced(text(message), session.now));
    }
    ASSERT_TRUE(session.server.send_unsequenced(text("aside"), session.now));
    ASSERT_TRUE(session.client.send_unsequenced(text("order"), session.now));
    session.exchange(bytes);
    ASSERT_TRUE(session.server.end_session(session.now));
    session.exchange(bytes);
    using Received = decltype(session.received);
    EXPECT_EQ(session.received, (Received{{5, "one"}, {6, ""}, {7, "three"}, {0, "aside"}}));
    EXPECT_EQ(session.upstream, std::vector<std::string>{"order"});
    EXPECT_EQ(session.client.state(), Client::ended);
    EXPECT_EQ(session.server.state(), Server::ended);
    EXPECT_EQ(session.server.next_sequence(), 8U);
    EXPECT_EQ(session.client.resume(), (SoupLogin{"user", "secret", "DAY1", 8}));
  }
}

TEST(SoupSession, LivesByHeartbeatsAlone) {
  Session session;
  session.exchange();
  for (int second = 0; second < 60; ++second) {
    session.pass(1);
    EXPECT_EQ(session.server.to_send().size(), 3U);
    EXPECT_EQ(session.client.to_send().size(), 3U);
    session.exchange();
  }
  session.pass(0.999);
  EXPECT_TRUE(session.server.to_send().empty());
  EXPECT_EQ(session.client.state(), Client::live);
  EXPECT_EQ(session.server.state(), Server::live);
  EXPECT_TRUE(session.received.empty());
}

TEST(SoupSession, FailsWhenNothingIsHeard) {
  Session session;
  session.exchange();
  session.pass(15);
  EXPECT_EQ(session.client.state(), Client::live);
  session.pass(0.001);
  EXPECT_EQ(session.client.state(), Client::failed);
  EXPECT_EQ(session.client.fault(), SoupFault::silence);
  EXPECT_EQ(session.server.fault(), SoupFault::silence);
  EXPECT_FALSE(soup_fault_reason(SoupFault::silence).empty());
}

TEST(SoupSession, FailsWithoutALoginInTime) {
  Session session;
  session.pass(30);
  EXPECT_EQ(session.server.state(), Server::awaiting_login);
  session.pass(1);
  EXPECT_EQ(session.server.fault(), SoupFault::login_too_late);
  EXPECT_EQ(session.client.fault(), SoupFault::login_too_late);
}

TEST(SoupSession, TellsTheClientWhyItWasRefused) {
  Session session;
  const auto request = session.client.to_send();
  session.server.feed(request, session.now);
  ASSERT_TRUE(session.server.next());
  EXPECT_EQ(session.server.state(), Server::deciding);
  session.server.reject(SoupReject::no_such_session, session.now);
  session.downward(100);
  EXPECT_EQ(session.server.state(), Server::rejected);
  EXPECT_EQ(session.client.state(), Client::rejected);
  EXPECT_EQ(session.client.reject(), SoupReject::no_such_session);
  EXPECT_EQ(session.client.fault(), SoupFault::none);
}

TEST(SoupSession, EndsWhenTheClientLogsOut) {
  Session session;
  session.exchange();
  session.client.log_out(session.now);
  session.exchange();
  EXPECT_EQ(session.client.state(), Client::logged_out);
  EXPECT_EQ(session.server.state(), Server::logged_out);
}

TEST(SoupSession, RefusesAMessageWhenTheBacklogIsFull) {
  SoupServer server({}, 200);
  Bytes login;
  append_soup_packet(login, SoupType::login_request, encode_soup_login(kLogin));
  server.begin({});
  server.feed(login, {});
  ASSERT_TRUE(server.next());
  server.accept(kDay, {});
  while (server.send_sequenced(text("message"), {})) ASSERT_LE(server.to_send().size(), 200U);
  EXPECT_EQ(server.next_sequence(), 5 + (200 - 33) / 10U);
  server.sent(2);
  EXPECT_FALSE(server.send_sequenced(text("message"), {}));
  server.sent(1);
  EXPECT_TRUE(server.send_sequenced(text("message"), {}));
}

SoupFault server_fault(const Bytes& stream, bool is_live) {
  SoupServer server;
  Bytes login;
  append_soup_packet(login, SoupType::login_request, encode_soup_login(kLogin));
  server.begin({});
  if (is_live) {
    server.feed(login, {});
    EXPECT_TRUE(server.next());
    server.accept(kDay, {});
  }
  server.feed(stream, {});
  EXPECT_FALSE(server.next());
  EXPECT_EQ(server.state() == Server::failed, server.fault() != SoupFault::none);
  return server.fault();
}

TEST(SoupServer, RefusesWhatAClientMayNotSend) {
  EXPECT_EQ(server_fault({0, 0}, true), SoupFault::no_type);
  EXPECT_EQ(server_fault({0, 1, 'O'}, false), SoupFault::unexpected_packet);
  EXPECT_EQ(server_fault({0, 1, 'U'}, false), SoupFault::unexpected_packet);
  EXPECT_EQ(server_fault({0, 1, 'L'}, false), SoupFault::malformed_login);
  EXPECT_EQ(server_fault({0, 2, 'R', 0}, true), SoupFault::unexpected_packet);
  for (const char type : std::string_view("AJSHZL?")) {
    EXPECT_EQ(server_fault({0, 1, static_cast<std::uint8_t>(type)}, true),
              SoupFault::unexpected_packet)
        << type;
  }
  EXPECT_EQ(server_fault({0, 1, 'R', 0, 3, '+', 'h', 'i'}, true), SoupFault::none);
  EXPECT_EQ(server_fault({0, 1, 'R', 0, 0, 0, 0, 0, 1, '?'}, true), SoupFault::no_type);
}

SoupFault client_fault(const Bytes& stream, bool is_live) {
  Session session;
  if (is_live) session.exchange();
  session.client.feed(stream, {});
  EXPECT_FALSE(session.client.next());
  session.client.feed(stream, {});
  EXPECT_EQ(session.client.state() == Client::failed, session.client.fault() != SoupFault::none);
  return session.client.fault();
}

TEST(SoupClient, RefusesWhatAServerMayNotSend) {
  EXPECT_EQ(client_fault({0, 0}, false), SoupFault::no_type);
  EXPECT_EQ(client_fault({0, 1, 'S'}, false), SoupFault::unexpected_packet);
  EXPECT_EQ(client_fault({0, 1, 'A'}, false), SoupFault::malformed_login);
  EXPECT_EQ(client_fault({0, 2, 'J', '?'}, false), SoupFault::malformed_login);
  for (const char type : std::string_view("AJRLO?")) {
    EXPECT_EQ(client_fault({0, 1, static_cast<std::uint8_t>(type)}, true),
              SoupFault::unexpected_packet)
        << type;
  }
  EXPECT_EQ(client_fault({0, 1, 'H', 0, 1, '+'}, true), SoupFault::none);
}

RC_GTEST_PROP(SoupSession, LosesAndReordersNothing,
              (const std::vector<std::string>& messages, std::uint8_t piece)) {
  Session session;
  std::vector<std::pair<std::uint64_t, std::string>> sent;
  session.exchange(piece + std::size_t{1});
  for (const auto& message : messages) {
    sent.emplace_back(session.server.next_sequence(), message);
    RC_ASSERT(session.server.send_sequenced(text(message), session.now));
    session.downward(piece);
  }
  session.exchange(piece + std::size_t{1});
  RC_ASSERT(session.received == sent);
}

}  // namespace
}  // namespace holdfast
