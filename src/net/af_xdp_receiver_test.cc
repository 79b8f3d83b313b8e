// AF_XDP on a veth pair of the test's own: no zero-copy, and device stamps are always 0.
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <string>

#include "bpf/bpf_object.h"
#include "net/receiver_kinds.h"
#include "net/veth_test_fixture.h"
#include "net/wall_clock.h"
#include "packet/frame_bytes_test_fixture.h"

namespace holdfast {
namespace {

constexpr std::uint16_t kPort = 9000;
constexpr std::int64_t kWaitNs = 2'000'000'000;

ReceiverOptions options_for(XdpMode mode, bool waits = false) {
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
Received receive(PacketReceiver& receiver, std::size_t wanted) {
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

class AfXdpRefusalTest : public AfXdpReceiverTest {};
class AfXdpNativeTest : public AfXdpReceiverTest {};

INSTANTIATE_TEST_SUITE_P(modes, AfXdpReceiverTest,
                         ::testing::Values(XdpMode::generic, XdpMode::native),
                         [](const auto& tested) {
                           return tested.param == XdpMode::generic ? "generic" : "native";
                         });

void send_number(const Descriptor& sender, std::uint64_t number) {
  std::array<std::uint8_t, 288> bytes{};
  std::memcpy(bytes.data(), &number, sizeof number);
  ASSERT_EQ(::send(sender.fd(), bytes.data(), bytes.size(), 0), 288);
}

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

std::string refusal_of(const ReceiverOptions& options, ErrorCode code) {
  const auto receiver = make_af_xdp_receiver(options);
  if (receiver) return "it is not refused";
  EXPECT_EQ(receiver.error().code, code) << receiver.error().sentence;
  // Nothing was left behind.
  EXPECT_FALSE(VethPair::run("ip link show dev va | grep -q xdp"));
  return receiver.error().sentence;
}

TEST_F(AfXdpRefusalTest, what_is_not_there_is_named) {
  auto options = options_for(XdpMode::native);
  options.interface = "vz";
  EXPECT_EQ(refusal_of(options, ErrorCode::absent), "no interface vz");
  options = options_for(XdpMode::native);
  options.xdp.queue = 7;
  EXPECT_EQ(refusal_of(options, ErrorCode::absent),
            "no receive queue 7 of va: it has 1, from 0 to 0");
  EXPECT_EQ(refusal_of(options_for(XdpMode::zero_copy), ErrorCode::unsupported),
            "the driver of va refuses zero-copy AF_XDP on queue 0 (EOPNOTSUPP): the native mode "
            "copies");
  options = options_for(XdpMode::native);
  options.interface = "lo";
  EXPECT_EQ(refusal_of(options, ErrorCode::unsupported),
            "the driver of lo has no native XDP (EOPNOTSUPP): the generic mode needs no driver");
}

TEST_F(AfXdpRefusalTest, an_interface_that_is_down_is_a_note_and_works_once_it_is_up) {
  ASSERT_TRUE(VethPair::run("ip link set va down"));
  const auto receiver = make_af_xdp_receiver(options_for(XdpMode::native));
  ASSERT_TRUE(receiver) << receiver.error().sentence;
  ASSERT_EQ((*receiver)->notes().size(), 1U);
  EXPECT_EQ((*receiver)->notes()[0], "va is down, so that nothing comes: ip link set dev va up");
  ASSERT_TRUE(VethPair::run("ip link set va up"));
  ASSERT_TRUE(VethPair::run("ip addr replace 10.77.0.1/24 dev va"));
  send_number(veth_.sender(AF_INET, kPort), 5);
  EXPECT_EQ(receive(**receiver, 1).numbers.size(), 1U);
}

TEST_F(AfXdpRefusalTest, an_mtu_beyond_a_frame_is_a_note) {
  ASSERT_TRUE(VethPair::run("ip link set va mtu 2000"));
  const auto receiver = make_af_xdp_receiver(options_for(XdpMode::generic));
  ASSERT_TRUE(receiver) << receiver.error().sentence;
  ASSERT_EQ((*receiver)->notes().size(), 1U);
  EXPECT_EQ((*receiver)->notes()[0],
            "va has an MTU of 2000: of its packets those longer than 1792 bytes with their headers "
            "are dropped");
}

TEST_F(AfXdpRefusalTest, device_stamps_are_had_of_the_driver_alone_and_veth_has_none) {
  auto options = options_for(XdpMode::generic);
  options.xdp.device_stamps = true;
  EXPECT_EQ(refusal_of(options, ErrorCode::usage),
            "device stamps are the driver's: the generic XDP mode has none");
  options.xdp.mode = XdpMode::native;
  const auto receiver = make_af_xdp_receiver(options);
  if (!receiver && receiver.error().sentence.find("this kernel has no") != std::string::npos) {
    GTEST_SKIP() << receiver.error().sentence;
  }
  ASSERT_TRUE(receiver) << receiver.error().sentence;
  ASSERT_EQ((*receiver)->notes().size(), 1U);
  EXPECT_EQ((*receiver)->notes()[0],
            "va is a veth, which has no clock: its device stamps are all 0");
  send_number(veth_.sender(AF_INET, kPort), 5);
  const auto received = receive(**receiver, 1);
  EXPECT_EQ(received.numbers.size(), 1U);
  EXPECT_EQ(received.stamped, 1U);
}

/// In a process of its own, after `lower` took something from it.
std::string sentence_after(const std::function<bool()>& lower) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return "no pipe";
  const pid_t child = ::fork();
  if (child == 0) {
    std::string sentence = "it could not be lowered";
    if (lower()) {
      const auto receiver = make_af_xdp_receiver(options_for(XdpMode::native));
      sentence = receiver ? "it is not refused" : receiver.error().sentence;
    }
    const auto written = ::write(ends[1], sentence.data(), sentence.size());
    ::_exit(written == static_cast<ssize_t>(sentence.size()) ? 0 : 1);
  }
  ::close(ends[1]);
  std::string text(1000, '\0');
  const auto size = ::read(ends[0], text.data(), text.size());
  ::close(ends[0]);
  (void)::waitpid(child, nullptr, 0);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return text;
}

bool give_up(int capability) {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
  if (::syscall(SYS_capget, &header, sets.data()) != 0) return false;
  sets[CAP_TO_INDEX(capability)].effective &= ~CAP_TO_MASK(capability);
  return ::syscall(SYS_capset, &header, sets.data()) == 0;
}

TEST_F(AfXdpRefusalTest, a_user_without_privileges_is_told_what_it_takes) {
  EXPECT_EQ(
      sentence_after([] { return ::setresuid(65534, 65534, 65534) == 0; }),
      "AF_XDP is not permitted, for lack of CAP_NET_RAW (its socket), CAP_NET_ADMIN (its "
      "program on the interface), CAP_BPF (its program), CAP_PERFMON (its program): run as root");
}

TEST_F(AfXdpRefusalTest, the_capabilities_that_are_named_are_enough) {
  EXPECT_EQ(sentence_after([] {
              for (int capability = 0; capability < 40; ++capability) {
                constexpr std::array kKept = {CAP_NET_RAW, CAP_NET_ADMIN, 38, 39};
                if (std::count(kKept.begin(), kKept.end(), capability) != 0) continue;
                if (!give_up(capability)) return false;
              }
              return true;
            }),
            "it is not refused");
}

TEST_F(AfXdpRefusalTest, packet_memory_beyond_the_memory_lock_limit_is_told_with_both_figures) {
  EXPECT_EQ(sentence_after([] {
              const rlimit limit{.rlim_cur = 65536, .rlim_max = 65536};
              return ::setrlimit(RLIMIT_MEMLOCK, &limit) == 0 && give_up(CAP_IPC_LOCK);
            }),
            "8388608 bytes of packet memory are beyond the memory lock limit of 65536 bytes "
            "(ENOBUFS): raise it (ulimit -l, LimitMEMLOCK=), or use fewer frames");
}

}  // namespace
}  // namespace holdfast
