#include "net/tcp_connections.h"

#include <memory>

#include "net/tcp_test_fixture.h"

namespace holdfast {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes text(std::string_view text) { return {text.begin(), text.end()}; }

// Sends back what it gets; 'e' ends a session in order, 'b' breaks it.
class EchoSessions final : public ByteSessions {
 public:
  SessionOpening open(const PeerAddress& peer, Instant) override {
    last_peer = peer;
    if (sessions.size() >= most) return {std::nullopt, farewell};
    sessions.push_back(std::make_unique<Session>());
    return {static_cast<SessionId>(sessions.size() - 1), {}};
  }
  void feed(SessionId id, std::span<const std::uint8_t> bytes, Instant) override {
    auto& session = *sessions[id];
    for (const auto byte : bytes) {
      if (byte == 'e') session.fate = SessionFate::ends;
      if (byte == 'b') session.fate = SessionFate::broken;
    }
    session.out.insert(session.out.end(), bytes.begin(), bytes.end());
  }
  std::span<const std::uint8_t> to_send(SessionId id) const override { return sessions[id]->out; }
  void sent(SessionId id, std::size_t bytes) override {
    auto& out = sessions[id]->out;
    out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(bytes));
  }
  SessionFate fate(SessionId id) const override { return sessions[id]->fate; }
  void closed(SessionId id) override {
    EXPECT_FALSE(sessions[id]->is_closed);
    sessions[id]->is_closed = true;
    sessions[id]->out.clear();
    ++closings;
  }

  struct Session {
    Bytes out;
    SessionFate fate = SessionFate::runs;
    bool is_closed = false;
  };
  std::vector<std::unique_ptr<Session>> sessions;
  std::size_t most = 1000, closings = 0;
  Bytes farewell = text("no room");
  PeerAddress last_peer;
};

struct Loopback {
  explicit Loopback(const TcpConnectionsOptions& options = {},
                    const Endpoint& at = endpoint_of("127.0.0.1", 0))
      : server(*TcpConnections::make(*TcpListener::open({.local = at}), sessions, options)) {}

  TcpClientFixture connect() {
    const auto before = server.counts().accepted + server.counts().refused;
    TcpClientFixture client(server.local());
    EXPECT_TRUE(client.is_connected());
    EXPECT_TRUE(within_time([&] {
      server.do_work(now);
      return server.counts().accepted + server.counts().refused > before;
    }));
    return client;
  }
  Bytes receive(TcpClientFixture& client, std::size_t bytes) {
    Bytes all;
    within_time([&] {
      server.do_work(now);
      const auto got = client.receive();
      all.insert(all.end(), got.begin(), got.end());
      return all.size() >= bytes || client.is_over();
    });
    return all;
  }
  bool until_closed(std::size_t closings) {
    return within_time([&] {
      server.do_work(now);
      return sessions.closings >= closings;
    });
  }

  EchoSessions sessions;
  TcpConnections server;
  Instant now{};
};

TEST(TcpConnections, CarryBytesBothWays) {
  Loopback at;
  auto first = at.connect(), second = at.connect();
  first.send(text("1st"));
  second.send(text("2nd"));
  EXPECT_EQ(at.receive(first, 3), text("1st"));
  EXPECT_EQ(at.receive(second, 3), text("2nd"));
  const Bytes much(3'000'000, 'x');
  std::thread writer([&] { EXPECT_TRUE(first.send(much)); });
  EXPECT_EQ(at.receive(first, much.size()), much);
  writer.join();
  EXPECT_EQ(at.server.counts().bytes_in, 3'000'006U);
  EXPECT_EQ(at.server.counts().bytes_out, 3'000'006U);
  EXPECT_EQ(at.sessions.last_peer.bytes[10], 0xff);
  EXPECT_EQ(at.sessions.last_peer.bytes[12], 127);
}

TEST(TcpConnections, DoNothingWhenThereIsNothingToDo) {
  Loopback at;
  EXPECT_EQ(at.server.do_work({}), 0U);
  auto client = at.connect();
  within_time([&] { return at.server.do_work({}) == 0; });
  EXPECT_EQ(at.server.do_work({}), 0U);
  pollfd descriptor{.fd = at.server.fd(), .events = POLLIN, .revents = 0};
  EXPECT_EQ(::poll(&descriptor, 1, 0), 0);
  client.send(text("x"));
  EXPECT_EQ(::poll(&descriptor, 1, 20'000), 1);
}

TEST(TcpConnections, SendSmallPacketsAtOnce) {
  const auto listener = TcpListener::open({.local = endpoint_of("127.0.0.1", 0)});
  ASSERT_TRUE(listener);
  const TcpClientFixture client(listener->local());
  PeerAddress peer;
  const auto accepted = listener->accept(peer);
  int no_delay = 0;
  socklen_t size = sizeof no_delay;
  ASSERT_EQ(::getsockopt(accepted.fd(), IPPROTO_TCP, TCP_NODELAY, &no_delay, &size), 0);
  EXPECT_EQ(no_delay, 1);
}

TEST(TcpConnections, EndASessionOnceAllIsSent) {
  Loopback at;
  auto client = at.connect();
  client.send(text("bye e"));
  EXPECT_EQ(at.receive(client, 100), text("bye e"));
  EXPECT_TRUE(client.is_ended());
  EXPECT_EQ(at.sessions.closings, 1U);
  EXPECT_EQ(at.server.counts().ended, 1U);
  client.close();
  EXPECT_TRUE(within_time([&] {
    at.server.do_work({});
    return at.server.open_connections() == 0;
  }));
}

TEST(TcpConnections, WaitNotLongForAnEndThatDoesNotClose) {
  Loopback at;
  auto client = at.connect();
  client.send(text("e"));
  EXPECT_EQ(at.receive(client, 100), text("e"));
  EXPECT_EQ(at.server.open_connections(), 1U);
  at.now = plus_seconds(at.now, 1.1);
  at.server.do_work(at.now);
  EXPECT_EQ(at.server.open_connections(), 0U);
}

TEST(TcpConnections, ResetABrokenSession) {
  Loopback at;
  auto client = at.connect();
  client.send(text("b"));
  EXPECT_TRUE(at.until_closed(1));
  EXPECT_TRUE(within_time([&] {
    client.receive();
    return client.is_over();
  }));
  EXPECT_TRUE(client.is_reset());
  EXPECT_EQ(at.server.counts().broken, 1U);
  EXPECT_EQ(at.server.open_connections(), 0U);
}

TEST(TcpConnections, NoticeWhoLeaves) {
  Loopback at;
  auto closing = at.connect(), half_closing = at.connect(), resetting = at.connect();
  closing.close();
  half_closing.shut_down();
  EXPECT_TRUE(at.until_closed(2));
  resetting.reset();
  EXPECT_TRUE(at.until_closed(3));
  EXPECT_EQ(at.server.counts().left, 2U);
  EXPECT_EQ(at.server.counts().failed, 1U);
  EXPECT_EQ(at.server.open_connections(), 0U);
}

TEST(TcpConnections, SurviveWritingToOneThatIsGone) {
  Loopback at;
  auto client = at.connect();
  at.sessions.sessions[0]->out = Bytes(1000, 'x');
  client.close();
  // What is written first is answered with a reset, and what is written then would raise SIGPIPE.
  for (int i = 0; i < 3 && at.sessions.closings == 0; ++i) {
    at.server.do_work({});
    if (at.sessions.closings == 0) at.sessions.sessions[0]->out = Bytes(1000, 'x');
  }
  EXPECT_TRUE(at.until_closed(1));
}

TEST(TcpConnections, AnEndThatDoesNotReadStopsNobody) {
  Loopback at;
  auto deaf = at.connect(), other = at.connect();
  at.sessions.sessions[0]->out = Bytes(20'000'000, 'x');
  EXPECT_TRUE(within_time([&] { return at.server.do_work({}) == 0; }));
  EXPECT_GT(at.sessions.sessions[0]->out.size(), 10'000'000U);
  other.send(text("hello"));
  EXPECT_EQ(at.receive(other, 5), text("hello"));
  at.sessions.sessions[0]->fate = SessionFate::broken;
  EXPECT_TRUE(at.until_closed(1));
}

TEST(TcpConnections, TellWhoIsRefused) {
  Loopback at;
  at.sessions.most = 0;
  auto client = at.connect();
  client.send(text("let me in"));
  EXPECT_EQ(at.receive(client, 100), text("no room"));
  EXPECT_TRUE(client.is_ended());
  EXPECT_EQ(at.server.counts().refused, 1U);
  EXPECT_EQ(at.server.counts().accepted, 0U);
}

TEST(TcpConnections, ThereAreNoMoreThanTheirBound) {
  Loopback at({.most = 2});
  auto first = at.connect(), second = at.connect(), third = at.connect();
  EXPECT_EQ(at.server.counts().refused, 1U);
  EXPECT_TRUE(within_time([&] {
    third.receive();
    return third.is_over();
  }));
  first.send(text("x"));
  EXPECT_EQ(at.receive(first, 1), text("x"));
  second.close();
  EXPECT_TRUE(at.until_closed(1));
  auto fourth = at.connect();
  fourth.send(text("y"));
  EXPECT_EQ(at.receive(fourth, 1), text("y"));
}

TEST(TcpConnections, AreResetWithTheirServerWhosePortIsFreeThen) {
  EchoSessions sessions;
  std::optional<TcpConnections> server;
  Endpoint at = endpoint_of("127.0.0.1", 0);
  for (int round = 0; round < 3; ++round) {
    auto listener = TcpListener::open({.local = at});
    ASSERT_TRUE(listener) << listener.error().sentence;
    at = listener->local();
    server.emplace(*TcpConnections::make(*std::move(listener), sessions, {}));
    TcpClientFixture client(at);
    ASSERT_TRUE(client.is_connected());
    ASSERT_TRUE(within_time([&] { return server->do_work({}), server->open_connections() == 1; }));
    server.reset();
    EXPECT_EQ(sessions.closings, static_cast<std::size_t>(round) + 1);
    EXPECT_TRUE(within_time([&] { return client.receive(), client.is_reset(); }));
    EXPECT_FALSE(TcpClientFixture(at).is_connected());
  }
}

TEST(TcpListener, SaysWhyAPortCannotBeHad) {
  const auto first = TcpListener::open({.local = endpoint_of("127.0.0.1", 0)});
  ASSERT_TRUE(first);
  const auto second = TcpListener::open({.local = first->local()});
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().sentence.find("another socket has this port (ss -tlnp"),
            std::string::npos);
  const auto elsewhere = TcpListener::open({.local = endpoint_of("192.0.2.1", 0)});
  ASSERT_FALSE(elsewhere);
  EXPECT_EQ(elsewhere.error().code, ErrorCode::absent);
}

TEST(TcpConnections, CarryIpv6) {
  Loopback at({}, endpoint_of("::1", 0));
  auto client = at.connect();
  client.send(text("six"));
  EXPECT_EQ(at.receive(client, 3), text("six"));
  EXPECT_EQ(at.sessions.last_peer.bytes[15], 1);
}

}  // namespace
}  // namespace holdfast
