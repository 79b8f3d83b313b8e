#include "stream/snapshot_session.h"

#include <gmock/gmock.h>

#include "stream/market_test_fixture.h"
#include "stream/snapshot_test_fixture.h"

namespace holdfast {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Stage = SnapshotSession::Stage;
using testing::ElementsAre;

constexpr std::size_t kAll = 1U << 30U;

AddOrder order(std::uint16_t locate, std::uint64_t reference) {
  return {{locate, 0, {}}, reference, 'B', 100, Alpha<8>::of("S"), {10'000}};
}

struct Serving {
  explicit Serving(SnapshotSessionOptions with = {}, std::size_t streams_wanted = 1)
      : options(std::move(with)) {
    streams.reserve(streams_wanted);
    for (std::size_t i = 1; i <= streams_wanted; ++i) {
      streams.emplace_back(SnapshotStreamOptions{.session = "DAY" + std::to_string(i),
                                                 .history_bytes = MessageHistory::kLeastBytes,
                                                 .digests = 100,
                                                 .books = {.expected_orders = 16}});
    }
    session.emplace(streams, options, counts, now);
  }

  template <class T>
  void take(const T& message) {
    const auto bytes = encode_message(message);
    ASSERT_EQ(streams[0].take(bytes), BookFate::applied);
    session->take_live(bytes, now);
  }
  void up(SnapshotClientFixture& client, std::size_t bytes = kAll) {
    session->feed(take_bytes(client.soup(), bytes), now);
  }
  void down(SnapshotClientFixture& client, std::size_t bytes = kAll) {
    client.feed(take_bytes(*session, bytes), now);
  }
  void send(SoupType type, std::string_view payload) {
    Bytes packet;
    append_soup_packet(
        packet, type,
        std::span(reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size()));
    session->feed(packet, now);
  }
  // Of a login by hand.
  void log_in() { send(SoupType::login_request, std::string(26, ' ') + "                   1"); }
  void pass(double seconds, std::size_t budget = kAll) {
    now = plus_seconds(now, seconds);
    session->do_work(now, budget);
  }

  SnapshotSessionOptions options;
  std::vector<SnapshotStream> streams;
  SnapshotCounts counts;
  Instant now{};
  std::optional<SnapshotSession> session;
};

TEST(SnapshotSession, GivesTheBooksAndTheSequenceToGoOnFrom) {
  Serving at;
  for (std::uint64_t i = 1; i <= 10; ++i) at.take(order(static_cast<std::uint16_t>(i % 3 + 1), i));
  at.take(SystemEvent{{}, 'Q'});
  SnapshotClientFixture client;
  at.up(client);
  EXPECT_EQ(at.session->stage(), Stage::image);
  at.pass(0);
  at.down(client);
  EXPECT_EQ(client.soup().session(), "DAY1");
  EXPECT_EQ(client.next_sequence(), 12U);
  EXPECT_EQ(client.books().digest(), at.streams[0].books.digest());
  EXPECT_EQ(at.session->stage(), Stage::queries);
  EXPECT_EQ(at.counts.images_whole, 1U);
  EXPECT_EQ(at.counts.image_messages, 11U);
}

TEST(SnapshotSession, GivesAnEmptyImageBeforeTheFirstMessage) {
  Serving at;
  SnapshotClientFixture client;
  at.up(client);
  at.pass(0);
  at.down(client);
  EXPECT_EQ(client.next_sequence(), 1U);
  EXPECT_EQ(client.books().digest(), 0U);
}

TEST(SnapshotSession, ForwardsLiveMessagesOfStocksThatItHasSentAlready) {
  Serving at;
  at.take(order(5, 1));
  at.take(order(9, 2));
  SnapshotClientFixture client;
  at.up(client);
  at.pass(0, 1);  // what is of no stock, which is nothing, and stock 5
  at.take(order(5, 3));
  at.take(order(4, 4));
  at.take(order(9, 5));
  at.take(SystemEvent{{9, 0, {}}, 'M'});  // of no stock, though it says so
  EXPECT_EQ(at.counts.live_messages, 3U);
  at.pass(0);
  at.take(order(5, 6));  // behind the image: the stream has it
  at.down(client);
  EXPECT_EQ(client.next_sequence(), 7U);
  EXPECT_EQ(client.books().digest(), at.streams[0].digests.find(6));
}

TEST(SnapshotSession, AnswersForDigestsThatItKnows) {
  Serving at;
  for (std::uint64_t i = 1; i <= 150; ++i) at.take(order(1, i));
  SnapshotClientFixture client;
  at.up(client);
  at.down(client);
  for (const std::uint64_t sequence : {50U, 51U, 150U, 151U}) {
    client.soup().send_unsequenced(encode_digest_query(sequence), at.now);
  }
  at.up(client, 30);
  at.up(client);
  at.down(client);
  const auto digest = [&](std::uint64_t sequence) { return at.streams[0].digests.find(sequence); };
  EXPECT_THAT(client.answers(),
              ElementsAre(DigestAnswer{50, std::nullopt}, DigestAnswer{51, digest(51)},
                          DigestAnswer{150, digest(150)}, DigestAnswer{151, std::nullopt}));
  EXPECT_EQ(at.counts.queries, 2U);
  EXPECT_EQ(at.counts.queries_unknown, 2U);
}

TEST(SnapshotSession, AsksForTheStreamWhenThereIsMoreThanOne) {
  const auto ending = [](const std::string& session, std::size_t streams) {
    Serving at({}, streams);
    SnapshotClientFixture client({.session = session});
    at.up(client);
    at.down(client);
    if (at.session->stage() == Stage::image) {
      EXPECT_EQ(client.soup().session(), at.streams[at.session->stream()].session);
    } else {
      EXPECT_EQ(client.soup().reject(), SoupReject::no_such_session);
      EXPECT_FALSE(at.session->is_broken());
    }
    return at.session->ending();
  };
  EXPECT_EQ(ending("", 1), SnapshotEnding::none);
  EXPECT_EQ(ending("", 3), SnapshotEnding::no_such_session);
  EXPECT_EQ(ending("DAY3", 3), SnapshotEnding::none);
  EXPECT_EQ(ending("DAY4", 3), SnapshotEnding::no_such_session);
}

TEST(SnapshotSession, LetsInWhoKnowsThePassword) {
  const auto reject = [](const SoupLogin& login) {
    Serving at({.username = "user", .password = "secret"});
    SnapshotClientFixture client(login);
    at.up(client);
    at.down(client);
    EXPECT_EQ(at.session->ending() == SnapshotEnding::not_authorised,
              client.soup().reject().has_value());
    return client.soup().reject();
  };
  EXPECT_EQ(reject({.username = "user", .password = "secret"}), std::nullopt);
  EXPECT_EQ(reject({.username = "user", .password = "guess"}), SoupReject::not_authorised);
  EXPECT_EQ(reject({.username = "other", .password = "secret"}), SoupReject::not_authorised);
  EXPECT_EQ(reject({}), SoupReject::not_authorised);
}

TEST(SnapshotSession, EndsWithTheClientsLogOut) {
  Serving at;
  SnapshotClientFixture client;
  at.up(client);
  at.down(client);
  client.soup().log_out(at.now);
  at.up(client);
  EXPECT_EQ(at.session->ending(), SnapshotEnding::logged_out);
  EXPECT_FALSE(at.session->is_broken());
}

TEST(SnapshotSession, ASilentClientIsGivenUp) {
  Serving at;
  at.pass(5);
  EXPECT_EQ(at.session->stage(), Stage::login);
  at.pass(0.1);
  EXPECT_EQ(at.session->ending(), SnapshotEnding::protocol_fault);
  EXPECT_EQ(at.session->fault(), SoupFault::login_too_late);
  EXPECT_TRUE(at.session->is_broken());
}

TEST(SnapshotSession, HalfALoginIsNone) {
  Serving at;
  SnapshotClientFixture client;
  at.up(client, 30);
  EXPECT_EQ(at.session->stage(), Stage::login);
  at.pass(5.1);
  EXPECT_EQ(at.session->fault(), SoupFault::login_too_late);
}

TEST(SnapshotSession, AClientThatFallsSilentBehindItsLoginIsGivenUp) {
  Serving at;
  at.log_in();
  at.pass(15);
  EXPECT_EQ(at.session->stage(), Stage::queries);
  at.pass(0.1);
  EXPECT_EQ(at.session->fault(), SoupFault::silence);
}

TEST(SnapshotSession, AClientThatAsksNothingIsSentAwayInOrder) {
  Serving at({.idle_ns = 10'000'000'000});
  SnapshotClientFixture client;
  at.up(client);
  at.pass(0);
  const auto live_for = [&](int seconds) {
    for (int i = 0; i < seconds; ++i) {
      at.pass(1);
      client.soup().do_work(at.now);
      at.up(client);
      at.down(client);
    }
  };
  live_for(9);
  client.soup().send_unsequenced(encode_digest_query(0), at.now);
  live_for(10);
  EXPECT_EQ(client.soup().state(), SoupClient::State::live);
  live_for(2);
  EXPECT_EQ(client.soup().state(), SoupClient::State::ended);
  EXPECT_EQ(at.session->ending(), SnapshotEnding::idle);
  EXPECT_FALSE(at.session->is_broken());
}

TEST(SnapshotSession, AClientThatDoesNotReadLiveMessagesIsDisconnected) {
  Serving at({.buffer_bytes = 1000});
  for (std::uint16_t i = 1; i <= 100; ++i) at.take(order(i, i));
  at.log_in();
  at.pass(0);  // a quarter of the buffer, and no more
  EXPECT_EQ(at.session->stage(), Stage::image);
  EXPECT_LE(at.session->to_send().size(), 250 + 39U);
  for (std::uint64_t i = 0; i < 15; ++i) at.take(order(1, 1000 + i));
  EXPECT_EQ(at.session->stage(), Stage::image);
  at.pass(1);
  EXPECT_EQ(at.counts.image_messages, 6U) << "parts only while there is room";
  for (std::uint64_t i = 0; i < 15; ++i) at.take(order(1, 2000 + i));
  EXPECT_EQ(at.session->ending(), SnapshotEnding::overflow);
  EXPECT_TRUE(at.session->is_broken());
  EXPECT_LE(at.session->to_send().size(), 1000U);
}

TEST(SnapshotSession, AClientThatReadsTooSlowlyIsDisconnected) {
  Serving at({.buffer_bytes = 1000, .image_ns = 60'000'000'000});
  for (std::uint16_t i = 1; i <= 1000; ++i) at.take(order(i, i));
  SnapshotClientFixture client;
  at.up(client);
  for (int second = 0; second <= 60; ++second) {
    ASSERT_EQ(at.session->stage(), Stage::image) << second;
    at.pass(1);
    client.soup().do_work(at.now);
    at.up(client);
    at.down(client, 50);
  }
  EXPECT_EQ(at.session->ending(), SnapshotEnding::too_slow);
}

TEST(SnapshotSession, AFloodOfQueriesThatNobodyReadsOverflows) {
  Serving at({.buffer_bytes = 4000});
  at.log_in();
  at.pass(0);
  const auto query = encode_digest_query(0);
  const std::string text(query.begin(), query.end());
  for (int i = 0; i < 200; ++i) at.send(SoupType::unsequenced, text);
  EXPECT_EQ(at.session->ending(), SnapshotEnding::overflow);
  EXPECT_LE(at.session->to_send().size(), 4000U);
}

TEST(SnapshotSession, WhatNoClientSendsEndsIt) {
  const auto ending = [](SoupType type, std::string_view payload) {
    Serving at;
    at.log_in();
    at.send(type, payload);
    EXPECT_TRUE(at.session->is_broken());
    at.log_in();  // not looked at
    return at.session->ending();
  };
  EXPECT_EQ(ending(SoupType::unsequenced, "E00000000000000000001"),
            SnapshotEnding::malformed_query);
  EXPECT_EQ(ending(SoupType::unsequenced, ""), SnapshotEnding::malformed_query);
  EXPECT_EQ(ending(SoupType::sequenced, "x"), SnapshotEnding::protocol_fault);
  EXPECT_EQ(ending(SoupType::login_request, "x"), SnapshotEnding::protocol_fault);
}

TEST(SnapshotSession, AStockThatIsLargerThanTheBufferIsSentWhole) {
  Serving at({.buffer_bytes = 4000});
  for (std::uint64_t i = 1; i <= 1000; ++i) at.take(order(1, i));
  at.take(order(2, 5000));
  SnapshotClientFixture client;
  at.up(client);
  at.pass(0);
  EXPECT_GT(at.session->to_send().size(), 39'000U);
  EXPECT_EQ(at.session->stage(), Stage::image);
  for (std::uint64_t i = 0; i < 40; ++i) at.take(order(1, 10'000 + i));  // half a buffer more
  EXPECT_EQ(at.session->stage(), Stage::image);
  while (at.session->stage() == Stage::image) {
    at.down(client, 1000);
    at.pass(0);
  }
  at.down(client);
  EXPECT_EQ(client.next_sequence(), 1042U);
  EXPECT_EQ(client.books().digest(), at.streams[0].books.digest());
}

TEST(SnapshotSession, TellsItsClientWhenTheServerGoes) {
  Serving at;
  SnapshotClientFixture client;
  at.up(client);
  at.session->end(at.now);
  at.down(client);
  EXPECT_EQ(client.soup().state(), SoupClient::State::ended);
  EXPECT_EQ(at.session->ending(), SnapshotEnding::ended);
}

}  // namespace
}  // namespace holdfast
