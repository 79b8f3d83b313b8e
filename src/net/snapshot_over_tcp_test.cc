// The snapshot server behind TCP connections on loopback, and clients good and bad.
#include <gtest/gtest.h>

#include <algorithm>

#include "net/tcp_connections.h"
#include "net/tcp_test_fixture.h"
#include "stream/market_test_fixture.h"
#include "stream/snapshot_server.h"
#include "stream/snapshot_test_fixture.h"

namespace holdfast {
namespace {

SnapshotServerOptions server_options(std::size_t buffer_bytes) {
  SnapshotServerOptions options;
  options.streams.push_back({.session = "DAY1", .books = {.expected_orders = 1U << 14U}});
  options.session.buffer_bytes = buffer_bytes;
  options.most_sessions = options.most_sessions_of_address = 100;
  return options;
}

struct Serving {
  explicit Serving(std::size_t buffer_bytes = 4U << 20U)
      : server(server_options(buffer_bytes)),
        connections(*TcpConnections::make(
            *TcpListener::open({.local = endpoint_of("127.0.0.1", 0)}), server, {})) {}

  void take(std::size_t messages) {
    for (std::size_t i = 0; i < messages; ++i) server.take(0, ++sequence, market.next());
  }
  void turn() {
    server.do_work(now);
    connections.do_work(now);
  }
  const DigestHistory& digests() const { return server.streams()[0].digests; }
  std::uint64_t endings(SnapshotEnding ending) const {
    return server.counts().endings[static_cast<std::size_t>(ending)];
  }

  MarketFixture market{1, 300};
  SnapshotServer server;
  TcpConnections connections;
  std::uint64_t sequence = 0;
  Instant now{};
};

struct Client {
  explicit Client(const Endpoint& at, int receive_buffer_bytes = 0)
      : socket(at, receive_buffer_bytes) {}
  void turn() {
    const auto all = session.soup().to_send();
    if (!all.empty() && socket.send(all)) session.soup().sent(all.size());
    session.feed(socket.receive(), {});
  }
  bool is_done() const { return session.next_sequence().has_value(); }

  TcpClientFixture socket;
  SnapshotClientFixture session;
};

TEST(SnapshotOverTcp, AHundredClientsGetTheBooksOfTheirSequence) {
  Serving at;
  at.take(20'000);
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 100; ++i) {
    clients.push_back(std::make_unique<Client>(at.connections.local()));
    ASSERT_TRUE(clients.back()->socket.is_connected());
    at.turn();
  }
  ASSERT_TRUE(within_time([&] {
    at.take(3);
    at.turn();
    std::ranges::for_each(clients, [](const auto& client) { client->turn(); });
    return std::ranges::all_of(clients, [](const auto& client) { return client->is_done(); });
  }));
  for (const auto& client : clients) {
    const auto next = *client->session.next_sequence();
    EXPECT_GT(next, 20'000U);
    EXPECT_EQ(client->session.books().digest(), at.digests().find(next - 1));
    client->session.soup().log_out({});
  }
  EXPECT_TRUE(within_time([&] {
    at.turn();
    std::ranges::for_each(clients, [](const auto& client) { client->turn(); });
    return at.endings(SnapshotEnding::logged_out) == 100;
  }));
}

TEST(SnapshotOverTcp, AClientThatDoesNotReadIsDisconnectedAndCostsNobody) {
  Serving at(100'000);
  at.take(200'000);  // more than the kernel holds for one connection
  Client deaf(at.connections.local(), 4096);
  const auto login = deaf.session.soup().to_send();
  deaf.socket.send(login);
  ASSERT_TRUE(within_time([&] { return at.turn(), at.server.counts().snapshots.images == 1; }));
  Client good(at.connections.local());
  ASSERT_TRUE(within_time([&] { return at.turn(), good.turn(), good.is_done(); }));
  EXPECT_EQ(at.server.open_sessions(), 2U);
  ASSERT_TRUE(within_time([&] {
    at.take(100);
    at.turn();
    return at.server.open_sessions() == 1;
  }));
  EXPECT_EQ(at.endings(SnapshotEnding::overflow), 1U);
}

TEST(SnapshotOverTcp, ClientsThatSayNothingOrHalfALoginAreSentAway) {
  Serving at;
  Client silent(at.connections.local()), half(at.connections.local());
  half.socket.send(half.session.soup().to_send().first(20));
  ASSERT_TRUE(within_time([&] { return at.turn(), at.server.open_sessions() == 2; }));
  at.now = plus_seconds(at.now, 5.1);
  at.turn();
  EXPECT_EQ(at.server.open_sessions(), 0U);
  EXPECT_EQ(at.endings(SnapshotEnding::protocol_fault), 2U);
  EXPECT_TRUE(within_time([&] { return silent.socket.receive(), silent.socket.is_reset(); }));
}

TEST(SnapshotOverTcp, AFloodOfRubbishEndsItsOwnSessionOnly) {
  Serving at;
  at.take(1000);
  Client flood(at.connections.local()), good(at.connections.local());
  const std::vector<std::uint8_t> rubbish(100'000, 'x');
  ASSERT_TRUE(within_time([&] {
    flood.socket.send(rubbish);
    at.turn();
    return at.endings(SnapshotEnding::protocol_fault) == 1;
  }));
  EXPECT_TRUE(within_time([&] { return at.turn(), good.turn(), good.is_done(); }));
}

TEST(SnapshotOverTcp, ARestartedServerGivesTheSnapshotAgain) {
  Serving at;
  at.take(5000);
  Client before(at.connections.local());
  ASSERT_TRUE(within_time([&] { return at.turn(), before.turn(), before.is_done(); }));
  const auto local = at.connections.local();
  std::optional<TcpConnections> again(std::move(at.connections));
  again.reset();
  EXPECT_EQ(at.endings(SnapshotEnding::lost), 1U);
  EXPECT_TRUE(within_time([&] { return before.socket.receive(), before.socket.is_reset(); }));
  again.emplace(*TcpConnections::make(*TcpListener::open({.local = local}), at.server, {}));
  Client after(local);
  ASSERT_TRUE(within_time([&] {
    at.server.do_work({});
    again->do_work({});
    after.turn();
    return after.is_done();
  }));
  EXPECT_EQ(after.session.books().digest(), at.digests().find(5000));
}

}  // namespace
}  // namespace holdfast
