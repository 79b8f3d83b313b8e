#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <functional>
#include <string>

#include "net/af_xdp_test_fixture.h"

namespace holdfast {
namespace {

class AfXdpRefusalTest : public AfXdpReceiverTest {};

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
  EXPECT_EQ(refusal_of(options, ErrorCode::absent),
            "no interface vz (ip -br link shows those there are)");
  options = options_for(XdpMode::native);
  options.xdp.queue = 7;
  EXPECT_EQ(refusal_of(options, ErrorCode::absent),
            "no receive queue 7 of va: it has 1, from 0 to 0");
  EXPECT_EQ(refusal_of(options_for(XdpMode::zero_copy), ErrorCode::unsupported),
            "the driver of va refuses zero-copy AF_XDP on queue 0 (EOPNOTSUPP): without it "
            "the kernel copies");
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

bool give_up(std::uint32_t capability) {
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
              for (std::uint32_t capability = 0; capability < 40; ++capability) {
                constexpr std::array<std::uint32_t, 4> kKept = {CAP_NET_RAW, CAP_NET_ADMIN, 38, 39};
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
            "(ENOBUFS): raise it (ulimit -l 8192, LimitMEMLOCK=), or run as root");
}

}  // namespace
}  // namespace holdfast
