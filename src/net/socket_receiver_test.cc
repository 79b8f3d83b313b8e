// Every method over sockets, on this host's loopback.
#include "net/socket_receiver.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pthread.h>

#include <atomic>
#include <csignal>

#include "net/loopback_test_fixture.h"
#include "net/socket_methods.h"

namespace holdfast {
namespace {

constexpr std::int64_t kMs = 1'000'000;

class SocketReceiverTest : public testing::TestWithParam<ReceiveMethod> {
 protected:
  void SetUp() override {
    const auto probed =
        open_udp_socket({.method = GetParam(), .local = endpoint_of("127.0.0.1", 0)});
    if (!probed && probed.error().code == ErrorCode::denied) {
      GTEST_SKIP() << probed.error().sentence;
    }
  }

  /// Makes a receiver on a free port of loopback, and a sender to it.
  void make(std::uint32_t receive_buffer_bytes = 1U << 20, const char* address = "127.0.0.1") {
    ReceiverOptions options{.method = GetParam(),
                            .local = endpoint_of(address, 0),
                            .receive_buffer_bytes = receive_buffer_bytes};
    auto socket = open_udp_socket(options);
    ASSERT_TRUE(socket) << socket.error().sentence;
    const auto remote = socket->local;
    auto receiver = receiver_of(GetParam(), *std::move(socket));
    ASSERT_TRUE(receiver) << receiver.error().sentence;
    receiver_ = *std::move(receiver);
    auto sender = UdpSender::make({.remote = remote});
    ASSERT_TRUE(sender) << sender.error().sentence;
    sender_ = std::make_unique<UdpSender>(*std::move(sender));
  }

  /// The kernel begins to stamp some time after it was asked to; see udp_socket.h.
  void wait_for_stamps() {
    bool is_stamped = false;
    for (int turn = 0; turn < 2000 && !is_stamped; ++turn) {
      ASSERT_TRUE(send_number(*sender_, 0));
      ASSERT_EQ(receive_all(*receiver_, 1,
                            [&](const auto& packet) { is_stamped = packet.kernel_ns != 0; }),
                1U);
      if (!is_stamped) ::usleep(1000);
    }
    ASSERT_TRUE(is_stamped) << "no stamp in 2 s";
  }

  bool spins() const {
    return GetParam() == ReceiveMethod::spin || GetParam() == ReceiveMethod::spin_recvmmsg;
  }
  bool has_batches() const {
    return GetParam() == ReceiveMethod::epoll || GetParam() == ReceiveMethod::recvmmsg ||
           GetParam() == ReceiveMethod::spin_recvmmsg;
  }

  std::unique_ptr<PacketReceiver> receiver_;
  std::unique_ptr<UdpSender> sender_;
  PacketBatch batch_;
};

TEST_P(SocketReceiverTest, EveryNumberedPacketComesInOrderWithItsStampsInTheRightOrder) {
  ASSERT_NO_FATAL_FAILURE(make());
  ASSERT_NO_FATAL_FAILURE(wait_for_stamps());
  EXPECT_EQ(receiver_->name(), to_text(GetParam()));
  constexpr std::uint64_t kPackets = 200;
  const std::int64_t before_ns = wall_ns();
  for (std::uint64_t i = 1; i <= kPackets; ++i) ASSERT_TRUE(send_number(*sender_, i));
  std::uint64_t expected = 1;
  std::int64_t last_ns = before_ns;
  const auto had = receive_all(*receiver_, kPackets, [&](const ReceivedPacket& packet) {
    EXPECT_EQ(number_of(packet), expected++);
    EXPECT_EQ(packet.payload.size(), 64U);
    EXPECT_GE(packet.kernel_ns, before_ns);
    EXPECT_LE(packet.kernel_ns, packet.user_ns);
    EXPECT_GE(packet.user_ns, last_ns);
    EXPECT_EQ(packet.device_ns, 0);
    EXPECT_EQ(packet.queue, kUnknownRxQueue);
    EXPECT_FALSE(packet.is_truncated);
    last_ns = packet.user_ns;
  });
  EXPECT_EQ(had, kPackets);
  EXPECT_LE(last_ns, wall_ns());
  EXPECT_EQ(receiver_->counts().socket_drops, 0U);
  EXPECT_EQ(receiver_->counts().truncated, 0U);
}

TEST_P(SocketReceiverTest, PacketsComeOverIPv6) {
  ASSERT_NO_FATAL_FAILURE(make(1U << 20, "::1"));
  ASSERT_TRUE(send_number(*sender_, 17));
  EXPECT_EQ(
      receive_all(*receiver_, 1, [](const auto& packet) { EXPECT_EQ(number_of(packet), 17U); }),
      1U);
}

TEST_P(SocketReceiverTest, ABatchHasNoMorePacketsThanItsMostAndTheRestComesNext) {
  ASSERT_NO_FATAL_FAILURE(make());
  constexpr std::uint64_t kPackets = kMostReceived + 7;
  for (std::uint64_t i = 0; i < kPackets; ++i) ASSERT_TRUE(send_number(*sender_, i));
  ASSERT_EQ(receiver_->receive(batch_, 1000 * kMs), ReceiveOutcome::packets);
  EXPECT_EQ(batch_.size, has_batches() ? kMostReceived : 1);
  std::uint64_t expected = batch_.size;
  const auto rest = receive_all(*receiver_, kPackets - batch_.size, [&](const auto& packet) {
    EXPECT_EQ(number_of(packet), expected++);
  });
  EXPECT_EQ(rest, kPackets - batch_.size);
}

TEST_P(SocketReceiverTest, ALongPacketIsCutAndSaidToBe) {
  ASSERT_NO_FATAL_FAILURE(make());
  std::vector<std::uint8_t> longest(kReceivedBytes, 0xab);
  ASSERT_TRUE(sender_->send(longest));
  longest.push_back(0xcd);
  ASSERT_TRUE(sender_->send(longest));
  ASSERT_TRUE(send_number(*sender_, 5));
  std::vector<bool> cut;
  std::vector<std::size_t> sizes;
  receive_all(*receiver_, 3, [&](const ReceivedPacket& packet) {
    cut.push_back(packet.is_truncated);
    sizes.push_back(packet.payload.size());
    EXPECT_EQ(packet.payload.back(), packet.payload.size() > 64 ? 0xab : 0);
  });
  EXPECT_EQ(cut, (std::vector<bool>{false, true, false}));
  EXPECT_EQ(sizes, (std::vector<std::size_t>{kReceivedBytes, kReceivedBytes, 64}));
  EXPECT_EQ(receiver_->counts().truncated, 1U);
}

TEST_P(SocketReceiverTest, APacketWithoutBytesIsAPacket) {
  ASSERT_NO_FATAL_FAILURE(make());
  ASSERT_TRUE(sender_->send({}));
  EXPECT_EQ(
      receive_all(*receiver_, 1, [](const auto& packet) { EXPECT_TRUE(packet.payload.empty()); }),
      1U);
}

TEST_P(SocketReceiverTest, WaitingEndsWhenItsTimeIsOverAndASpinnerDoesNotWait) {
  ASSERT_NO_FATAL_FAILURE(make());
  for (const std::int64_t wait_ns : {30 * kMs, 60 * kMs, std::int64_t{1500}}) {
    const std::int64_t start_ns = wall_ns();
    EXPECT_EQ(receiver_->receive(batch_, wait_ns), ReceiveOutcome::nothing);
    const std::int64_t waited_ns = wall_ns() - start_ns;
    EXPECT_EQ(batch_.size, 0U);
    EXPECT_GE(waited_ns, spins() ? 0 : wait_ns);
    EXPECT_LT(waited_ns, 5000 * kMs);
  }
  EXPECT_EQ(receiver_->counts().calls, 3U);
  EXPECT_EQ(receiver_->counts().empty_calls, 3U);
  const std::int64_t start_ns = wall_ns();
  EXPECT_EQ(receiver_->receive(batch_, spins() ? 60'000 * kMs : 0), ReceiveOutcome::nothing);
  EXPECT_LT(wall_ns() - start_ns, 5000 * kMs);
}

class WaitingReceiverTest : public SocketReceiverTest {};

TEST_P(WaitingReceiverTest, AWaitEndsWhenAPacketComes) {
  ASSERT_NO_FATAL_FAILURE(make());
  std::thread later([&] {
    ::usleep(20'000);
    send_number(*sender_, 3);
  });
  const std::int64_t start_ns = wall_ns();
  EXPECT_EQ(receiver_->receive(batch_, 30'000 * kMs), ReceiveOutcome::packets);
  EXPECT_LT(wall_ns() - start_ns, 10'000 * kMs);
  EXPECT_EQ(batch_.size, 1U);
  later.join();
}

TEST_P(WaitingReceiverTest, ASignalEndsTheWaitWithNothing) {
  ASSERT_NO_FATAL_FAILURE(make());
  struct sigaction action{};
  struct sigaction before{};
  action.sa_handler = [](int) {};
  ASSERT_EQ(::sigaction(SIGUSR1, &action, &before), 0);
  const pthread_t self = ::pthread_self();
  std::atomic<bool> is_over{false};
  std::thread other([&] {
    while (!is_over) {
      ::usleep(5000);
      ::pthread_kill(self, SIGUSR1);
    }
  });
  const std::int64_t start_ns = wall_ns();
  EXPECT_EQ(receiver_->receive(batch_, 30'000 * kMs), ReceiveOutcome::nothing);
  EXPECT_LT(wall_ns() - start_ns, 10'000 * kMs);
  is_over = true;
  other.join();
  ::sigaction(SIGUSR1, &before, nullptr);
}

TEST_P(SocketReceiverTest, WhatDidNotFitTheBufferIsCountedAsDropped) {
  ASSERT_NO_FATAL_FAILURE(make(4096));
  constexpr std::uint64_t kPackets = 300;
  for (std::uint64_t i = 0; i < kPackets; ++i) ASSERT_TRUE(send_number(*sender_, i));
  std::uint64_t had = 0;
  while (receiver_->receive(batch_, 20 * kMs) == ReceiveOutcome::packets) had += batch_.size;
  EXPECT_GT(had, 0U);
  EXPECT_LT(had, kPackets);
  EXPECT_EQ(receiver_->counts().socket_drops + had, kPackets);
  // One more carries the count that the socket told of before.
  ASSERT_TRUE(send_number(*sender_, 0));
  ASSERT_EQ(receive_all(*receiver_, 1, [](const auto&) {}), 1U);
  EXPECT_EQ(receiver_->counts().socket_drops + had, kPackets);
}

TEST_P(SocketReceiverTest, AnInterfaceThatGoesDownAndComesBackIsSilenceAndNoFailure) {
  const auto why = in_own_network([&] {
    ASSERT_NO_FATAL_FAILURE(make());
    ASSERT_TRUE(send_number(*sender_, 1));
    ASSERT_TRUE(set_loopback(false));
    // What came before is still there.
    EXPECT_EQ(receive_all(*receiver_, 1, [](const auto&) {}), 1U);
    send_number(*sender_, 2);
    EXPECT_EQ(receiver_->receive(batch_, 10 * kMs), ReceiveOutcome::nothing);
    ASSERT_TRUE(set_loopback(true));
    ASSERT_TRUE(send_number(*sender_, 3));
    EXPECT_EQ(
        receive_all(*receiver_, 1, [](const auto& packet) { EXPECT_EQ(number_of(packet), 3U); }),
        1U);
  });
  if (!why.empty()) GTEST_SKIP() << why;
}

TEST_P(SocketReceiverTest, AnErrorOfTheSystemCallEndsTheReceiverWithASentence) {
  // A pipe with something in it stands for a socket that has failed.
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const Descriptor writing(ends[1]);
  ASSERT_EQ(::write(writing.fd(), "x", 1), 1);
  UdpSocket socket;
  socket.descriptor = Descriptor(ends[0]);
  socket.local = endpoint_of("10.0.0.1", 5000);
  const auto receiver = receiver_of(GetParam(), std::move(socket));
  ASSERT_TRUE(receiver);
  EXPECT_EQ((*receiver)->receive(batch_, 100 * kMs), ReceiveOutcome::failed);
  EXPECT_EQ(batch_.size, 0U);
  EXPECT_EQ((*receiver)->error().sentence.rfind("udp 10.0.0.1:5000: recv", 0), 0U);
  EXPECT_NE((*receiver)->error().sentence.find("ENOTSOCK"), std::string::npos);
  EXPECT_EQ((*receiver)->counts().socket_drops, 0U);
}

std::string name_of(const testing::TestParamInfo<ReceiveMethod>& method) {
  std::string name(to_text(method.param));
  std::erase(name, '-');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Methods, SocketReceiverTest,
                         testing::Values(ReceiveMethod::blocking, ReceiveMethod::epoll,
                                         ReceiveMethod::busy_poll, ReceiveMethod::spin,
                                         ReceiveMethod::recvmmsg, ReceiveMethod::spin_recvmmsg),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Methods, WaitingReceiverTest,
                         testing::Values(ReceiveMethod::blocking, ReceiveMethod::epoll,
                                         ReceiveMethod::busy_poll, ReceiveMethod::recvmmsg),
                         name_of);

}  // namespace
}  // namespace holdfast
