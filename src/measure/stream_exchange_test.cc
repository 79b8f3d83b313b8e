#include "measure/stream_exchange.h"

#include <gmock/gmock.h>

#include "measure/paced_sender.h"

namespace holdfast {
namespace {

using testing::HasSubstr;
using testing::Not;

ProbeStreamSettings some_settings() {
  ProbeStreamSettings settings;
  settings.at = {{10, 0, 0, 2}, 9000};
  return settings;
}

TEST(StreamExchange, WhatAUnitRefusesSaysWhereItIsAllowed) {
  StreamExchange exchange(some_settings());
  // As RestrictAddressFamilies=, SocketBindDeny= and IPAddressDeny= of systemd refuse.
  exchange.set_receiving("this kernel has no IPv4");
  EXPECT_THAT(exchange.state(0).why, HasSubstr("docs/systemd.md"));
  exchange.set_receiving("0.0.0.0:9000: bind: EPERM");
  EXPECT_THAT(exchange.state(0).why, HasSubstr("docs/systemd.md"));
  exchange.set_receiving("");
  exchange.set_sending("sending to 10.0.0.2:9000: Operation not permitted");
  EXPECT_THAT(exchange.state(0).why, HasSubstr("docs/systemd.md"));
  exchange.set_sending("there is no route to it (ip route)");
  EXPECT_THAT(exchange.state(0).why, Not(HasSubstr("systemd")));
}

TEST(StreamExchange, DelaysWaitForTheAgentUpToABoundAndTheRestIsCounted) {
  StreamExchange exchange(some_settings());
  std::array<std::uint8_t, kProbeMessageBytes> payload{};
  PacketBatch batch;
  batch.size = 1;
  constexpr std::size_t kMore = 7;
  for (std::size_t i = 0; i < StreamExchange::kMostDelays + kMore; ++i) {
    auto message = exchange.begin(1000);
    message.reflected_ns = 1;
    write_probe_message(message, payload);
    batch.packets[0].payload = payload;
    batch.packets[0].user_ns = 3000;
    exchange.came(batch);
  }
  const auto reading = exchange.take(3000);
  EXPECT_EQ(reading.delays_ns.size(), StreamExchange::kMostDelays);
  EXPECT_EQ(reading.delays_ns.front(), 2000);
  EXPECT_EQ(reading.dropped, kMore);
  EXPECT_EQ(exchange.take(3000).dropped, 0U);
}

TEST(StreamExchange, IsBelievedAliveAtFirstAndThenByItsPackets) {
  StreamExchange exchange(some_settings());
  const std::int64_t now = steady_ns();
  EXPECT_TRUE(exchange.is_alive(now));
  EXPECT_FALSE(exchange.is_alive(now + 10'000'000'000));
  EXPECT_EQ(exchange.state(now).state, SourceState::watching);
  EXPECT_EQ(exchange.state(now + 10'000'000'000).state, SourceState::degraded);
}

}  // namespace
}  // namespace holdfast
