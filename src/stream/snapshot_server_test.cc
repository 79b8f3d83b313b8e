#include "stream/snapshot_server.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "stream/market_test_fixture.h"
#include "stream/snapshot_test_fixture.h"

namespace holdfast {
namespace {

using Bytes = std::vector<std::uint8_t>;

SnapshotServerOptions small(std::size_t streams = 1) {
  SnapshotServerOptions options{.most_sessions = 4};
  for (std::size_t i = 1; i <= streams; ++i) {
    options.streams.push_back({.session = "DAY" + std::to_string(i),
                               .history_bytes = MessageHistory::kLeastBytes,
                               .digests = 1U << 14U,
                               .books = {.expected_orders = 256}});
  }
  return options;
}

PeerAddress peer(std::uint8_t number) {
  PeerAddress address;
  address.bytes[15] = number;
  return address;
}

std::uint64_t endings(const SnapshotServer& server, SnapshotEnding ending) {
  return server.counts().endings[static_cast<std::size_t>(ending)];
}

// A client at a server, and the bytes between them.
struct Connected {
  Connected(SnapshotServer& at, std::size_t stream, Instant now)
      : server(at),
        client({.session = std::string(at.streams()[stream].session)}, now),
        id(*at.open(peer(1), now).session) {}
  void up(std::size_t bytes, Instant now) {
    server.feed(id, take_bytes(client.soup(), bytes), now);
  }
  void down(std::size_t bytes, Instant now) {
    const auto all = server.to_send(id);
    const auto piece = all.first(std::min(bytes, all.size()));
    const Bytes taken(piece.begin(), piece.end());
    server.sent(id, taken.size());
    client.feed(taken, now);
  }
  bool is_over() const { return server.fate(id) != SessionFate::runs; }

  SnapshotServer& server;
  SnapshotClientFixture client;
  SessionId id;
};

// One client among live messages, everything in an order and in pieces that `market` draws.
void play(MarketFixture& market, SnapshotServer& server, Connected& at) {
  auto feed = [&, sequence =
                      std::array<std::uint64_t, 2>{server.streams()[0].next_sequence,
                                                   server.streams()[1].next_sequence}]() mutable {
    const auto stream = market.below(2);
    server.take(stream, sequence[stream]++, market.next());
  };
  const auto live_share = market.below(100);
  for (int i = 0; i < 4000 && !at.client.next_sequence() && !at.is_over(); ++i) {
    if (market.below(100) < live_share) feed();
    switch (market.below(3)) {
      case 0: at.up(1 + market.below(40), {}); break;
      case 1: at.down(1 + market.below(1000), {}); break;
      default: server.do_work({}); break;
    }
  }
  while (!at.client.next_sequence() && !at.is_over()) {
    at.up(100, {});
    server.do_work({});
    at.down(300, {});
  }
}

void check(const SnapshotServer& server, std::size_t stream, const Connected& at) {
  const auto next = *at.client.next_sequence();
  const auto digest = server.streams()[stream].digests.find(next - 1);
  RC_ASSERT(digest.has_value());
  RC_ASSERT(at.client.books().digest() == *digest);
}

RC_GTEST_PROP(SnapshotServer, GivesTheBooksOfItsSequenceUnderAnyInterleaving,
              (std::uint64_t seed)) {
  MarketFixture market(seed, static_cast<std::uint16_t>(1 + seed % 30));
  auto options = small(2);
  options.turn_bytes = 1 + market.below(2000);
  SnapshotServer server(options);
  std::uint64_t sequence = 0;
  for (auto i = market.below(2000); i > 0; --i) server.take(0, ++sequence, market.next());
  for (int round = 0; round < 3; ++round) {
    const auto stream = market.below(2);
    Connected at(server, stream, {});
    play(market, server, at);
    RC_ASSERT(!at.is_over());
    check(server, stream, at);
    server.closed(at.id);
  }
}

RC_GTEST_PROP(SnapshotServer, GivesTheBooksOfItsSequenceOrDisconnects, (std::uint64_t seed)) {
  MarketFixture market(seed, 20);
  auto options = small(2);
  options.turn_bytes = 1;
  options.session.buffer_bytes = 500 + market.below(5000);
  SnapshotServer server(options);
  std::uint64_t sequence = 0;
  for (auto i = market.below(500); i > 0; --i) server.take(1, ++sequence, market.next());
  Connected at(server, 1, {});
  play(market, server, at);
  RC_CLASSIFY(at.is_over());
  if (!at.is_over()) check(server, 1, at);
  server.closed(at.id);
  const auto overflows = endings(server, SnapshotEnding::overflow);
  RC_ASSERT(overflows + endings(server, SnapshotEnding::lost) == 1);
}

TEST(SnapshotServer, KeepsHistoryAndDigestsOfEachStream) {
  SnapshotServer server(small(2));
  const auto first = encode_message(SystemEvent{{}, 'O'});
  const auto second = encode_message(SystemEvent{{}, 'S'});
  EXPECT_EQ(server.take(0, 1, first), BookFate::applied);
  EXPECT_EQ(server.take(1, 1, first), BookFate::applied);
  EXPECT_EQ(server.take(1, 2, second), BookFate::applied);
  const auto& stream = server.streams()[1];
  EXPECT_TRUE(std::ranges::equal(*stream.messages.find(2), second));
  EXPECT_EQ(stream.digests.find(1), server.streams()[0].books.digest());
  EXPECT_EQ(stream.digests.find(2), stream.books.digest());
  EXPECT_EQ(server.streams()[0].next_sequence, 2U);
}

TEST(SnapshotServer, RefusesMoreSessionsThanItsBoundAndSaysSo) {
  auto options = small();
  options.most_sessions_of_address = 3;
  SnapshotServer server(options);
  std::vector<SessionId> sessions;
  for (int i = 0; i < 3; ++i) sessions.push_back(*server.open(peer(1), {}).session);
  const auto refused = server.open(peer(1), {});
  EXPECT_FALSE(refused.session);
  SnapshotClientFixture client;
  client.feed(refused.farewell, {});
  EXPECT_EQ(client.soup().debug_packets(), 1U);
  sessions.push_back(*server.open(peer(2), {}).session);
  EXPECT_FALSE(server.open(peer(3), {}).session);
  EXPECT_EQ(server.counts().refused_of_address, 1U);
  EXPECT_EQ(server.counts().refused, 1U);
  EXPECT_EQ(server.open_sessions(), 4U);
  server.closed(sessions[1]);
  EXPECT_EQ(server.open(peer(3), {}).session, sessions[1]);
  EXPECT_EQ(endings(server, SnapshotEnding::lost), 1U);
}

TEST(SnapshotServer, WritesNoMoreThanItsBoundInATurn) {
  auto options = small();
  options.turn_bytes = 100;
  SnapshotServer server(options);
  for (std::uint16_t i = 1; i <= 50; ++i) {
    const AddOrder order{{i, 0, {}}, i, 'B', 100, Alpha<8>::of("S"), {10'000}};
    server.take(0, i, encode_message(order));
  }
  std::vector<std::unique_ptr<Connected>> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(std::make_unique<Connected>(server, 0, Instant{}));
    clients.back()->up(100, {});
  }
  int turns = 0;
  while (const auto written = server.do_work({})) {
    ++turns;
    ASSERT_LE(written, 100U + 39);
  }
  EXPECT_GE(turns, 4 * 50 * 39 / 139);
  for (const auto& at : clients) {
    at->down(1U << 20U, {});
    EXPECT_EQ(at->client.next_sequence(), 51U);
  }
}

TEST(SnapshotServer, NoClientKeepsTheOthersWaiting) {
  auto options = small();
  options.turn_bytes = 40;
  SnapshotServer server(options);
  for (std::uint16_t i = 1; i <= 20; ++i) {
    const AddOrder order{{i, 0, {}}, i, 'B', 100, Alpha<8>::of("S"), {10'000}};
    server.take(0, i, encode_message(order));
  }
  Connected first(server, 0, {}), second(server, 0, {});
  first.up(100, {});
  second.up(100, {});
  for (int turn = 0; turn < 20; ++turn) server.do_work({});
  const auto a = server.to_send(first.id).size(), b = server.to_send(second.id).size();
  EXPECT_GT(a, 200U);
  EXPECT_LE(std::max(a, b) - std::min(a, b), 100U);
}

TEST(SnapshotServer, ASlowClientEndsAndTheOthersGoOn) {
  auto options = small();
  options.session.buffer_bytes = 2000;
  SnapshotServer server(options);
  MarketFixture market(1, 40);
  std::uint64_t sequence = 0;
  while (sequence < 1000) server.take(0, ++sequence, market.next());
  Connected slow(server, 0, {}), quick(server, 0, {});
  slow.up(100, {});
  quick.up(100, {});
  while (!quick.client.next_sequence()) {
    server.do_work({});
    quick.down(1U << 20U, {});
    server.take(0, ++sequence, market.next());
  }
  for (int i = 0; i < 1000; ++i) server.take(0, ++sequence, market.next());
  EXPECT_EQ(server.fate(slow.id), SessionFate::broken);
  EXPECT_EQ(server.fate(quick.id), SessionFate::runs);
  server.closed(slow.id);
  EXPECT_EQ(endings(server, SnapshotEnding::overflow), 1U);
}

TEST(SnapshotServer, EndsAllSessionsInOrder) {
  SnapshotServer server(small(2));
  Connected first(server, 0, {}), second(server, 1, {});
  first.up(100, {});
  server.end_sessions({});
  EXPECT_EQ(server.fate(first.id), SessionFate::ends);
  first.down(1000, {});
  EXPECT_EQ(first.client.soup().state(), SoupClient::State::ended);
  EXPECT_EQ(server.fate(second.id), SessionFate::ends);
  server.closed(first.id);
  server.closed(second.id);
  EXPECT_EQ(endings(server, SnapshotEnding::ended), 2U);
  EXPECT_EQ(server.open_sessions(), 0U);
}

}  // namespace
}  // namespace holdfast
