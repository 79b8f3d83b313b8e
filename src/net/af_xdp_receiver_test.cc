#include "net/af_xdp_receiver.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "net/af_xdp_test_fixture.h"
#include "packet/frame_bytes_test_fixture.h"

namespace holdfast {
namespace {

class AfXdpNativeTest : public AfXdpReceiverTest {};

INSTANTIATE_TEST_SUITE_P(modes, AfXdpReceiverTest,
                         ::testing::Values(XdpMode::generic, XdpMode::native),
                         [](const auto& tested) {
                           return tested.param == XdpMode::generic ? "generic" : "native";
                         });

TEST_P(AfXdpReceiverTest, every_numbered_packet_comes_once_in_order_with_a_stamp) {
  constexpr std::uint64_t kBursts = 200, kBurst = 50;  // more than all frames of the memory
  for (const bool waits : {false, true}) {
    auto receiver = make_af_xdp_receiver(options_for(GetParam(), waits));
    ASSERT_TRUE(receiver) << receiver.error().sentence;
    const auto sender = veth_.sender(AF_INET, kPort);
    std::uint64_t next = 0, stamped = 0;
    for (std::uint64_t burst = 0; burst < kBursts; ++burst) {
      for (std::uint64_t i = 0; i < kBurst; ++i) send_number(sender, burst * kBurst + i);
      const auto received = receive(**receiver, kBurst);
      ASSERT_EQ(received.numbers.size(), kBurst) << "burst " << burst;
      for (const auto number : received.numbers) EXPECT_EQ(number, next++);
      stamped += received.stamped;
      EXPECT_EQ(received.odd_stamps, 0U);
    }
    EXPECT_EQ(stamped, next);
    const auto counts = (*receiver)->counts();
    EXPECT_GE(counts.calls, kBursts);
    EXPECT_EQ(counts.ring_full + counts.fill_empty + counts.invalid_descriptors, 0U);
    EXPECT_EQ(counts.device_drops + counts.other_packets, 0U);
  }
}

TEST_P(AfXdpReceiverTest, ipv6_tagged_frames_and_ipv4_options_are_received) {
  const auto frames = veth_.frame_sender();
  const auto send_frame = [&](const Bytes& frame) {
    ASSERT_EQ(::send(frames.fd(), frame.data(), frame.size(), 0),
              static_cast<ssize_t>(frame.size()));
  };
  {
    auto receiver = make_af_xdp_receiver(options_for(GetParam()));
    ASSERT_TRUE(receiver) << receiver.error().sentence;
    send_frame(framed(ethernet({}, 0x0800), ipv4(udp(kPort, "0_______"))));
    send_frame(framed(ethernet({42}, 0x0800), ipv4(udp(kPort, "1_______"))));
    send_frame(framed(ethernet({42, 43}, 0x0800), ipv4(udp(kPort, "2_______"))));
    send_frame(framed(ethernet({}, 0x0800), ipv4(udp(kPort, "3_______"), 8)));
    const auto received = receive(**receiver, 4);
    ASSERT_EQ(received.numbers.size(), 4U);
    for (std::uint64_t i = 0; i < 4; ++i) EXPECT_EQ(received.numbers[i] & 0xff, '0' + i);
  }
  auto options = options_for(GetParam());
  options.local.address = {0xfd, 0x77, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  auto receiver = make_af_xdp_receiver(options);
  ASSERT_TRUE(receiver) << receiver.error().sentence;
  const auto sender = veth_.sender(AF_INET6, kPort);
  send_number(sender, 7);
  send_frame(framed(ethernet({9}, 0x86dd), ipv6(udp(kPort, "8_______"))));
  const auto received = receive(**receiver, 2);
  ASSERT_EQ(received.numbers.size(), 2U);
  EXPECT_EQ(received.numbers[0], 7U);
}

TEST_P(AfXdpReceiverTest, a_group_is_joined_while_it_lives_and_its_packets_come) {
  const std::string is_joined = "ip maddr show dev va | grep -q 239.1.2.3";
  {
    auto options = options_for(GetParam());
    options.local.address = {239, 1, 2, 3};
    const auto receiver = make_af_xdp_receiver(options);
    ASSERT_TRUE(receiver) << receiver.error().sentence;
    EXPECT_TRUE(VethPair::run(is_joined));
    auto frame = framed(ethernet({}, 0x0800), ipv4(udp(kPort, "8_______")));
    const Bytes group_mac = {0x01, 0x00, 0x5e, 1, 2, 3}, group = {239, 1, 2, 3};
    std::copy(group_mac.begin(), group_mac.end(), frame.begin());
    std::copy(group.begin(), group.end(), frame.begin() + 30);
    const auto frames = veth_.frame_sender();
    ASSERT_GT(::send(frames.fd(), frame.data(), frame.size(), 0), 0);
    EXPECT_EQ(receive(**receiver, 1).numbers.size(), 1U);
  }
  EXPECT_FALSE(VethPair::run(is_joined));
}

TEST_P(AfXdpReceiverTest, an_address_of_zeros_is_any) {
  auto options = options_for(GetParam());
  options.local.address = {0, 0, 0, 0};
  const auto receiver = make_af_xdp_receiver(options);
  ASSERT_TRUE(receiver) << receiver.error().sentence;
  send_number(veth_.sender(AF_INET, kPort), 5);
  EXPECT_EQ(receive(**receiver, 1).numbers.size(), 1U);
}

TEST_P(AfXdpReceiverTest, packets_come_with_busy_polling_preferred_and_without_wake_ups) {
  for (const bool waits : {false, true}) {
    auto options = options_for(GetParam(), waits);
    options.xdp.prefer_busy_poll = true;
    options.xdp.need_wakeup = waits;
    const auto receiver = make_af_xdp_receiver(options);
    ASSERT_TRUE(receiver) << receiver.error().sentence;
    const auto sender = veth_.sender(AF_INET, kPort);
    for (std::uint64_t i = 0; i < 50; ++i) send_number(sender, i);
    EXPECT_EQ(receive(**receiver, 50).numbers.size(), 50U);
  }
}

// Of veth the native mode alone tells queues apart: without NAPI all packets are of queue 0.
TEST_F(AfXdpNativeTest, of_two_queues_the_other_one_is_left_to_the_kernel_and_counted) {
  if (!VethPair::run("ethtool -L va rx 2") || !veth_.run_far("ethtool -L vb tx 2")) {
    GTEST_SKIP() << "this veth has one queue";
  }
  auto options = options_for(XdpMode::native);
  options.xdp.queue = 1;
  const auto receiver = make_af_xdp_receiver(options);
  ASSERT_TRUE(receiver) << receiver.error().sentence;
  const auto ordinary = VethPair::bound(kPort);
  constexpr std::uint64_t kFlows = 64;
  for (std::uint64_t i = 0; i < kFlows; ++i) send_number(veth_.sender(AF_INET, kPort), i);
  const auto other = (*receiver)->counts().other_queue;
  EXPECT_GT(other, 0U);
  EXPECT_LT(other, kFlows);
  EXPECT_EQ(receive(**receiver, kFlows - other).numbers.size(), kFlows - other);
  std::uint64_t number = 0, ordinary_ones = 0;
  while (::recv(ordinary.fd(), &number, sizeof number, MSG_DONTWAIT) > 0) ++ordinary_ones;
  EXPECT_EQ(ordinary_ones, other);
}

TEST_P(AfXdpReceiverTest, what_is_not_ours_reaches_its_ordinary_socket) {
  auto receiver = make_af_xdp_receiver(options_for(GetParam()));
  ASSERT_TRUE(receiver) << receiver.error().sentence;
  const auto other = VethPair::bound(kPort + 1);
  send_number(veth_.sender(AF_INET, kPort + 1), 1);
  std::uint64_t number = 0;
  EXPECT_EQ(::recv(other.fd(), &number, sizeof number, 0), 8);
  EXPECT_EQ(number, 1U);
  // A packet of ours in fragments is put together by the kernel, for whoever has the port there.
  const auto ours = VethPair::bound(kPort);
  const auto sender = veth_.sender(AF_INET, kPort);
  const std::vector<std::uint8_t> large(4000, 5);
  ASSERT_EQ(::send(sender.fd(), large.data(), large.size(), 0), 4000);
  std::vector<std::uint8_t> whole(8000);
  EXPECT_EQ(::recv(ours.fd(), whole.data(), whole.size(), 0), 4000);
  EXPECT_EQ((*receiver)->counts().fragments, 3U);
  send_number(sender, 2);
  EXPECT_EQ(receive(**receiver, 1).numbers, std::vector<std::uint64_t>{2});
}

TEST_P(AfXdpReceiverTest, a_payload_stays_until_the_next_call_while_others_come) {
  auto receiver = make_af_xdp_receiver(options_for(GetParam()));
  ASSERT_TRUE(receiver) << receiver.error().sentence;
  const auto sender = veth_.sender(AF_INET, kPort);
  send_number(sender, 41);
  PacketBatch batch;
  for (int i = 0; i < 1000 && batch.size == 0; ++i) (void)(*receiver)->receive(batch, 0);
  ASSERT_EQ(batch.size, 1U);
  for (std::uint64_t i = 0; i < 3000; ++i) send_number(sender, 1000 + i);  // beyond the fill ring
  std::uint64_t number = 0;
  std::memcpy(&number, batch.packets[0].payload.data(), sizeof number);
  EXPECT_EQ(number, 41U);
  EXPECT_EQ(batch.packets[0].payload.size(), 288U);
  const auto received = receive(**receiver, 3000);
  const auto counts = (*receiver)->counts();
  EXPECT_GT(counts.ring_full + counts.fill_empty, 0U);
  EXPECT_EQ(received.numbers.size() + std::max(counts.ring_full, counts.fill_empty), 3000U);
}

TEST_P(AfXdpReceiverTest, the_interface_deleted_ends_it_with_a_sentence) {
  for (const bool waits : {false, true}) {
    VethPair own;
    ASSERT_TRUE(own.ready());
    auto receiver = make_af_xdp_receiver(options_for(GetParam(), waits));
    ASSERT_TRUE(receiver) << receiver.error().sentence;
    ASSERT_TRUE(VethPair::run("ip link del va"));
    PacketBatch batch;
    auto outcome = ReceiveOutcome::nothing;
    const std::int64_t until = wall_ns() + kWaitNs;
    while (outcome == ReceiveOutcome::nothing && wall_ns() < until) {
      outcome = (*receiver)->receive(batch, 10'000'000);
    }
    EXPECT_EQ(outcome, ReceiveOutcome::failed);
    EXPECT_EQ((*receiver)->error().sentence.find("va has gone"), 0U)
        << (*receiver)->error().sentence;
    EXPECT_EQ((*receiver)->receive(batch, 0), ReceiveOutcome::failed);
    (void)(*receiver)->counts();
  }
}

TEST_P(AfXdpReceiverTest, the_queue_is_had_again_right_after_a_close) {
  for (int i = 0; i < 3; ++i) {
    const auto receiver = make_af_xdp_receiver(options_for(GetParam()));
    ASSERT_TRUE(receiver) << receiver.error().sentence;
    send_number(veth_.sender(AF_INET, kPort), 5);
    EXPECT_EQ(receive(**receiver, 1).numbers.size(), 1U);
  }
}

TEST_P(AfXdpReceiverTest, a_killed_process_leaves_no_program_behind) {
  int ready[2];
  ASSERT_EQ(::pipe2(ready, O_CLOEXEC), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto receiver = make_af_xdp_receiver(options_for(GetParam()));
    const char made = receiver ? 'y' : 'n';
    if (::write(ready[1], &made, 1) != 1) ::_exit(1);
    ::pause();
    ::_exit(0);
  }
  ::close(ready[1]);
  char made = 0;
  EXPECT_EQ(::read(ready[0], &made, 1), 1);
  EXPECT_EQ(made, 'y');
  ::close(ready[0]);
  EXPECT_TRUE(VethPair::run("ip link show dev va | grep -q xdp"));
  ::kill(child, SIGKILL);
  EXPECT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_FALSE(VethPair::run("ip link show dev va | grep -q xdp"));
}

TEST_P(AfXdpReceiverTest, another_program_keeps_its_place) {
  const auto first = make_af_xdp_receiver(options_for(GetParam()));
  ASSERT_TRUE(first) << first.error().sentence;
  const auto second = make_af_xdp_receiver(options_for(GetParam()));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().sentence.find("va has an XDP program already (id "), 0U)
      << second.error().sentence;
  send_number(veth_.sender(AF_INET, kPort), 5);
  EXPECT_EQ(receive(**first, 1).numbers.size(), 1U);
}

}  // namespace
}  // namespace holdfast
