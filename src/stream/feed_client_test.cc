#include "stream/feed_client.h"

#include <gtest/gtest.h>

#include "stream/feed_client_test_fixture.h"

namespace holdfast {
namespace {

using Log = std::vector<std::string>;

TEST(FeedClient, delivers_messages_in_their_order_with_their_books) {
  FeedBench bench;
  bench.packet(0, 1, 2);
  bench.packet(0, 3, 1);
  EXPECT_EQ(bench.log(), (Log{"session S", "synchronised 1", "1", "2", "3"}));
  ASSERT_NE(bench.client().books(), nullptr);
  EXPECT_EQ(bench.client().books()->orders(), 3U);
}

TEST(FeedClient, the_first_copy_of_two_lines_counts) {
  FeedBench bench;
  bench.packet(0, 1, 2);
  bench.packet(1, 1, 3);
  bench.packet(0, 3, 1);
  EXPECT_EQ(bench.log(), (Log{"session S", "synchronised 1", "1", "2", "3"}));
  EXPECT_EQ(bench.client().lines().lines()[1].duplicates, 2U);
  EXPECT_EQ(bench.client().lines().lines()[1].first, 1U);
  EXPECT_EQ(bench.client().lines().lines()[0].duplicates, 1U);
}

TEST(FeedClient, a_gap_that_the_other_line_fills_shows_nothing_in_between) {
  FeedBench bench;
  bench.packet(0, 1, 1);
  bench.packet(0, 4, 1);
  EXPECT_EQ(bench.client().books(), nullptr);
  bench.packet(1, 2, 1);
  bench.packet(1, 3, 1);
  EXPECT_EQ(bench.log(), (Log{"session S", "synchronised 1", "1", "stale gap 2-4", "synchronised 2",
                              "2", "3", "4"}));
}

TEST(FeedClient, a_heartbeat_shows_a_gap_and_the_re_request_fills_it) {
  FeedBench bench;
  bench.packet(0, 1, 1);
  bench.heartbeat(0, 4);
  EXPECT_EQ(bench.requests(), Log{}) << "it may be on its way";
  bench.run_until(10'000'000);
  EXPECT_EQ(bench.requests().front(), "2+2");
  bench.answer(2, 2);
  EXPECT_EQ(bench.log(),
            (Log{"session S", "synchronised 1", "1", "stale gap 2-4", "synchronised 2", "2", "3"}));
  EXPECT_EQ(bench.client().counts().re_requested, 2U);
}

TEST(FeedClient, a_late_join_by_snapshot_begins_behind_the_snapshot) {
  FeedBench bench;
  bench.packet(0, 11, 1);
  bench.connect();
  bench.packet(0, 12, 1);
  bench.snapshot(11);
  bench.end_of_snapshot(12);
  EXPECT_EQ(bench.log(),
            (Log{"session S", "skipped 1-12", "recovery recovered 12", "synchronised 12", "12"}));
  EXPECT_EQ(bench.client().books()->orders(), 12U);
  EXPECT_FALSE(bench.client().wanted_connection());
}

TEST(FeedClient, a_late_join_by_re_request_asks_from_the_first_message_on) {
  FeedBench bench({.joins_by_re_request = true});
  bench.packet(0, 3, 1);
  bench.run_until(1'000'000);
  EXPECT_FALSE(bench.client().wanted_connection());
  EXPECT_EQ(bench.requests().front(), "1+2");
  bench.answer(1, 2);
  EXPECT_EQ(bench.log(), (Log{"session S", "synchronised 1", "1", "2", "3"}));
}

TEST(FeedClient, a_re_request_server_that_says_nothing_is_followed_by_a_snapshot) {
  FeedBench bench;
  bench.packet(0, 1, 1);
  bench.packet(0, 4, 1);
  bench.run_until(3'000'000'000, [&] { return bench.client().wanted_connection().has_value(); });
  bench.packet(0, 5, 1);
  bench.connect();
  bench.snapshot(5);
  bench.end_of_snapshot(6);
  EXPECT_EQ(bench.log(), (Log{"session S", "synchronised 1", "1", "stale gap 2-4", "skipped 2-6",
                              "recovery recovered 6", "synchronised 6"}));
}

TEST(FeedClient, a_snapshot_that_is_older_than_the_books_is_not_taken) {
  FeedBench bench;
  bench.packet(0, 1, 5);
  bench.packet(0, 8, 1);
  bench.run_until(3'000'000'000, [&] { return bench.client().wanted_connection().has_value(); });
  bench.connect();
  bench.end_of_snapshot(6);
  EXPECT_EQ(bench.log().back(), "recovery behind 6");
  bench.answer(6, 2);
  EXPECT_EQ(bench.log().back(), "8");
}

TEST(FeedClient, a_snapshot_beyond_what_comes_is_not_believed_for_ever) {
  FeedBench bench;
  bench.packet(0, 5, 1);
  bench.connect();
  bench.end_of_snapshot(1'000'000);
  EXPECT_EQ(bench.log(), Log{"session S"});
  for (int i = 0; i < 60; ++i) {
    bench.run_for(100'000'000);
    bench.heartbeat(0, 6);
  }
  EXPECT_EQ(bench.log(), (Log{"session S", "recovery never_reached 1000000"}));
  EXPECT_TRUE(bench.client().wanted_connection());
}

TEST(FeedClient, a_refused_login_is_tried_again_later) {
  FeedBench bench;
  bench.packet(0, 5, 1);
  bench.connect_and_refuse();
  EXPECT_EQ(bench.log().back(), "recovery rejected 0");
  EXPECT_FALSE(bench.client().wanted_connection()) << "not at once";
  bench.run_for(200'000'000);
  EXPECT_TRUE(bench.client().wanted_connection());
}

TEST(FeedClient, a_snapshot_server_that_comes_back_after_long_is_given_its_time) {
  FeedBench bench;
  bench.packet(0, 5, 1);
  const auto wants = [&] { return bench.client().wanted_connection().has_value(); };
  for (int i = 0; i < 8; ++i) {
    bench.connect_and_refuse();
    bench.run_until(60'000'000'000, wants);
    bench.heartbeat(0, 6);
  }
  ASSERT_GT(bench.now().ns, 10'000'000'000);
  bench.connect();  // accepted before the client does anything else
  bench.run_for(100'000'000);
  EXPECT_EQ(bench.log().back(), "recovery rejected 0");
  bench.snapshot(5);
  bench.end_of_snapshot(6);
  EXPECT_EQ(bench.log().back(), "synchronised 6");
}

TEST(FeedClient, silence_makes_the_books_stale_until_a_heartbeat_agrees) {
  FeedBench bench;
  bench.packet(0, 1, 1);
  bench.run_for(6'000'000'000);
  bench.heartbeat(0, 2);
  EXPECT_EQ(bench.log(),
            (Log{"session S", "synchronised 1", "1", "stale silence 0-0", "synchronised 2"}));
}

TEST(FeedClient, a_session_ends_once_all_its_messages_are_there) {
  FeedBench bench;
  bench.packet(0, 1, 1);
  bench.end_of_session(0, 3);
  EXPECT_FALSE(bench.client().has_ended());
  bench.answer(2, 1);
  EXPECT_EQ(bench.log().back(), "end whole");
  EXPECT_TRUE(bench.client().has_ended());
}

TEST(FeedClient, an_end_whose_messages_never_come_is_one_that_is_not_whole) {
  FeedBench bench;
  bench.packet(0, 1, 1);
  bench.end_of_session(0, 3);
  bench.run_for(70'000'000'000);
  EXPECT_EQ(bench.log().back(), "end not whole");
  EXPECT_EQ(bench.client().books(), nullptr);
}

TEST(FeedClient, a_server_that_began_anew_is_followed_and_a_stray_packet_is_not) {
  FeedBench bench;
  bench.packet(0, 1, 2);
  bench.use_session("T");
  bench.packet(0, 1, 1);
  EXPECT_EQ(bench.log().back(), "2");
  bench.use_session("S");
  bench.packet(0, 3, 1);
  bench.use_session("T");
  for (std::uint64_t sequence = 1; sequence < 4; ++sequence) bench.packet(0, sequence, 1);
  EXPECT_EQ(bench.log().back(), "session T");
  EXPECT_EQ(bench.client().next_sequence(), 1U);
  bench.answer(1, 2);
  EXPECT_EQ(bench.log()[bench.log().size() - 2], "3");
  EXPECT_EQ(bench.log().back(), "recovery cancelled 0") << "of the late join";
}

TEST(FeedClient, a_server_that_began_anew_under_its_old_name_is_found_out) {
  FeedBench bench;
  bench.packet(0, 1, 50);
  bench.run_for(6'000'000'000);
  for (std::uint64_t sequence = 1; sequence < 5; ++sequence) bench.packet(0, sequence, 1);
  EXPECT_EQ(bench.client().counts().sessions, 2U);
}

TEST(FeedClient, a_wrong_sequence_number_is_taken_back) {
  FeedBench bench({.has_snapshot_server = false});
  bench.packet(0, 1, 1);
  bench.heartbeat(0, 1'000'000'000'000);
  EXPECT_FALSE(bench.client().is_synchronised());
  for (int i = 0; i < 12; ++i) {
    bench.run_for(100'000'000);
    bench.heartbeat(0, 2);
  }
  EXPECT_EQ(bench.log().back(), "synchronised 2");
}

TEST(FeedClient, malformed_packets_are_counted_by_their_kind) {
  FeedBench bench;
  bench.packet(0, 1, 1);
  const std::vector<std::uint8_t> shorter(19), nothing;
  bench.client().take(0, shorter, bench.now());
  bench.client().take(1, nothing, bench.now());
  bench.heartbeat(0, 0);
  bench.packet(0, 2, 1);
  const auto& faults = bench.client().counts().faults;
  EXPECT_EQ(faults[static_cast<std::size_t>(PacketFault::no_header)], 2U);
  EXPECT_EQ(faults[static_cast<std::size_t>(PacketFault::bad_sequence)], 1U);
  EXPECT_EQ(bench.client().lines().lines()[0].faults, 2U);
  EXPECT_EQ(bench.log().back(), "2");
}

TEST(FeedClient, asks_the_server_for_the_digest_of_its_books) {
  FeedBench bench;
  bench.packet(0, 1, 3);
  ASSERT_TRUE(bench.client().ask_digest(bench.now()));
  bench.connect();
  bench.end_of_snapshot(4);
  bench.run_for(1);
  bench.digest(3, bench.client().books()->digest());
  EXPECT_EQ(bench.log().back(), "digest 3 equal");
  ASSERT_TRUE(bench.client().ask_digest(bench.now()));
  bench.run_for(1);
  bench.connect();
  bench.end_of_snapshot(4);
  bench.digest(3, 1);
  EXPECT_EQ(bench.log().back(), "digest 3 unequal");
  ASSERT_TRUE(bench.client().ask_digest(bench.now()));
  bench.run_for(11'000'000'000);
  EXPECT_EQ(bench.log().back(), "digest 3 unknown");
}

}  // namespace
}  // namespace holdfast
