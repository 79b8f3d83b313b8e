#include "measure/flow_sender.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <map>

#include "host/descriptor.h"

namespace holdfast {
namespace {

/// A receiver on loopback with room for the test's packets.
struct Receiver {
  Descriptor socket{::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  std::uint16_t port = 0;

  Receiver() {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    auto* const address = reinterpret_cast<sockaddr*>(&at);
    const int bytes = 8 << 20;
    (void)::setsockopt(socket.fd(), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    EXPECT_EQ(::bind(socket.fd(), address, size), 0);
    EXPECT_EQ(::getsockname(socket.fd(), address, &size), 0);
    port = ntohs(at.sin_port);
  }
  std::map<std::uint16_t, int> packets_by_source() const {
    std::map<std::uint16_t, int> packets;
    sockaddr_in from{};
    socklen_t size = sizeof from;
    char byte = 0;
    while (::recvfrom(socket.fd(), &byte, 1, 0, reinterpret_cast<sockaddr*>(&from), &size) >= 0) {
      ++packets[ntohs(from.sin_port)];
      size = sizeof from;
    }
    return packets;
  }
};

const auto kNever = [] { return false; };

TEST(FlowSender, EachFlowHasASourcePortOfItsOwnAndAllItsPackets) {
  const Receiver receiver;
  const auto sent = send_flows(
      {.remote = {{127, 0, 0, 1}, receiver.port}, .flows = 300, .packets = 3, .rate = 1e5}, kNever);
  ASSERT_TRUE(sent) << sent.error().sentence;
  EXPECT_EQ(sent->sent, 900U);
  EXPECT_EQ(sent->refused, 0U);
  const auto packets = receiver.packets_by_source();
  EXPECT_EQ(packets.size(), 300U);
  for (const auto& [port, count] : packets) EXPECT_EQ(count, 3) << port;
  EXPECT_EQ(packets.begin()->first, sent->last_port);
  EXPECT_EQ(packets.rbegin()->first, sent->first_port);
}

TEST(FlowSender, APortThatAnotherSocketHasIsLeftOut) {
  const Receiver receiver, other;
  sockaddr_in taken{};
  taken.sin_family = AF_INET;
  taken.sin_port = htons(65535);
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  // Taken by it, or by another program already.
  const bool is_ours =
      ::bind(socket.fd(), reinterpret_cast<const sockaddr*>(&taken), sizeof taken) == 0;
  EXPECT_TRUE(is_ours || errno == EADDRINUSE);
  const auto sent = send_flows(
      {.remote = {{127, 0, 0, 1}, receiver.port}, .flows = 2, .packets = 1, .rate = 1e5}, kNever);
  ASSERT_TRUE(sent);
  EXPECT_LT(sent->first_port, 65535);
  EXPECT_EQ(receiver.packets_by_source().size(), 2U);
}

TEST(FlowSender, ThatNobodyListensIsNoReasonToSendLess) {
  std::uint16_t closed = 0;
  {
    const Receiver receiver;
    closed = receiver.port;
  }
  const auto sent = send_flows(
      {.remote = {{127, 0, 0, 1}, closed}, .flows = 4, .packets = 5, .rate = 1e4}, kNever);
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->sent, 20U);
  EXPECT_EQ(sent->refused, 0U);
}

TEST(FlowSender, TheRateIsKept) {
  const Receiver receiver;
  const auto sent = send_flows(
      {.remote = {{127, 0, 0, 1}, receiver.port}, .flows = 10, .packets = 5, .rate = 500}, kNever);
  ASSERT_TRUE(sent);
  EXPECT_GE(sent->seconds, 49.0 / 500);
}

TEST(FlowSender, ItEndsWhenItIsToldTo) {
  const Receiver receiver;
  int asked = 0;
  const auto sent = send_flows({.remote = {{127, 0, 0, 1}, receiver.port}, .rate = 1e5},
                               [&asked] { return ++asked > 100; });
  ASSERT_TRUE(sent);
  EXPECT_GT(sent->sent, 0U);
  EXPECT_LT(sent->sent, 100U);
}

TEST(FlowSender, AnAddressWithoutARouteIsRefusedAtOnce) {
  const auto sent = send_flows({.remote = {{255, 255, 255, 255}, 9}}, kNever);
  ASSERT_FALSE(sent);
}

}  // namespace
}  // namespace holdfast
