#include "stream/recovery.h"

#include <gtest/gtest.h>

#include "stream/feed_client_test_fixture.h"

namespace holdfast {
namespace {

constexpr std::int64_t kMs = 1'000'000, kS = 1'000'000'000;

/// A Recovery of session S, and the server's end of its connection.
struct RecoveryBench {
  explicit RecoveryBench(const RecoveryOptions& options = {}) : recovery(options, 1) {
    recovery.begin_session(MoldSession::of("S"));
  }

  void connect(const std::string& session = "S") {
    server.emplace();
    server->begin(now);
    recovery.connected(now);
    const auto login = recovery.link().to_send();
    server->feed(login, now);
    (void)server->next();
    recovery.link().sent(login.size());
    server->accept({session, 1}, now);
    carry();
  }
  void carry() {
    const auto bytes = server->to_send();
    const std::vector<std::uint8_t> copy(bytes.begin(), bytes.end());
    server->sent(bytes.size());
    recovery.feed(copy, now);
    recovery.do_work(now);
  }
  void send(std::span<const std::uint8_t> message) {
    server->send_sequenced(message, now);
    carry();
  }
  void run_for(std::int64_t ns) {
    const auto end = now.ns + ns;
    while (recovery.next_deadline() && recovery.next_deadline()->ns <= end) {
      now = std::max(now, *recovery.next_deadline());
      recovery.do_work(now);
      if (server) server->do_work(now);
      if (server && recovery.link().wanted()) carry();
    }
    now.ns = end;
  }
  RecoveryFate fate() {
    const auto result = recovery.next_result();
    return result ? result->fate : RecoveryFate::recovered;
  }

  Recovery recovery;
  Instant now{kS};
  std::optional<SoupServer> server;
};

TEST(Recovery, makes_books_of_a_snapshot) {
  RecoveryBench bench;
  bench.recovery.want(RecoveryReason::late_join, bench.now);
  bench.connect();
  bench.send(order_message(1));
  bench.send(order_message(2));
  EXPECT_FALSE(bench.recovery.is_done());
  bench.send(encode_end_of_snapshot(7));
  ASSERT_TRUE(bench.recovery.is_done());
  EXPECT_EQ(bench.recovery.next_sequence(), 7U);
  EXPECT_EQ(bench.recovery.accept()->orders(), 2U);
  EXPECT_FALSE(bench.recovery.is_wanted());
  EXPECT_FALSE(bench.recovery.link().wanted()) << "it is no longer of use";
}

TEST(Recovery, waits_longer_after_each_try_in_vain) {
  RecoveryBench bench;
  bench.recovery.want(RecoveryReason::late_join, bench.now);
  std::vector<std::int64_t> waits;
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(bench.recovery.link().wanted());
    bench.recovery.lost(bench.now);
    EXPECT_EQ(bench.fate(), RecoveryFate::not_connected);
    EXPECT_FALSE(bench.recovery.link().wanted());
    waits.push_back(bench.recovery.next_deadline()->ns - bench.now.ns);
    bench.run_for(waits.back());
  }
  EXPECT_LE(waits[0], 125 * kMs);
  EXPECT_GE(waits[3], 600 * kMs);
  EXPECT_GE(waits[9], 7500 * kMs);
  EXPECT_LE(waits[9], 12500 * kMs);
  bench.recovery.cancel();
  bench.recovery.forgive();
  bench.recovery.want(RecoveryReason::not_filled, bench.now);
  EXPECT_TRUE(bench.recovery.link().wanted()) << "at once";
}

TEST(Recovery, waits_no_longer_after_snapshots_that_were_taken) {
  RecoveryBench bench;
  for (int i = 0; i < 10; ++i) {
    bench.recovery.want(RecoveryReason::not_filled, bench.now);
    if (i > 0) {
      EXPECT_FALSE(bench.recovery.link().wanted()) << "not at once, one after the other";
      const auto wait_ns = bench.recovery.next_deadline()->ns - bench.now.ns;
      EXPECT_LE(wait_ns, 125 * kMs) << i;
      bench.run_for(wait_ns);
    }
    bench.connect();
    bench.send(encode_end_of_snapshot(7));
    ASSERT_TRUE(bench.recovery.is_done()) << i;
    bench.recovery.accept();
  }
  bench.recovery.want(RecoveryReason::not_filled, bench.now);
  bench.run_for(125 * kMs);
  bench.recovery.lost(bench.now);
  EXPECT_GE(bench.recovery.next_deadline()->ns - bench.now.ns, 150 * kMs) << "in vain again";
}

TEST(Recovery, gives_up_on_a_connection_that_never_stands) {
  RecoveryBench bench;
  bench.recovery.want(RecoveryReason::late_join, bench.now);
  bench.run_for(5 * kS);
  EXPECT_EQ(bench.fate(), RecoveryFate::not_connected);
}

TEST(Recovery, gives_up_on_a_server_that_sends_only_heartbeats) {
  RecoveryBench bench;
  bench.recovery.want(RecoveryReason::late_join, bench.now);
  bench.connect();
  bench.send(order_message(1));
  bench.run_for(5 * kS);
  EXPECT_EQ(bench.fate(), RecoveryFate::stalled);
}

TEST(Recovery, gives_up_on_a_snapshot_without_an_end) {
  RecoveryOptions options;
  options.image_ns = 8 * kS;
  RecoveryBench bench(options);
  bench.recovery.want(RecoveryReason::late_join, bench.now);
  bench.connect();
  for (int i = 1; i < 5; ++i) {
    bench.send(order_message(static_cast<std::uint64_t>(i)));
    bench.run_for(2 * kS);
  }
  EXPECT_EQ(bench.fate(), RecoveryFate::too_slow);
}

TEST(Recovery, believes_no_other_session_and_no_end_without_a_number) {
  RecoveryBench bench;
  bench.recovery.want(RecoveryReason::late_join, bench.now);
  bench.connect("T");
  EXPECT_EQ(bench.fate(), RecoveryFate::other_session);
  bench.run_for(kS);
  bench.connect();
  const std::array<std::uint8_t, 2> no_number{'G', '1'};
  bench.send(no_number);
  EXPECT_EQ(bench.fate(), RecoveryFate::malformed_end);
  EXPECT_FALSE(bench.recovery.is_done());
}

TEST(Recovery, counts_messages_that_fit_no_book) {
  RecoveryBench bench;
  bench.recovery.want(RecoveryReason::late_join, bench.now);
  bench.connect();
  const std::array<std::uint8_t, 2> strange{'?', 1};
  bench.send(strange);
  bench.send(order_message(1));
  bench.send(encode_end_of_snapshot(2));
  EXPECT_EQ(bench.recovery.counts().messages, 2U);
  EXPECT_EQ(bench.recovery.counts().refused_messages, 1U);
}

TEST(Recovery, a_session_that_is_kept_answers_digests_without_another_snapshot) {
  RecoveryOptions options;
  options.keeps_session = true;
  RecoveryBench bench(options);
  bench.recovery.want(RecoveryReason::late_join, bench.now);
  bench.connect();
  bench.send(encode_end_of_snapshot(2));
  bench.recovery.accept();
  const auto number = bench.recovery.link().wanted();
  ASSERT_TRUE(number);
  ASSERT_TRUE(bench.recovery.ask_digest(1, 0xabc, bench.now));
  EXPECT_EQ(bench.recovery.link().wanted(), number);
  bench.server->feed(bench.recovery.link().to_send(), bench.now);
  const auto event = bench.server->next();
  ASSERT_TRUE(event && std::holds_alternative<SoupUpstream>(*event));
  EXPECT_EQ(parse_digest_query(std::get<SoupUpstream>(*event).payload), 1U);
  bench.server->send_unsequenced(encode_digest_answer({1, 0xabc}), bench.now);
  bench.carry();
  const auto result = bench.recovery.next_digest();
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->is_equal());
}

TEST(DigestCheck, asks_again_while_the_server_does_not_know_and_gives_up_in_time) {
  DigestCheck check;
  ASSERT_TRUE(check.ask(5, 0x11, Instant{0}));
  EXPECT_EQ(check.next_question(Instant{0}), 5U);
  EXPECT_EQ(check.next_question(Instant{0}), std::nullopt);
  EXPECT_EQ(check.take({5, std::nullopt}), std::nullopt);
  EXPECT_EQ(check.next_question(Instant{100 * kMs}), 5U);
  EXPECT_EQ(check.take({4, 0x11}), std::nullopt) << "never asked";
  EXPECT_EQ(check.next_overdue(Instant{9 * kS}), std::nullopt);
  const auto overdue = check.next_overdue(Instant{10 * kS});
  ASSERT_TRUE(overdue);
  EXPECT_FALSE(overdue->is_equal());
  EXPECT_FALSE(check.is_pending());
}

}  // namespace
}  // namespace holdfast
