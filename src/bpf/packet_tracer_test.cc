// On this host's kernel, in a network namespace of its own.
#include "bpf/packet_tracer.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <linux/net_tstamp.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <thread>

#include "bpf/bpf_object.h"
#include "host/descriptor.h"

namespace holdfast {
namespace {

std::int64_t wall_ns() {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

bool raise_loopback() {
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM, 0));
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP;
  return ::ioctl(socket.fd(), SIOCSIFFLAGS, &request) == 0;
}

/// A blocking receiver of datagrams that has each one's stamp from the kernel, and its sender.
class Pair {
 public:
  Pair() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const to = reinterpret_cast<sockaddr*>(&address);
    const int wanted = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
    ::setsockopt(receiver_.fd(), SOL_SOCKET, SO_TIMESTAMPING, &wanted, sizeof wanted);
    ready_ = ::bind(receiver_.fd(), to, size) == 0 &&
             ::getsockname(receiver_.fd(), to, &size) == 0 &&
             ::connect(sender_.fd(), to, size) == 0;
  }
  bool ready() const { return ready_; }
  void send() const { EXPECT_EQ(::send(sender_.fd(), "holdfast", 8, 0), 8); }
  /// From the stamp until we have it; ns.
  std::int64_t receive(int flags = 0) const {
    std::array<char, 64> bytes{};
    alignas(cmsghdr) std::array<char, 256> control{};
    iovec part{bytes.data(), bytes.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    EXPECT_EQ(::recvmsg(receiver_.fd(), &message, flags), 8);
    const std::int64_t now_ns = wall_ns();
    for (auto* one = CMSG_FIRSTHDR(&message); one != nullptr; one = CMSG_NXTHDR(&message, one)) {
      if (one->cmsg_type != SCM_TIMESTAMPING) continue;
      timespec stamp{};
      std::memcpy(&stamp, CMSG_DATA(one), sizeof stamp);
      return now_ns - (static_cast<std::int64_t>(stamp.tv_sec) * 1'000'000'000 + stamp.tv_nsec);
    }
    return -1;
  }

 private:
  Descriptor receiver_{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  Descriptor sender_{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  bool ready_ = false;
};

/// The kernel begins to stamp some time after it was asked to (net_enable_timestamp leaves it to a
/// worker); until then a packet has no delay to tell.
void wait_for_stamps(PacketTracer& tracer) {
  const Pair pair;
  for (int turn = 0; turn < 5000; ++turn) {
    pair.send();
    (void)pair.receive();
    if (!tracer.read().delays.empty()) return;
    ::usleep(1000);
  }
  ADD_FAILURE() << "no stamp in 5 s";
}

class PacketTracerTest : public ::testing::Test {
 protected:
  /// In a thread of a network namespace of its own, which ends with it.
  void in_own_network(const std::function<void(PacketTracer&)>& test) {
    if (const auto why = why_no_bpf(); !why.empty()) GTEST_SKIP() << why;
    std::string why;
    std::thread([&] {
      if (::unshare(CLONE_NEWNET) != 0 || !raise_loopback()) {
        why = "no network namespace of one's own";
        return;
      }
      PacketTracer tracer;
      if (tracer.datagram_way().empty()) {
        why = tracer.state().why;
        return;
      }
      wait_for_stamps(tracer);
      test(tracer);
    }).join();
    if (!why.empty()) GTEST_SKIP() << why;
  }
};

std::vector<std::int64_t> delays_of(const TraceReading& reading) {
  std::vector<std::int64_t> delays;
  for (const auto& packet : reading.delays) {
    if (packet.software_ns) delays.push_back(*packet.software_ns);
  }
  std::sort(delays.begin(), delays.end());
  return delays;
}

TEST_F(PacketTracerTest, TheDelaysAreThoseThatTheReaderSeesLessItsWayOutOfTheKernel) {
  in_own_network([](PacketTracer& tracer) {
    Pair pair;
    ASSERT_TRUE(pair.ready());
    (void)tracer.read();
    std::vector<std::int64_t> own;
    for (int i = 0; i < 500; ++i) {
      pair.send();
      own.push_back(pair.receive());
    }
    const auto reading = tracer.read();
    const auto traced = delays_of(reading);
    std::sort(own.begin(), own.end());
    ASSERT_GT(own.front(), 0) << "the kernel does not stamp";
    ASSERT_EQ(traced.size(), own.size());
    EXPECT_GT(traced.front(), 0);
    for (const double p : {0.5, 0.9}) {
      const auto at = static_cast<std::size_t>(p * 500);
      EXPECT_LT(traced[at], own[at]) << p;
      EXPECT_GT(traced[at], own[at] / 10) << p;
    }
    EXPECT_EQ(reading.delays[0].nic, "lo");
    EXPECT_EQ(reading.delays[0].pid, static_cast<std::uint32_t>(::getpid()));
    EXPECT_EQ(reading.one_in, 1U);
  });
}

TEST_F(PacketTracerTest, APacketThatWaitedBehindOthersIsToldWithItsOwnDelay) {
  in_own_network([](PacketTracer& tracer) {
    const Pair pair;
    (void)tracer.read();
    for (int i = 0; i < 5; ++i) pair.send();
    EXPECT_GT(pair.receive(MSG_PEEK), 0);
    ::usleep(20'000);
    for (int i = 0; i < 5; ++i) EXPECT_GT(pair.receive(), 0);
    const auto traced = delays_of(tracer.read());
    ASSERT_GE(traced.size(), 1U);
    ASSERT_LE(traced.size(), 5U) << "a look is not a reading";
    EXPECT_GE(traced.front(), 20'000'000);
  });
}

TEST_F(PacketTracerTest, SoftirqsAreCountedWithTheirTimeAndTheirDelay) {
  in_own_network([](PacketTracer& tracer) {
    const Pair pair;
    const auto before = tracer.read();
    for (int i = 0; i < 2000; ++i) {
      pair.send();
      (void)pair.receive();
    }
    const auto after = tracer.read();
    std::uint64_t runs = 0, inside_ns = 0, delays = 0;
    for (std::size_t i = 0; i < after.softirqs.size(); ++i) {
      const auto& row = after.softirqs[i];
      runs += row.rx_runs - before.softirqs[i].rx_runs;
      inside_ns += row.rx_ns - before.softirqs[i].rx_ns;
      for (const auto count : row.delays) delays += count;
    }
    EXPECT_GT(runs, 1000U) << "a loopback packet has one softirq, of which one in 64 is timed";
    EXPECT_GT(inside_ns / runs, 200U);
    EXPECT_LT(inside_ns / runs, 10'000'000U);
    EXPECT_GT(delays, 1000U);
  });
}

TEST_F(PacketTracerTest, AnotherNetworksPacketsAreNotTold) {
  in_own_network([](PacketTracer& tracer) {
    (void)tracer.read();
    std::thread([] {
      ASSERT_EQ(::unshare(CLONE_NEWNET), 0);
      ASSERT_TRUE(raise_loopback());
      const Pair pair;
      for (int i = 0; i < 10; ++i) {
        pair.send();
        (void)pair.receive();
      }
    }).join();
    EXPECT_TRUE(tracer.read().delays.empty());
  });
}

TEST_F(PacketTracerTest, OfManyPacketsASampleIsTold) {
  if (const auto why = why_no_bpf(); !why.empty()) GTEST_SKIP() << why;
  std::thread([] {
    ASSERT_EQ(::unshare(CLONE_NEWNET), 0);
    ASSERT_TRUE(raise_loopback());
    PacketTracer tracer({.softirqs = false, .most_delays = 100});
    if (tracer.datagram_way().empty()) return;
    wait_for_stamps(tracer);
    const Pair pair;
    const auto exchange = [&](int count) {
      for (int i = 0; i < count; ++i) {
        pair.send();
        (void)pair.receive();
      }
    };
    exchange(2000);
    const auto first = tracer.read();
    exchange(2000);
    const auto second = tracer.read();
    EXPECT_GT(second.one_in, 1U);
    EXPECT_LT(second.delays.size(), 1000U);
    EXPECT_GT(second.delays.size(), 0U);
  }).join();
}

}  // namespace
}  // namespace holdfast
