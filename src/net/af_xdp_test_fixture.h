// AF_XDP on a veth pair of the test's own: no zero-copy, and device stamps are always 0.
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

#include "bpf/bpf_object.h"
#include "net/receiver_kinds.h"
#include "net/veth_test_fixture.h"
#include "net/wall_clock.h"

namespace holdfast {

inline constexpr std::uint16_t kPort = 9000;
inline constexpr std::int64_t kWaitNs = 2'000'000'000;

inline ReceiverOptions options_for(XdpMode mode, bool waits = false) {
  ReceiverOptions options;
  options.method = ReceiveMethod::af_xdp;
  options.local = {{10, 77, 0, 1}, kPort};
  options.interface = "va";
  options.xdp.mode = mode;
  options.xdp.waits = waits;
  return options;
}

/// Packets until there are `wanted` or it takes too long; a copy of each payload's first 8 bytes.
struct Received {
  std::vector<std::uint64_t> numbers;
  std::size_t stamped = 0, odd_stamps = 0;
};
inline Received receive(PacketReceiver& receiver, std::size_t wanted) {
  Received received;
  PacketBatch batch;
  const std::int64_t until = wall_ns() + kWaitNs;
  while (received.numbers.size() < wanted && wall_ns() < until) {
    if (receiver.receive(batch, 100'000'000) == ReceiveOutcome::failed) break;
    for (std::size_t i = 0; i < batch.size; ++i) {
      const auto& packet = batch.packets[i];
      std::uint64_t number = 0;
      std::memcpy(&number, packet.payload.data(), std::min<std::size_t>(8, packet.payload.size()));
      received.numbers.push_back(number);
      if (packet.kernel_ns == 0) continue;
      ++received.stamped;
      const auto delay_ns = packet.user_ns - packet.kernel_ns;
      if (delay_ns < 0 || delay_ns > kWaitNs || packet.device_ns != 0) ++received.odd_stamps;
    }
  }
  return received;
}

class AfXdpReceiverTest : public ::testing::TestWithParam<XdpMode> {
 protected:
  void SetUp() override {
    if (const auto why = why_no_bpf(); !why.empty()) GTEST_SKIP() << why;
    if (!veth_.ready()) GTEST_SKIP() << "no veth pair in a network namespace of one's own";
  }
  VethPair veth_;
};

inline void send_number(const Descriptor& sender, std::uint64_t number) {
  std::array<std::uint8_t, 288> bytes{};
  std::memcpy(bytes.data(), &number, sizeof number);
  ASSERT_EQ(::send(sender.fd(), bytes.data(), bytes.size(), 0), 288);
}

}  // namespace holdfast
