#include "net/af_xdp_sender.h"

#include <gtest/gtest.h>
#include <linux/capability.h>

#include <cerrno>

#include "net/af_xdp_way.h"
#include "net/loopback_test_fixture.h"
#include "net/sent_datagrams_test_fixture.h"
#include "net/veth_test_fixture.h"

namespace holdfast {
namespace {

constexpr std::uint16_t kPort = 4000;

AfXdpSenderOptions options_to(std::vector<Endpoint> groups) {
  return {.groups = std::move(groups), .interface = "va"};
}

std::string refusal(const AfXdpSenderOptions& options) {
  const auto made = AfXdpSender::make(options);
  EXPECT_FALSE(made);
  return made ? "" : made.error().sentence;
}

class AfXdpSenderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!veth_.ready()) GTEST_SKIP() << "no veth pair in a network namespace of one's own";
    const auto made = AfXdpSender::make(options_to({group_}));
    if (!made && made.error().code != ErrorCode::failed) GTEST_SKIP() << made.error().sentence;
  }
  AfXdpSender sender_to(std::vector<Endpoint> groups) {
    auto made = AfXdpSender::make(options_to(std::move(groups)));
    EXPECT_TRUE(made) << made.error().sentence;
    return *std::move(made);
  }

  VethPair veth_;
  Endpoint group_ = endpoint_of("239.77.2.1", kPort);
};

// The kernel on the other side verifies every checksum: none was offloaded.
TEST_F(AfXdpSenderTest, sends_the_datagrams_of_each_group_to_it_in_their_order) {
  const auto first = veth_.far_member("239.77.2.1", kPort);
  const auto second = veth_.far_member("239.77.2.2", kPort);
  auto sender = sender_to({group_, endpoint_of("239.77.2.2", kPort)});
  std::vector<Datagram> to_first, to_second;
  for (std::uint8_t i = 0; i < 20; ++i) {
    to_first.push_back(datagram_of(i, i));
    to_second.push_back(datagram_of(1472U - i, i));
    sender.add(0, to_first.back());
    sender.add(1, to_second.back());
  }
  sender.flush();
  EXPECT_EQ(received(first, 20), to_first);
  EXPECT_EQ(received(second, 20), to_second);
  EXPECT_EQ(sender.counts().datagrams, 40U);
  EXPECT_EQ(sender.counts().bytes, 190U + 20U * 1472 - 190);
  EXPECT_EQ(sender.counts().refused, 0U);
}

TEST_F(AfXdpSenderTest, sends_by_ipv6_too) {
  const auto member = veth_.far_member6("ff05::77", kPort);
  auto options = options_to({endpoint_of("ff05::77", kPort)});
  options.datagram_bytes = 1452;
  auto sender = AfXdpSender::make(options);
  ASSERT_TRUE(sender) << sender.error().sentence;
  const std::vector<Datagram> datagrams = {datagram_of(1, 1), datagram_of(333, 2),
                                           datagram_of(1452, 3)};
  for (const auto& one : datagrams) sender->add(0, one);
  sender->flush();
  EXPECT_EQ(received(member, 3), datagrams);
}

TEST_F(AfXdpSenderTest, more_than_its_memory_holds_all_arrive_in_order) {
  const auto member = veth_.far_member("239.77.2.1", kPort);
  auto sender = sender_to({group_});
  std::vector<Datagram> sent;
  for (std::size_t i = 0; i < 5000; ++i) {
    sent.push_back(datagram_of(64 + i % 1000, static_cast<std::uint8_t>(i)));
    sender.add(0, sent.back());
  }
  sender.flush();
  EXPECT_TRUE(received(member, sent.size()) == sent);
  EXPECT_EQ(sender.counts().refused, 0U);
}

TEST_F(AfXdpSenderTest, what_the_driver_drops_without_a_carrier_is_counted) {
  const auto member = veth_.far_member("239.77.2.1", kPort);
  auto sender = sender_to({group_});
  ASSERT_TRUE(veth_.run_far("ip link set vb down"));
  for (int i = 0; i < 3; ++i) sender.add(0, datagram_of(100, 1));
  sender.flush();
  EXPECT_EQ(sender.counts().refused, 3U);
  EXPECT_EQ(sender.counts().by_error[0].error, EBUSY);
  ASSERT_TRUE(veth_.run_far("ip link set vb up"));
  const auto again = datagram_of(100, 2);
  sender.add(0, again);
  sender.flush();
  EXPECT_EQ(received(member, 1), std::vector<Datagram>{again});
  EXPECT_EQ(sender.counts().refused, 3U);
}

TEST_F(AfXdpSenderTest, what_waits_while_the_interface_is_down_goes_when_it_is_up) {
  const auto member = veth_.far_member("239.77.2.1", kPort);
  auto sender = sender_to({group_});
  ASSERT_TRUE(VethPair::run("ip link set va down"));
  std::vector<Datagram> kept;
  for (std::size_t i = 0; i < 1100; ++i) {  // 76 more than it has memory for
    const auto datagram = datagram_of(60, static_cast<std::uint8_t>(i));
    if (i < 1024) kept.push_back(datagram);
    sender.add(0, datagram);
  }
  sender.flush();
  EXPECT_EQ(sender.counts().refused, 76U);
  EXPECT_EQ(sender.counts().by_error[0].error, ENETDOWN);
  EXPECT_EQ(sender.counts().by_error[0].datagrams, 76U);
  ASSERT_TRUE(VethPair::run("ip link set va up"));
  sender.flush();
  EXPECT_TRUE(received(member, kept.size()) == kept);
}

TEST_F(AfXdpSenderTest, says_what_it_cannot_do) {
  auto options = options_to({group_});
  options.interface = "";
  EXPECT_EQ(refusal(options), "AF_XDP needs an interface to send from: --interface NAME");
  options.interface = "nosuch7";
  EXPECT_EQ(refusal(options), "no interface nosuch7 (ip -br link shows those there are)");
  options = options_to({});
  EXPECT_EQ(refusal(options), "multicast: no group to send to");
  options = options_to({group_});
  options.ttl = 0;
  EXPECT_EQ(refusal(options),
            "a TTL of 0 keeps datagrams on this host, and AF_XDP goes around it: take 1");
  options = options_to({group_});
  options.xdp.queue = 1;
  EXPECT_EQ(refusal(options), "no send queue 1 of va: it has 1, from 0 to 0");
  options = options_to({group_});
  options.datagram_bytes = 1473;
  EXPECT_EQ(refusal(options),
            "a datagram of 1473 bytes is a packet of 1501, and AF_XDP sends at most 1500 by va, "
            "whose MTU is 1500: --datagram 1472");
  ASSERT_TRUE(VethPair::run("ip link set va mtu 9000"));
  options.datagram_bytes = 4000;
  EXPECT_EQ(refusal(options),
            "a datagram of 4000 bytes is a packet of 4028, and AF_XDP sends at most 2034 by va, "
            "whose MTU is 9000: --datagram 2006");
}

TEST_F(AfXdpSenderTest, a_queue_has_one_socket) {
  const auto first = sender_to({group_});
  EXPECT_EQ(refusal(options_to({group_})),
            "queue 0 of va has an AF_XDP socket already (EBUSY for a second)");
}

TEST_F(AfXdpSenderTest, zero_copy_is_asked_of_the_driver_and_leaves_no_program_behind) {
  auto options = options_to({group_});
  options.xdp.mode = XdpMode::zero_copy;
  EXPECT_EQ(refusal(options).rfind("the driver of va refuses zero-copy AF_XDP on queue 0", 0), 0U)
      << refusal(options);
  EXPECT_FALSE(VethPair::run("ip link show va | grep -q xdp"));
}

TEST_F(AfXdpSenderTest, an_interface_without_an_address_is_told) {
  ASSERT_TRUE(VethPair::run("ip address flush dev va scope global"));
  EXPECT_EQ(refusal(options_to({group_})), "va has no address to send from (ip address add)");
}

TEST_F(AfXdpSenderTest, without_the_right_to_raw_packets_it_names_it) {
  without_capability(CAP_NET_RAW, [&] {
    EXPECT_EQ(refusal(options_to({group_})),
              "AF_XDP is not permitted, for lack of CAP_NET_RAW (its socket): run as root");
  });
}

}  // namespace
}  // namespace holdfast
