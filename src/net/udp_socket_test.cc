#include "net/udp_socket.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "net/control_message.h"
#include "net/loopback_test_fixture.h"
#include "net/receive_slots.h"

namespace holdfast {
namespace {

std::string sentence_of(const Result<UdpSocket>& result) {
  return result ? "" : result.error().sentence;
}

TEST(UdpSocketTest, AFreePortIsToldOnceItIsBound) {
  const auto socket = open_udp_socket({.local = endpoint_of("127.0.0.1", 0)});
  ASSERT_TRUE(socket) << sentence_of(socket);
  EXPECT_NE(socket->local.port, 0);
  EXPECT_TRUE(drops_of(socket->descriptor.fd()));
}

TEST(UdpSocketTest, APacketCarriesHowManyWereDroppedBeforeIt) {
  auto socket =
      open_udp_socket({.local = endpoint_of("127.0.0.1", 0), .receive_buffer_bytes = 4096});
  ASSERT_TRUE(socket) << sentence_of(socket);
  auto sender = UdpSender::make({.remote = socket->local});
  ASSERT_TRUE(sender) << sender.error().sentence;
  constexpr std::uint32_t kPackets = 300;
  for (std::uint64_t i = 0; i < kPackets; ++i) ASSERT_TRUE(send_number(*sender, i));
  const int fd = socket->descriptor.fd();
  ReceiveSlots slots(1);
  std::uint32_t had = 0;
  for (; ::recvmsg(fd, slots.message(0), MSG_DONTWAIT) >= 0; ++had) {
    EXPECT_FALSE(parse_control_messages(slots.control(0)).drops);
    slots.prepare(0);
  }
  EXPECT_EQ(drops_of(fd), kPackets - had);
  ASSERT_TRUE(send_number(*sender, 0));
  ASSERT_GT(::recvmsg(fd, slots.message(0), 0), 0);
  EXPECT_EQ(parse_control_messages(slots.control(0)).drops, kPackets - had);
}

TEST(UdpSocketTest, APortThatIsTakenIsRefusedWithTheRemedy) {
  for (const auto* address : {"127.0.0.1", "::1"}) {
    const auto first = open_udp_socket({.local = endpoint_of(address, 0)});
    ASSERT_TRUE(first) << sentence_of(first);
    const auto second = open_udp_socket({.local = first->local});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::failed);
    EXPECT_EQ(sentence_of(second), "udp " + to_text(first->local) +
                                       ": another socket has this port (ss -ulnp 'sport = :" +
                                       std::to_string(first->local.port) +
                                       "' shows whose); end it, or take another port");
  }
}

TEST(UdpSocketTest, AnInterfaceThatIsNotThereIsRefused) {
  const auto socket =
      open_udp_socket({.local = endpoint_of("127.0.0.1", 0), .interface = "nosuch7"});
  ASSERT_FALSE(socket);
  EXPECT_EQ(socket.error().code, ErrorCode::absent);
  EXPECT_EQ(sentence_of(socket), "no interface nosuch7 (ip -br link shows those there are)");
}

TEST(UdpSocketTest, AnAddressThatIsNotOursIsRefused) {
  const auto why = in_own_network([] {
    const auto socket = open_udp_socket({.local = endpoint_of("192.0.2.1", 5000)});
    ASSERT_FALSE(socket);
    EXPECT_EQ(socket.error().code, ErrorCode::absent);
    EXPECT_EQ(sentence_of(socket),
              "udp 192.0.2.1:5000: no interface here has this address (ip -br address shows those "
              "there are)");
  });
  if (!why.empty()) GTEST_SKIP() << why;
}

TEST(UdpSocketTest, WhatIsNoAddressIsRefused) {
  const auto of_five = open_udp_socket({.local = {{1, 2, 3, 4, 5}, 5000}});
  ASSERT_FALSE(of_five);
  EXPECT_EQ(of_five.error().code, ErrorCode::usage);
  const auto of_a_link = open_udp_socket({.local = endpoint_of("fe80::1", 5000)});
  EXPECT_EQ(sentence_of(of_a_link), "fe80::1 is of one link only: name its interface");
}

TEST(UdpSocketTest, ALowPortNamesTheCapabilityThatItTakes) {
  const auto why = in_own_network([] {
    without_capability(CAP_NET_BIND_SERVICE, [] {
      const auto socket = open_udp_socket({.local = endpoint_of("127.0.0.1", 123)});
      ASSERT_FALSE(socket);
      EXPECT_EQ(socket.error().code, ErrorCode::denied);
      EXPECT_EQ(sentence_of(socket), "udp 127.0.0.1:123: a port so low takes CAP_NET_BIND_SERVICE");
    });
  });
  if (!why.empty()) GTEST_SKIP() << why;
}

TEST(UdpSocketTest, ASmallerReceiveBufferIsToldWithBothSizesAndTheRemedy) {
  without_capability(CAP_NET_ADMIN, [] {
    const auto socket =
        open_udp_socket({.local = endpoint_of("127.0.0.1", 0), .receive_buffer_bytes = 1U << 30});
    ASSERT_TRUE(socket) << sentence_of(socket);
    ASSERT_EQ(socket->notes.size(), 1U);
    EXPECT_NE(socket->notes[0].find(" bytes, not 1073741824: "), std::string::npos);
    EXPECT_NE(socket->notes[0].find("sysctl -w net.core.rmem_max=1073741824"), std::string::npos);
  });
}

TEST(UdpSocketTest, PreferringBusyPollsNamesTheCapabilityThatItTakes) {
  without_capability(CAP_NET_ADMIN, [] {
    const auto socket = open_udp_socket({.method = ReceiveMethod::busy_poll,
                                         .local = endpoint_of("127.0.0.1", 0),
                                         .receive_buffer_bytes = 4096,
                                         .prefer_busy_poll = true});
    ASSERT_FALSE(socket);
    EXPECT_EQ(socket.error().code, ErrorCode::denied);
    EXPECT_NE(sentence_of(socket).find("BUSY_POLL takes CAP_NET_ADMIN"), std::string::npos);
  });
}

TEST(UdpSocketTest, HardwareStampsOfLoopbackAreSaidNotToBe) {
  for (const auto* interface : {"", "lo"}) {
    const auto socket = open_udp_socket({.local = endpoint_of("127.0.0.1", 0),
                                         .interface = interface,
                                         .receive_buffer_bytes = 4096,
                                         .hardware_stamps = true});
    ASSERT_TRUE(socket) << sentence_of(socket);
    EXPECT_EQ(socket->notes, std::vector<std::string>{"lo has no hardware timestamps"});
  }
  const auto of_any = open_udp_socket(
      {.local = endpoint_of("0.0.0.0", 0), .receive_buffer_bytes = 4096, .hardware_stamps = true});
  ASSERT_TRUE(of_any) << sentence_of(of_any);
  ASSERT_EQ(of_any->notes.size(), 1U);
  EXPECT_NE(of_any->notes[0].find("name its interface"), std::string::npos);
}

TEST(UdpSocketTest, EverySocketThatJoinedAGroupHasItsPackets) {
  const auto why = in_own_network([] {
    const auto group = endpoint_of("239.1.2.3", 5000);
    const ReceiverOptions options{.local = group, .interface = "lo"};
    auto first = make_receiver(options);
    auto second = make_receiver(options);
    ASSERT_TRUE(first) << first.error().sentence;
    ASSERT_TRUE(second) << second.error().sentence;
    auto sender = UdpSender::make({.remote = group, .interface = "lo", .multicast_loop = true});
    ASSERT_TRUE(sender) << sender.error().sentence;
    for (std::uint64_t i = 0; i < 10; ++i) ASSERT_TRUE(send_number(*sender, i));
    for (auto* const receiver : {first->get(), second->get()}) {
      std::uint64_t expected = 0;
      EXPECT_EQ(receive_all(*receiver, 10,
                            [&](const auto& packet) { EXPECT_EQ(number_of(packet), expected++); }),
                10U);
    }
  });
  if (!why.empty()) GTEST_SKIP() << why;
}

TEST(UdpSocketTest, AGroupHasOnlyItsOwnPackets) {
  const auto why = in_own_network([] {
    auto receiver = make_receiver({.local = endpoint_of("239.1.2.3", 5000), .interface = "lo"});
    auto other = make_receiver({.local = endpoint_of("239.1.2.4", 5000), .interface = "lo"});
    auto sender = UdpSender::make({.remote = endpoint_of("239.1.2.4", 5000), .interface = "lo"});
    ASSERT_TRUE(receiver && other && sender);
    ASSERT_TRUE(send_number(*sender, 1));
    EXPECT_EQ(receive_all(**other, 1, [](const auto&) {}), 1U);
    PacketBatch batch;
    EXPECT_EQ((*receiver)->receive(batch, 0), ReceiveOutcome::nothing);
  });
  if (!why.empty()) GTEST_SKIP() << why;
}

TEST(UdpSocketTest, AGroupWithoutARouteOrAnInterfaceIsRefused) {
  const auto why = in_own_network([] {
    const auto socket = open_udp_socket({.local = endpoint_of("239.1.2.3", 5000)});
    ASSERT_FALSE(socket);
    EXPECT_EQ(socket.error().code, ErrorCode::absent);
    EXPECT_EQ(sentence_of(socket),
              "multicast group 239.1.2.3: no route says on which interface to join it; name the "
              "interface");
  });
  if (!why.empty()) GTEST_SKIP() << why;
}

TEST(UdpSocketTest, AGroupOfIPv6HasItsPacketsOnTheInterfaceNamed) {
  std::string why_no_pair;
  const auto why = in_own_network([&] {
    // Not on lo, which does not loop IPv6's groups; without duplicate address detection, which
    // takes a second.
    if (std::system("ip link add near type veth peer name far && "
                    "ip addr add fe80::1/64 dev near nodad && "
                    "ip addr add fe80::2/64 dev far nodad && "
                    "ip link set near up && ip link set far up") != 0) {
      why_no_pair = "no veth pair can be made";
      return;
    }
    const auto group = endpoint_of("ff02::1234", 5000);
    auto receiver = make_receiver({.local = group, .interface = "far"});
    ASSERT_TRUE(receiver) << receiver.error().sentence;
    const SenderOptions to_group{.remote = group, .interface = "near"};
    auto sender = UdpSender::make(to_group);
    // The routes of a new link come a moment later (linkwatch).
    for (int turn = 0; turn < 300 && !sender; ++turn) {
      ::usleep(10'000);
      sender = UdpSender::make(to_group);
    }
    ASSERT_TRUE(sender) << sender.error().sentence;
    ASSERT_TRUE(send_number(*sender, 7)) << sender->last_errno();
    EXPECT_EQ(
        receive_all(**receiver, 1, [](const auto& packet) { EXPECT_EQ(number_of(packet), 7U); }),
        1U);
    auto of_link = make_receiver({.local = endpoint_of("fe80::2", 0), .interface = "far"});
    EXPECT_TRUE(of_link) << of_link.error().sentence;
  });
  if (!why.empty() || !why_no_pair.empty()) GTEST_SKIP() << why << why_no_pair;
}

}  // namespace
}  // namespace holdfast
