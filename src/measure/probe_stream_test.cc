#include "measure/probe_stream.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "measure/paced_sender.h"
#include "measure/probe_run.h"
#include "measure/reflector.h"
#include "measure/thread_use.h"
#include "net/loopback_test_fixture.h"
#include "probe/probe_message.h"

namespace holdfast {
namespace {

using testing::AllOf;
using testing::Each;
using testing::Gt;
using testing::HasSubstr;
using testing::Lt;

constexpr std::uint16_t kPeer = 9000, kReply = 9001;

ProbeStreamSettings settings_for_peer(std::uint32_t rate = 500) {
  ProbeStreamSettings settings;
  settings.at = endpoint_of("127.0.0.1", kPeer);
  settings.reply_port = kReply;
  settings.rate = rate;
  return settings;
}

/// `holdfast probe reflect` in a thread of the same network.
class Reflecting {
 public:
  Reflecting()
      : thread_([this] {
          ReflectorOptions options;
          options.local = endpoint_of("127.0.0.1", kPeer);
          options.reply_port = kReply;
          static_cast<void>(reflect(options, [this] { return stop_.load(); }));
        }) {}
  ~Reflecting() {
    stop_ = true;
    thread_.join();
  }
  Reflecting(const Reflecting&) = delete;
  Reflecting& operator=(const Reflecting&) = delete;

 private:
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

/// Looks every 10 ms.
bool comes_true(double seconds, const std::function<bool()>& condition) {
  const std::int64_t until = steady_ns() + static_cast<std::int64_t>(seconds * 1e9);
  while (!condition()) {
    if (steady_ns() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

/// The delays of the stream, once there are so many; the last reading's counts.
ProbeStreamReading gathered(ProbeStream& stream, std::size_t wanted) {
  ProbeStreamReading all;
  comes_true(20, [&] {
    const auto some = stream.take();
    if (!some) return true;
    all.delays_ns.insert(all.delays_ns.end(), some->delays_ns.begin(), some->delays_ns.end());
    all.clock = some->clock;
    all.counts = some->counts;
    return all.delays_ns.size() >= wanted;
  });
  return all;
}

SourceState state_of(const ProbeStream& stream) { return stream.state()->state; }

UdpSender sender_to(std::uint16_t port) {
  return *UdpSender::make({.remote = endpoint_of("127.0.0.1", port)});
}

TEST(ProbeStream, TakesEachRoundTripOnceFromAPeerThatReflects) {
  const auto why = in_own_network([] {
    const Reflecting peer;
    ProbeStream stream;
    stream.follow(settings_for_peer());
    const auto reading = gathered(stream, 100);
    ASSERT_GE(reading.delays_ns.size(), 100U);
    EXPECT_THAT(reading.delays_ns, Each(AllOf(Gt(0), Lt(1'000'000'000))));
    EXPECT_EQ(reading.clock, "round trip");
    EXPECT_GE(reading.counts.sent, reading.delays_ns.size());
    EXPECT_EQ(reading.counts.foreign, 0U);
    EXPECT_EQ(state_of(stream), SourceState::watching);
    EXPECT_GE(stream.state()->events, reading.delays_ns.size());
  });
  if (!why.empty()) GTEST_SKIP() << why;
}

TEST(ProbeStream, EveryWayOfReceivingOfThePolicyWorksOrSaysWhyNot) {
  const auto why = in_own_network([] {
    const Reflecting peer;
    for (const auto* receiver : {"blocking", "epoll", "recvmmsg", "busy-poll", "io_uring"}) {
      ProbeStream stream;
      auto settings = settings_for_peer();
      settings.receiver = receiver;
      stream.follow(settings);
      std::size_t had = 0;
      EXPECT_TRUE(comes_true(10, [&] {
        had += stream.take()->delays_ns.size();
        return had >= 20 || state_of(stream) == SourceState::absent;
      })) << receiver;
      EXPECT_THAT(stream.state()->why, testing::Not(HasSubstr("is no way of receiving")));
    }
  });
  if (!why.empty()) GTEST_SKIP() << why;
}

TEST(ProbeStream, ASilentPeerIsToldAskedSeldomAndMeasuredAgainWhenItAnswers) {
  const auto why = in_own_network([] {
    ProbeStream stream;
    stream.follow(settings_for_peer());
    ASSERT_TRUE(comes_true(10, [&] { return state_of(stream) == SourceState::degraded; }));
    EXPECT_THAT(stream.state()->why, HasSubstr("`holdfast probe reflect 127.0.0.1:9000`"));
    EXPECT_THAT(stream.state()->why, HasSubstr("UDP port 9001 here"));
    const auto sent = stream.take()->counts.sent;
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    EXPECT_LE(stream.take()->counts.sent, sent + 3);
    ASSERT_TRUE(comes_true(5, [&] {
      const auto counts = stream.take()->counts;
      return counts.lost > 0 && counts.lost + 3 >= counts.sent;
    }));
    const Reflecting peer;
    EXPECT_TRUE(comes_true(10, [&] { return state_of(stream) == SourceState::watching; }));
    EXPECT_GE(gathered(stream, 50).delays_ns.size(), 50U);
  });
  if (!why.empty()) GTEST_SKIP() << why;
}

TEST(ProbeStream, EndsAtOnceWithAndWithoutAPeerAndInAPause) {
  const auto why = in_own_network([] {
    for (const double after : {0.05, 2.5}) {
      auto stream = std::make_unique<ProbeStream>();
      stream->follow(settings_for_peer(2));
      std::this_thread::sleep_for(std::chrono::duration<double>(after));
      const std::int64_t begun = steady_ns();
      stream.reset();
      EXPECT_LT(steady_ns() - begun, 500'000'000);
    }
  });
  if (!why.empty()) GTEST_SKIP() << why;
}

TEST(ProbeStream, PacketsOfOthersAreCountedAndHarmNothing) {
  const auto why = in_own_network([] {
    const Reflecting peer;
    ProbeStream stream;
    stream.follow(settings_for_peer());
    gathered(stream, 10);
    auto other = sender_to(kReply);
    std::array<std::uint8_t, 64> forged{};
    for (std::uint64_t i = 0; i < 2000; ++i) {
      write_probe_message({.session = 1, .sequence = i % 100, .reflected_ns = 5}, forged);
      other.send(i % 2 == 0 ? std::span<const std::uint8_t>(forged)
                            : std::span<const std::uint8_t>(forged).first(7));
      if (i % 100 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    const auto reading = gathered(stream, 100);
    EXPECT_GE(reading.delays_ns.size(), 100U);
    EXPECT_THAT(reading.delays_ns, Each(AllOf(Gt(0), Lt(1'000'000'000))));
    EXPECT_GT(reading.counts.foreign, 100U);
    EXPECT_EQ(state_of(stream), SourceState::watching);
  });
  if (!why.empty()) GTEST_SKIP() << why;
}

TEST(ProbeStream, AFloodIsLeftAloneForAWhile) {
  const auto why = in_own_network([] {
    ProbeStream stream;
    stream.follow(settings_for_peer());
    std::atomic<bool> stop{false};
    std::thread flood([&] {
      auto sender = sender_to(kReply);
      const std::array<std::uint8_t, 8> junk{};
      while (!stop) sender.send(junk);
    });
    const bool rests = comes_true(20, [&] { return state_of(stream) == SourceState::absent; });
    stop = true;
    flood.join();
    const auto foreign = stream.take()->counts.foreign;
    if (!rests && foreign < 300'000) GTEST_SKIP() << "this machine cannot flood it: " << foreign;
    EXPECT_TRUE(rests);
    EXPECT_THAT(stream.state()->why, HasSubstr("somebody floods it"));
  });
  if (!why.empty()) GTEST_SKIP() << why;
}

TEST(ProbeStream, LivesThroughALinkThatGoesDownAndComesUp) {
  const auto why = in_own_network([] {
    const Reflecting peer;
    ProbeStream stream;
    stream.follow(settings_for_peer());
    ASSERT_GE(gathered(stream, 20).delays_ns.size(), 20U);
    ASSERT_TRUE(set_loopback(false));
    ASSERT_TRUE(comes_true(10, [&] { return state_of(stream) != SourceState::watching; }));
    EXPECT_FALSE(stream.state()->why.empty());
    stream.take();
    ASSERT_TRUE(set_loopback(true));
    EXPECT_GE(gathered(stream, 20).delays_ns.size(), 20U);
    EXPECT_EQ(state_of(stream), SourceState::watching) << stream.state()->why;
  });
  if (!why.empty()) GTEST_SKIP() << why;
}

TEST(ProbeStream, ListensToAnotherHostsSender) {
  const auto why = in_own_network([] {
    ProbeStream stream;
    ProbeStreamSettings settings;
    settings.listens = true;
    settings.at = endpoint_of("127.0.0.1", kPeer);
    stream.follow(settings);
    std::atomic<bool> stop{false};
    std::thread sender([&] {
      const ProbeTraffic traffic{.pace = {.rate = 500}, .packet_bytes = 64, .seconds = 30};
      static_cast<void>(
          send_probe({.remote = settings.at}, std::nullopt, traffic, [&] { return stop.load(); }));
    });
    const auto reading = gathered(stream, 100);
    stop = true;
    sender.join();
    ASSERT_GE(reading.delays_ns.size(), 100U);
    EXPECT_EQ(reading.clock, "software");
    EXPECT_THAT(reading.delays_ns, Each(AllOf(Gt(0), Lt(1'000'000'000))));
    EXPECT_GE(reading.counts.sent, reading.delays_ns.size());
    ASSERT_TRUE(comes_true(10, [&] { return state_of(stream) == SourceState::degraded; }));
    EXPECT_THAT(stream.state()->why, HasSubstr("`holdfast probe send 127.0.0.1:9000"));
  });
  if (!why.empty()) GTEST_SKIP() << why;
}

TEST(ProbeStream, AnAddressThatAnotherHasIsNamedAndTakenWhenItIsFree) {
  const auto why = in_own_network([] {
    ReceiverOptions options;
    options.local = endpoint_of("127.0.0.1", kPeer);
    auto taken = make_receiver(options);
    ASSERT_TRUE(taken);
    ProbeStream stream;
    ProbeStreamSettings settings;
    settings.listens = true;
    settings.at = options.local;
    stream.follow(settings);
    ASSERT_TRUE(comes_true(5, [&] { return state_of(stream) == SourceState::absent; }));
    EXPECT_THAT(stream.state()->why, HasSubstr("127.0.0.1:9000"));
    taken->reset();
    EXPECT_TRUE(comes_true(10, [&] { return state_of(stream) != SourceState::absent; }));
  });
  if (!why.empty()) GTEST_SKIP() << why;
}

TEST(ProbeStream, ItsCountsGoOnOverNewSettingsAndEndWithThem) {
  const auto why = in_own_network([] {
    const Reflecting peer;
    ProbeStream stream;
    stream.follow(settings_for_peer());
    const auto before = gathered(stream, 50);
    stream.follow(settings_for_peer());
    EXPECT_GE(stream.take()->counts.sent, before.counts.sent);
    stream.follow(settings_for_peer(100));
    const auto after = gathered(stream, 10);
    EXPECT_GE(after.counts.sent, before.counts.sent + 10);
    stream.follow(std::nullopt);
    EXPECT_FALSE(stream.take());
    EXPECT_FALSE(stream.state());
  });
  if (!why.empty()) GTEST_SKIP() << why;
}

TEST(ProbeStream, ItsReceiverRunsOnTheCpuThatThePolicySays) {
  const auto why = in_own_network([] {
    const Reflecting peer;
    const CpuId cpu = *own_cpu_set().first();
    auto settings = settings_for_peer();
    settings.cpu = cpu;
    ProbeStream stream;
    stream.follow(settings);
    ASSERT_TRUE(stream.bound_thread());
    cpu_set_t set;
    ASSERT_EQ(
        ::sched_getaffinity(static_cast<pid_t>(stream.bound_thread()->value), sizeof set, &set), 0);
    EXPECT_EQ(CPU_COUNT(&set), 1);
    EXPECT_TRUE(CPU_ISSET(cpu.value, &set));
    settings.cpu = CpuId{8000};
    stream.follow(settings);
    ASSERT_TRUE(comes_true(5, [&] { return state_of(stream) == SourceState::absent; }));
    EXPECT_THAT(stream.state()->why, HasSubstr("CPU 8000"));
  });
  if (!why.empty()) GTEST_SKIP() << why;
}

}  // namespace
}  // namespace holdfast
