// io_uring over loopback.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string>
#include <thread>

#include "host/descriptor.h"
#include "net/io_uring_refusal.h"
#include "net/multishot_receive.h"
#include "net/receiver_kinds.h"
#include "net/udp_socket.h"
#include "net/wall_clock.h"

namespace holdfast {
namespace {

constexpr std::int64_t kWaitNs = 2'000'000'000;

/// A port that nobody has, and a socket that sends to it.
class Loopback {
 public:
  Loopback() {
    const Descriptor free_one(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const address = reinterpret_cast<sockaddr*>(&at);
    socklen_t size = sizeof at;
    (void)::bind(free_one.fd(), address, sizeof at);
    (void)::getsockname(free_one.fd(), address, &size);
    port_ = ntohs(at.sin_port);
    sender_ = Descriptor(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    (void)::connect(sender_.fd(), address, sizeof at);
  }
  ReceiverOptions options(ReceiveMethod method) const {
    ReceiverOptions options;
    options.method = method;
    options.local = {{127, 0, 0, 1}, port_};
    return options;
  }
  bool send(std::uint64_t number, std::size_t size = 288) const {
    std::array<std::uint8_t, 4096> bytes{};
    std::memcpy(bytes.data(), &number, sizeof number);
    return ::send(sender_.fd(), bytes.data(), size, 0) == static_cast<ssize_t>(size);
  }

 private:
  std::uint16_t port_ = 0;
  Descriptor sender_;
};

std::uint64_t number_of(const ReceivedPacket& packet) {
  std::uint64_t number = 0;
  if (packet.payload.size() >= sizeof number) {
    std::memcpy(&number, packet.payload.data(), sizeof number);
  }
  return number;
}

/// The numbers of what comes until there are `wanted` or it takes too long.
std::vector<std::uint64_t> receive(PacketReceiver& receiver, std::size_t wanted) {
  std::vector<std::uint64_t> numbers;
  PacketBatch batch;
  const std::int64_t until = wall_ns() + kWaitNs;
  while (numbers.size() < wanted && wall_ns() < until) {
    if (receiver.receive(batch, 50'000'000) == ReceiveOutcome::failed) break;
    for (std::size_t i = 0; i < batch.size; ++i) numbers.push_back(number_of(batch.packets[i]));
  }
  return numbers;
}

class IoUringReceiverTest : public ::testing::TestWithParam<ReceiveMethod> {
 protected:
  void SetUp() override {
    receiver_ = make_io_uring_receiver(loopback_.options(GetParam()));
    if (!receiver_ && (receiver_.error().code == ErrorCode::unsupported ||
                       receiver_.error().code == ErrorCode::denied)) {
      GTEST_SKIP() << receiver_.error().sentence;
    }
    ASSERT_TRUE(receiver_) << receiver_.error().sentence;
  }
  Loopback loopback_;
  Result<std::unique_ptr<PacketReceiver>> receiver_ = nullptr;
};

INSTANTIATE_TEST_SUITE_P(methods, IoUringReceiverTest,
                         ::testing::Values(ReceiveMethod::io_uring, ReceiveMethod::spin_io_uring),
                         [](const auto& tested) {
                           return tested.param == ReceiveMethod::io_uring ? "waiting" : "spinning";
                         });

TEST_P(IoUringReceiverTest, every_numbered_packet_comes_once_and_in_order) {
  std::uint64_t next = 0;
  for (std::uint64_t burst = 0; burst < 100; ++burst) {
    for (std::uint64_t i = 0; i < 50; ++i) ASSERT_TRUE(loopback_.send(burst * 50 + i));
    const auto numbers = receive(**receiver_, 50);
    ASSERT_EQ(numbers.size(), 50U) << "burst " << burst;
    for (const auto number : numbers) EXPECT_EQ(number, next++);
  }
  const auto counts = (*receiver_)->counts();
  EXPECT_EQ(counts.socket_drops + counts.truncated + counts.rearms, 0U);
  EXPECT_GE(counts.calls, 100U);
}

TEST_P(IoUringReceiverTest, packets_have_the_kernels_stamp) {
  PacketBatch batch;
  std::int64_t delay_ns = -1;
  const std::int64_t until = wall_ns() + kWaitNs;
  // The kernel begins to stamp a moment after somebody wants it.
  while (delay_ns < 0 && wall_ns() < until) {
    ASSERT_TRUE(loopback_.send(1));
    ASSERT_NE((*receiver_)->receive(batch, 50'000'000), ReceiveOutcome::failed);
    for (std::size_t i = 0; i < batch.size; ++i) {
      const auto& packet = batch.packets[i];
      if (packet.kernel_ns != 0) delay_ns = packet.user_ns - packet.kernel_ns;
    }
  }
  EXPECT_GE(delay_ns, 0);
  EXPECT_LT(delay_ns, kWaitNs);
}

TEST_P(IoUringReceiverTest, more_packets_than_buffers_are_received_or_counted_as_dropped) {
  constexpr std::size_t kSent = 3000;
  ASSERT_TRUE(loopback_.send(0));
  ASSERT_EQ(receive(**receiver_, 1).size(), 1U);  // the request stands
  for (std::uint64_t i = 1; i <= kSent; ++i) ASSERT_TRUE(loopback_.send(i));
  std::vector<std::uint64_t> numbers;
  const std::int64_t until = wall_ns() + kWaitNs;
  while (numbers.size() + (*receiver_)->counts().socket_drops < kSent && wall_ns() < until) {
    for (const auto number : receive(**receiver_, 1)) numbers.push_back(number);
  }
  const auto counts = (*receiver_)->counts();
  EXPECT_EQ(numbers.size() + counts.socket_drops, kSent);
  EXPECT_TRUE(std::is_sorted(numbers.begin(), numbers.end()));
  EXPECT_GE(numbers.size(), 100U);
}

TEST_P(IoUringReceiverTest, an_empty_packet_is_a_packet_and_the_next_ones_come) {
  ASSERT_TRUE(loopback_.send(0, 0));
  ASSERT_TRUE(loopback_.send(7));
  PacketBatch batch;
  std::vector<std::size_t> sizes;
  const std::int64_t until = wall_ns() + kWaitNs;
  while (sizes.size() < 2 && wall_ns() < until) {
    ASSERT_NE((*receiver_)->receive(batch, 50'000'000), ReceiveOutcome::failed);
    for (std::size_t i = 0; i < batch.size; ++i) sizes.push_back(batch.packets[i].payload.size());
  }
  EXPECT_EQ(sizes, (std::vector<std::size_t>{0, 288}));
  EXPECT_GE((*receiver_)->counts().rearms, 1U);
}

TEST_P(IoUringReceiverTest, a_packet_too_long_is_cut_and_counted) {
  ASSERT_TRUE(loopback_.send(7, kReceivedBytes));
  ASSERT_TRUE(loopback_.send(8, kReceivedBytes + 1));
  PacketBatch batch;
  std::vector<bool> cut;
  const std::int64_t until = wall_ns() + kWaitNs;
  while (cut.size() < 2 && wall_ns() < until) {
    ASSERT_NE((*receiver_)->receive(batch, 50'000'000), ReceiveOutcome::failed);
    for (std::size_t i = 0; i < batch.size; ++i) {
      cut.push_back(batch.packets[i].is_truncated);
      EXPECT_EQ(batch.packets[i].payload.size(), kReceivedBytes);
    }
  }
  EXPECT_EQ(cut, (std::vector<bool>{false, true}));
  EXPECT_EQ((*receiver_)->counts().truncated, 1U);
}

TEST_P(IoUringReceiverTest, a_payload_stays_until_the_next_call_while_others_come) {
  ASSERT_TRUE(loopback_.send(41));
  PacketBatch batch;
  const std::int64_t until = wall_ns() + kWaitNs;
  while (batch.size == 0 && wall_ns() < until) (void)(*receiver_)->receive(batch, 50'000'000);
  ASSERT_EQ(batch.size, 1U);
  for (std::uint64_t i = 0; i < 2000; ++i) ASSERT_TRUE(loopback_.send(100 + i));
  EXPECT_EQ(number_of(batch.packets[0]), 41U);
  const auto numbers = receive(**receiver_, 64);
  ASSERT_FALSE(numbers.empty());
  EXPECT_EQ(numbers[0], 100U);
}

TEST_P(IoUringReceiverTest, it_may_be_used_by_another_thread_than_made_it) {
  ASSERT_TRUE(loopback_.send(5));
  std::vector<std::uint64_t> numbers;
  std::thread([&] { numbers = receive(**receiver_, 1); }).join();
  EXPECT_EQ(numbers, std::vector<std::uint64_t>{5});
}

TEST_P(IoUringReceiverTest, its_port_is_free_when_it_has_ended) {
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(loopback_.send(5));
    ASSERT_EQ(receive(**receiver_, 1).size(), 1U);
    *receiver_ = nullptr;
    receiver_ = make_io_uring_receiver(loopback_.options(GetParam()));
    ASSERT_TRUE(receiver_) << receiver_.error().sentence;
  }
}

TEST_P(IoUringReceiverTest, its_port_is_free_when_another_thread_has_ended_it) {
  ASSERT_TRUE(loopback_.send(5));
  std::thread([&] { EXPECT_EQ(receive(**receiver_, 1).size(), 1U); }).join();
  *receiver_ = nullptr;
  receiver_ = make_io_uring_receiver(loopback_.options(GetParam()));
  ASSERT_TRUE(receiver_) << receiver_.error().sentence;
}

TEST(io_uring_receiver, a_request_that_finds_no_buffer_is_made_again_and_nothing_is_lost) {
  const Loopback loopback;
  const auto socket = open_udp_socket(loopback.options(ReceiveMethod::io_uring));
  ASSERT_TRUE(socket);
  auto made = MultishotReceive::make(socket->descriptor.fd(), false);
  if (!made) GTEST_SKIP() << made.error().sentence;
  auto& request = **made;
  ASSERT_EQ(request.start(), 0);
  constexpr std::uint64_t kSent = 1100;  // there are 1024 buffers
  for (std::uint64_t i = 0; i < kSent; ++i) ASSERT_TRUE(loopback.send(i));
  std::uint64_t next = 0;
  const std::int64_t until = wall_ns() + kWaitNs;
  while (next < kSent && wall_ns() < until) {
    ASSERT_EQ(request.start(), 0);
    request.look();
    MultishotReceive::Datagram datagram;
    while (request.take(datagram)) {
      ASSERT_EQ(datagram.error, 0);
      EXPECT_EQ(number_of({.payload = datagram.payload}), next++);
    }
  }
  EXPECT_EQ(next, kSent);
  EXPECT_EQ(request.rearms(), 1U);
}

TEST(io_uring_receiver, a_wait_lasts_as_long_as_it_should) {
  const Loopback loopback;
  const auto receiver = make_io_uring_receiver(loopback.options(ReceiveMethod::io_uring));
  if (!receiver) GTEST_SKIP() << receiver.error().sentence;
  PacketBatch batch;
  const std::int64_t before_ns = wall_ns();
  EXPECT_EQ((*receiver)->receive(batch, 30'000'000), ReceiveOutcome::nothing);
  EXPECT_GE(wall_ns() - before_ns, 29'000'000);
  EXPECT_LT(wall_ns() - before_ns, kWaitNs);
  EXPECT_EQ((*receiver)->counts().empty_calls, 1U);
}

/// From now on this process has no io_uring_setup(2): it gives `error`.
bool refuse_io_uring(std::uint32_t error) {
  std::array<sock_filter, 4> program = {{
      {BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
      {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_io_uring_setup},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | error},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
  }};
  const sock_fprog filter{.len = program.size(), .filter = program.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

/// In a process of its own; 0: as it should be.
int refusal_under_filter(std::uint32_t error, ErrorCode code, const std::string& sentence) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (!refuse_io_uring(error)) ::_exit(2);
    const Loopback loopback;
    const auto receiver = make_io_uring_receiver(loopback.options(ReceiveMethod::io_uring));
    if (receiver) ::_exit(3);
    ::_exit(receiver.error().code == code && receiver.error().sentence == sentence ? 0 : 1);
  }
  int status = -1;
  (void)::waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

TEST(io_uring_receiver, a_kernel_without_io_uring_and_one_that_forbids_it_are_told_apart) {
  EXPECT_EQ(
      refusal_under_filter(ENOSYS, ErrorCode::unsupported, "this kernel has no io_uring (ENOSYS)"),
      0);
  EXPECT_EQ(refusal_under_filter(EPERM, ErrorCode::denied,
                                 "io_uring is not permitted (EPERM): by sysctl "
                                 "kernel.io_uring_disabled, or by a seccomp filter as containers "
                                 "have"),
            0);
  EXPECT_EQ(io_uring_refusal(EINVAL).sentence,
            "io_uring of this kernel is too old (EINVAL): receiving datagrams by one request takes "
            "Linux 6.0");
}

}  // namespace
}  // namespace holdfast
