// On this host's kernel, in a network namespace of its own.
#include "bpf/stage_tracer.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <functional>
#include <thread>

#include "bpf/bpf_object.h"
#include "host/descriptor.h"

namespace holdfast {
namespace {

constexpr std::uint16_t kPort = 9000;
constexpr std::uint32_t kSession = 0x01020304;

std::int64_t steady_ns() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

bool raise_loopback() {
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM, 0));
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP;
  return ::ioctl(socket.fd(), SIOCSIFFLAGS, &request) == 0;
}

sockaddr_storage loopback(int family, std::uint16_t port) {
  sockaddr_storage storage{};
  if (family == AF_INET6) {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_addr = IN6ADDR_LOOPBACK_INIT;
    address.sin6_port = htons(port);
    std::memcpy(&storage, &address, sizeof address);
  } else {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    std::memcpy(&storage, &address, sizeof address);
  }
  return storage;
}

/// As src/probe/probe_message.cc writes it.
std::array<unsigned char, 64> message(std::uint64_t sequence) {
  std::array<unsigned char, 64> bytes{'H', 'F', 'P', 'B', 0, 1, 0, 0, 1, 2, 3, 4};
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[16 + i] = static_cast<unsigned char>(sequence >> (56 - 8 * i));
  }
  return bytes;
}

/// Two sockets on loopback: one sends to the other's port.
class Pair {
 public:
  explicit Pair(int family = AF_INET, std::uint16_t port = kPort)
      : receiver_(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0)),
        sender_(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    const auto address = loopback(family, port);
    const auto* to = reinterpret_cast<const sockaddr*>(&address);
    ready_ = ::bind(receiver_.fd(), to, sizeof address) == 0 &&
             ::connect(sender_.fd(), to, sizeof address) == 0;
  }
  bool ready() const { return ready_; }
  void send(std::uint64_t sequence) const {
    const auto bytes = message(sequence);
    EXPECT_EQ(::send(sender_.fd(), bytes.data(), bytes.size(), 0), 64);
  }
  void send_other() const { EXPECT_EQ(::send(sender_.fd(), "holdfast", 8, 0), 8); }
  bool receive(int flags = 0) const {
    std::array<unsigned char, 64> bytes{};
    return ::recv(receiver_.fd(), bytes.data(), bytes.size(), flags) > 0;
  }

 private:
  Descriptor receiver_, sender_;
  bool ready_ = false;
};

class StageTracerTest : public ::testing::Test {
 protected:
  /// In a thread of a network namespace of its own, which ends with it.
  void in_own_network(const std::function<void(StageTracer&)>& test) {
    if (const auto why = why_no_bpf(); !why.empty()) GTEST_SKIP() << why;
    std::string why;
    std::thread([&] {
      if (::unshare(CLONE_NEWNET) != 0 || !raise_loopback()) {
        why = "no network namespace of one's own";
        return;
      }
      auto tracer = StageTracer::make({.port = kPort});
      if (!tracer) {
        why = tracer.error().sentence;
        return;
      }
      notes_ = tracer->notes();
      test(*tracer);
    }).join();
    if (!why.empty()) GTEST_SKIP() << why;
  }
  bool is_seen(const std::string& stage) const {
    for (const auto& note : notes_) {
      if (note.starts_with(stage + " is not seen")) return false;
    }
    return true;
  }
  std::vector<std::string> notes_;
};

TEST_F(StageTracerTest, EveryPacketIsToldWithItsNumberAndItsTimesInOrder) {
  in_own_network([&](StageTracer& tracer) {
    for (const int family : {AF_INET, AF_INET6}) {
      const Pair pair(family);
      ASSERT_TRUE(pair.ready());
      (void)tracer.take();
      std::int64_t before_ns = steady_ns();
      for (std::uint64_t n = 0; n < 200; ++n) {
        pair.send(n << 33U);
        ASSERT_TRUE(pair.receive());
      }
      const std::int64_t after_ns = steady_ns();
      const auto trace = tracer.take();
      ASSERT_EQ(trace.packets.size(), 200U) << "family " << family;
      std::uint64_t sequence = 0;
      for (const auto& packet : trace.packets) {
        EXPECT_EQ(packet.session, kSession);
        EXPECT_EQ(packet.sequence, sequence++ << 33U);
        EXPECT_GT(packet.raised_ns, before_ns);
        EXPECT_GE(packet.entered_ns, packet.raised_ns);
        EXPECT_GE(packet.stack_ns, packet.entered_ns);
        EXPECT_LT(packet.stack_ns, after_ns);
        EXPECT_TRUE(packet.queued_ns >= packet.stack_ns || !is_seen("the socket's queue"));
        EXPECT_EQ(packet.interrupt_ns, 0) << "loopback has no interrupt";
        before_ns = packet.stack_ns;
      }
      if (!is_seen("the copy")) continue;
      ASSERT_EQ(trace.reads.size(), 200U);
      for (std::size_t i = 0; i < 200; ++i) {
        EXPECT_GT(trace.reads[i].read_ns, trace.packets[i].stack_ns);
      }
    }
  });
}

TEST_F(StageTracerTest, AThreadThatWaitsIsWokenForThePacketAndGivenACpu) {
  in_own_network([&](StageTracer& tracer) {
    if (!is_seen("the copy")) return;
    const Pair pair;
    (void)tracer.take();
    std::thread reader([&] {
      for (int n = 0; n < 20; ++n) EXPECT_TRUE(pair.receive());
    });
    for (std::uint64_t n = 0; n < 20; ++n) {
      ::usleep(5'000);
      pair.send(n);
    }
    reader.join();
    const auto trace = tracer.take();
    ASSERT_EQ(trace.packets.size(), 20U);
    ASSERT_EQ(trace.reads.size(), 20U);
    std::size_t woken = 0, given = 0;
    for (std::size_t n = 1; n < 20; ++n) {  // the first reading shows who the reader is
      const auto& read = trace.reads[n];
      EXPECT_GE(read.read_ns, read.running_ns);
      if (read.waking_ns < trace.packets[n].stack_ns) continue;
      ++woken;
      // One that is woken before it has left its CPU keeps it.
      if (read.running_ns >= read.waking_ns) ++given;
    }
    EXPECT_GE(woken, 15U);
    EXPECT_GE(given, 10U);
  });
}

TEST_F(StageTracerTest, WhatIsNoPacketOfTheProbeIsNotTold) {
  in_own_network([](StageTracer& tracer) {
    const Pair pair, other(AF_INET, kPort + 1);
    (void)tracer.take();
    pair.send_other();
    other.send(1);
    EXPECT_TRUE(pair.receive());
    EXPECT_TRUE(other.receive());
    std::thread([] {
      ASSERT_EQ(::unshare(CLONE_NEWNET), 0);
      ASSERT_TRUE(raise_loopback());
      const Pair elsewhere;
      elsewhere.send(2);
      EXPECT_TRUE(elsewhere.receive());
    }).join();
    const auto trace = tracer.take();
    EXPECT_TRUE(trace.packets.empty());
    EXPECT_LE(trace.reads.size(), 1U) << "of our port, and no other's";
  });
}

TEST_F(StageTracerTest, ALookIsNoReadingAndAPacketWithoutASocketIsNotQueued) {
  in_own_network([&](StageTracer& tracer) {
    {
      const Pair pair;
      (void)tracer.take();
      pair.send(1);
      EXPECT_TRUE(pair.receive(MSG_PEEK));
      EXPECT_TRUE(tracer.take().reads.empty());
      EXPECT_TRUE(pair.receive());
    }
    if (!is_seen("the socket's queue")) return;
    (void)tracer.take();
    const Descriptor lone(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const auto address = loopback(AF_INET, kPort);
    const auto bytes = message(3);
    for (int i = 0; i < 2; ++i) {
      ::sendto(lone.fd(), bytes.data(), bytes.size(), 0,
               reinterpret_cast<const sockaddr*>(&address), sizeof(sockaddr_in));
    }
    const Pair pair;
    pair.send(4);
    EXPECT_TRUE(pair.receive());
    const auto trace = tracer.take();
    ASSERT_EQ(trace.packets.size(), 1U);
    EXPECT_EQ(trace.packets[0].sequence, 4U);
    EXPECT_EQ(trace.unqueued, 2U);
  });
}

TEST_F(StageTracerTest, AFullRingIsCounted) {
  in_own_network([](StageTracer& tracer) {
    const Pair pair;
    (void)tracer.take();
    constexpr std::uint64_t kMany = 60'000;  // of two records each; the ring has room for fewer
    for (std::uint64_t n = 0; n < kMany; ++n) {
      pair.send(n);
      ASSERT_TRUE(pair.receive());
    }
    const auto trace = tracer.take();
    EXPECT_GT(trace.lost, 0U);
    EXPECT_EQ(trace.packets.size() + trace.reads.size() + trace.lost, 2 * kMany);
  });
}

}  // namespace
}  // namespace holdfast
