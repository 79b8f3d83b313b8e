#include "net/multicast_sender.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "net/loopback_test_fixture.h"
#include "net/sent_datagrams_test_fixture.h"
#include "net/udp_socket.h"

namespace holdfast {
namespace {

UdpSocket member_of(const std::string& group, std::uint16_t port) {
  auto socket = open_udp_socket({.local = endpoint_of(group, port), .interface = "lo"});
  EXPECT_TRUE(socket) << socket.error().sentence;
  return std::move(*socket);
}

MulticastSender sender_to(std::vector<Endpoint> groups, bool segments = true,
                          std::size_t most = 64) {
  auto made = MulticastSender::make(
      {.groups = std::move(groups), .interface = "lo", .segments = segments, .most_waiting = most});
  EXPECT_TRUE(made) << made.error().sentence;
  return std::move(*made);
}

void send_and_compare(MulticastSender& sender, const UdpSocket& member,
                      const std::vector<Datagram>& datagrams) {
  for (const auto& one : datagrams) sender.add(0, one);
  sender.flush();
  EXPECT_EQ(received(member.descriptor, datagrams.size()), datagrams);
}

TEST(MulticastSender, SendsTheDatagramsOfEachGroupToItInTheirOrder) {
  auto first = member_of("239.77.1.1", 0);
  auto second = member_of("239.77.1.2", 0);
  auto sender = sender_to({first.local, second.local});
  std::vector<Datagram> to_first, to_second;
  for (std::uint8_t i = 0; i < 20; ++i) {
    to_first.push_back(datagram_of(30U + i, i));
    to_second.push_back(datagram_of(500U - i, i));
  }
  for (std::size_t i = 0; i < 20; ++i) {
    sender.add(0, to_first[i]);
    sender.add(1, to_second[i]);
  }
  sender.flush();
  EXPECT_EQ(received(first.descriptor, 20), to_first);
  EXPECT_EQ(received(second.descriptor, 20), to_second);
  EXPECT_EQ(sender.counts().calls, 1U);
  EXPECT_EQ(sender.counts().datagrams, 40U);
  EXPECT_EQ(sender.counts().bytes, 20U * 30 + 190 + 20U * 500 - 190);
  EXPECT_EQ(sender.counts().refused, 0U);
}

TEST(MulticastSender, DatagramsThatGoDownTogetherArriveApart) {
  auto member = member_of("239.77.1.3", 0);
  auto sender = sender_to({member.local});
  if (!sender.segments()) GTEST_SKIP() << "this kernel has no UDP_SEGMENT";
  std::vector<Datagram> datagrams(5, datagram_of(1000, 7));
  datagrams.push_back(datagram_of(40, 8));  // shorter: may be the last of them
  datagrams.push_back(datagram_of(41, 9));  // longer: begins anew
  send_and_compare(sender, member, datagrams);
  EXPECT_EQ(sender.counts().segmented, 6U);
  EXPECT_EQ(sender.counts().datagrams, 7U);
}

TEST(MulticastSender, MoreThanSixtyFourEqualDatagramsAllArrive) {
  auto member = member_of("239.77.1.4", 0);
  auto sender = sender_to({member.local}, true, 200);
  send_and_compare(sender, member, std::vector<Datagram>(150, datagram_of(100, 1)));
  EXPECT_EQ(sender.counts().refused, 0U);
}

TEST(MulticastSender, WithoutSegmentsEachGoesByItself) {
  auto member = member_of("239.77.1.5", 0);
  auto sender = sender_to({member.local}, false);
  send_and_compare(sender, member, std::vector<Datagram>(5, datagram_of(100, 1)));
  EXPECT_EQ(sender.counts().segmented, 0U);
}

void set_loopback_mtu(int mtu) {
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_mtu = mtu;
  ASSERT_EQ(::ioctl(socket.fd(), SIOCSIFMTU, &request), 0);
}

TEST(MulticastSender, WhatTheKernelCannotCutGoesOneByOneFromThenOn) {
  const auto why = in_own_network([] {
    auto member = member_of("239.77.1.8", 0);
    auto sender = sender_to({member.local});
    if (!sender.segments()) return;
    set_loopback_mtu(600);  // a part of 1,000 bytes is no packet; a datagram is several fragments
    send_and_compare(
        sender, member,
        {datagram_of(50, 0), datagram_of(1000, 1), datagram_of(1000, 2), datagram_of(1000, 3)});
    EXPECT_FALSE(sender.segments());
    EXPECT_EQ(sender.counts().refused, 0U);
  });
  if (!why.empty()) GTEST_SKIP() << why;
}

TEST(MulticastSender, ADatagramThatNoWayTakesIsRefusedAlone) {
  auto member = member_of("239.77.1.6", 0);
  auto sender = sender_to({member.local});
  const Datagram impossible(65'530), first = datagram_of(30, 1), second = datagram_of(20, 1);
  for (const auto* datagram : {&impossible, &first, &second}) sender.add(0, *datagram);
  sender.flush();
  EXPECT_EQ(received(member.descriptor, 2).size(), 2U);
  EXPECT_EQ(sender.counts().refused, 1U);
  EXPECT_EQ(sender.counts().by_error[0].error, EMSGSIZE);
  EXPECT_EQ(sender.counts().by_error[0].datagrams, 1U);
}

TEST(MulticastSender, AFullBatchIsSentByAdd) {
  auto member = member_of("239.77.1.7", 0);
  auto sender = sender_to({member.local}, true, 4);
  const auto datagram = datagram_of(60, 3);
  for (int i = 0; i < 9; ++i) sender.add(0, datagram);
  EXPECT_EQ(sender.counts().datagrams, 8U);
  sender.flush();
  EXPECT_EQ(received(member.descriptor, 9).size(), 9U);
}

TEST(MulticastSender, RefusesWhatIsNoGroupAndHasNoWay) {
  const auto refusal = [](std::vector<Endpoint> groups, const std::string& interface) {
    auto made = MulticastSender::make({.groups = std::move(groups), .interface = interface});
    EXPECT_FALSE(made);
    return made ? std::string() : made.error().sentence;
  };
  EXPECT_EQ(refusal({}, ""), "multicast: no group to send to");
  EXPECT_EQ(refusal({endpoint_of("127.0.0.1", 4000)}, "lo"),
            "multicast: 127.0.0.1:4000 is no group: those are 224.0.0.0 to 239.255.255.255, and "
            "ff00::/8");
  EXPECT_EQ(refusal({endpoint_of("239.1.1.1", 4000), endpoint_of("ff15::1", 4000)}, "lo"),
            "multicast: 239.1.1.1:4000 and [ff15::1]:4000 cannot be sent to by one sender: take "
            "IPv4 or IPv6 for all");
  EXPECT_EQ(refusal({endpoint_of("239.1.1.1", 4000)}, "nosuch7"),
            "no interface nosuch7 (ip -br link shows those there are)");
  const auto why = in_own_network([&] {
    EXPECT_EQ(refusal({endpoint_of("239.1.1.1", 4000)}, ""),
              "sending to udp 239.1.1.1:4000: there is no route to it (ip route)");
  });
  if (!why.empty()) GTEST_SKIP() << why;
}

}  // namespace
}  // namespace holdfast
