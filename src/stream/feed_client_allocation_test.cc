// Every allocation of this test program is counted here: none may come from a message's way through
// a client that is warm, in order or behind a gap.
#include <gtest/gtest.h>

#include "base/allocation_count_test_fixture.h"
#include "stream/feed_client_test_fixture.h"

namespace holdfast {
namespace {

struct Silent final : FeedListener {
  std::uint64_t messages = 0;
  void on_message(std::uint64_t, std::span<const std::uint8_t>, const BookSet&) override {
    ++messages;
  }
};

// Of one message of each kind, and one that is none of ours: orders that come and go.
std::vector<std::uint8_t> packet(std::uint64_t sequence) {
  MoldPacketBuilder builder(MoldSession::of("S"), sequence);
  builder.add(order_message(sequence));
  builder.add(encode_message(OrderDelete{MessageHeader{1, 0, {sequence}}, sequence}));
  const auto bytes = builder.take();
  return {bytes.begin(), bytes.end()};
}

TEST(FeedClient, allocates_nothing_for_a_message_once_it_is_warm) {
  std::vector<std::vector<std::uint8_t>> packets;
  for (std::uint64_t sequence = 1; sequence < 20'000; sequence += 2) {
    packets.push_back(packet(sequence));
  }
  Silent listener;
  FeedClientOptions options;
  options.lines = 2;
  options.has_re_request_server = true;
  options.window_messages = 64;
  FeedClient client(options, listener);
  std::uint64_t before = 0;
  for (std::size_t i = 0; i + 3 < packets.size(); i += 3) {
    if (i == 3000) before = allocations();
    const Instant now{static_cast<std::int64_t>(i) * 1'000'000};
    client.take(0, packets[i], now);
    client.take(1, packets[i], now);
    client.take(0, packets[i + 2], now);  // behind a gap
    client.do_work(Instant{now.ns + 1'000'000});
    while (client.next_request()) {
    }
    client.take_re_requested(packets[i + 1], now);
  }
  EXPECT_EQ(allocations(), before);
  EXPECT_GT(listener.messages, 19'000U);
  EXPECT_GT(client.counts().gaps, 3000U);
}

}  // namespace
}  // namespace holdfast
