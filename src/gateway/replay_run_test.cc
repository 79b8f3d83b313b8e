#include "gateway/replay_run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace holdfast {
namespace {

using Bytes = std::vector<std::uint8_t>;
constexpr std::int64_t kMs = 1'000'000;

Bytes packet_of(std::uint64_t sequence, std::uint16_t count) {
  MoldPacketBuilder builder(MoldSession::of("S1"), sequence);
  for (std::uint16_t i = 0; i < count; ++i) builder.add(Bytes(11, 'x'));
  const auto packet = builder.take();
  return {packet.begin(), packet.end()};
}

/// Packets of two messages, at their times.
class FakeSource final : public ReplaySource {
 public:
  FakeSource(ReplaySchedule& schedule, std::vector<std::int64_t> stamps_ns, bool capture = false)
      : schedule_(&schedule), stamps_ns_(std::move(stamps_ns)), is_capture_(capture) {}

  std::optional<ReplayPacket> next() override {
    if (at_ == stamps_ns_.size()) return std::nullopt;
    packet_ = packet_of(1 + 2 * at_, 2);
    return ReplayPacket{packet_, schedule_->due_ns(stamps_ns_[at_++])};
  }
  bool has_ended() const override { return at_ == stamps_ns_.size(); }
  Result<void> begin_again() override {
    at_ = 0;
    return {};
  }
  const std::string& trouble() const override { return trouble_; }
  std::vector<std::string> faults() const override { return {}; }
  bool is_capture() const override { return is_capture_; }

 private:
  ReplaySchedule* schedule_;
  std::vector<std::int64_t> stamps_ns_;
  bool is_capture_;
  std::size_t at_ = 0;
  Bytes packet_;
  std::string trouble_;
};

/// A clock that goes on when it is waited for, and by `step_ns` when it is looked at.
class FakePort final : public ReplayPort {
 public:
  struct Sent {
    std::size_t line;
    std::int64_t at_ns;
    FaultyPacket packet;
  };
  FakePort(std::int64_t step_ns, std::int64_t stop_at_ns)
      : step_ns_(step_ns), stop_at_ns_(stop_at_ns) {}

  std::int64_t now_ns() override { return now_ns_ += step_ns_; }
  void wait_until(std::int64_t ns) override { now_ns_ = std::max(now_ns_, ns); }
  void send(std::size_t line, FaultyPacket packet) override {
    waiting_.push_back({line, 0, std::move(packet)});
  }
  void flush() override {
    for (auto& one : waiting_) {
      one.at_ns = now_ns_;
      sent.push_back(std::move(one));
    }
    waiting_.clear();
  }
  bool is_stopped() override { return now_ns_ >= stop_at_ns_; }

  std::vector<std::int64_t> times_of(std::size_t line) const {
    std::vector<std::int64_t> out;
    for (const auto& one : sent) {
      if (one.line == line) out.push_back(one.at_ns);
    }
    return out;
  }
  std::vector<Bytes> bytes() const {
    std::vector<Bytes> out;
    for (const auto& one : sent) out.push_back(one.packet.bytes);
    return out;
  }
  MoldHeader header(std::size_t i) const {
    MoldPacket packet;
    EXPECT_EQ(parse_mold_packet(sent[i].packet.bytes, packet), MoldFault::none);
    return packet.header;
  }

  std::vector<Sent> sent;

 private:
  std::int64_t now_ns_ = 0, step_ns_, stop_at_ns_;
  std::vector<Sent> waiting_;
};

struct World {
  struct Clock {
    std::int64_t step_ns = 0, stop_at_ns = INT64_MAX;
  };
  explicit World(ReplayCommand of, std::vector<std::int64_t> stamps_ns, bool capture = true,
                 Clock clock = {0, INT64_MAX})
      : command(std::move(of)),
        schedule(command.speed),
        source(schedule, std::move(stamps_ns), capture),
        port(clock.step_ns, clock.stop_at_ns),
        run(command, source, schedule, stream, port) {
    EXPECT_TRUE(run.run([] {}));
  }
  ReplayCommand command;
  ReplaySchedule schedule;
  FakeSource source;
  ReplayedStream stream{MessageHistory::kLeastBytes, 1472};
  FakePort port;
  ReplayRun run;
};

ReplayCommand command_of(FaultShares faults = {}, std::size_t lines = 1) {
  ReplayCommand command;
  command.lines.assign(lines, {{}, "", faults});
  return command;
}

TEST(ReplayRun, SendsEachPacketWhenItIsDueOnEachLine) {
  const World world(command_of({}, 2), {5 * kMs, 7 * kMs, 7 * kMs, 50 * kMs});
  const std::vector<std::int64_t> times{0, 2 * kMs, 2 * kMs, 45 * kMs};
  EXPECT_EQ(world.port.times_of(0), times);
  EXPECT_EQ(world.port.times_of(1), times);
  EXPECT_EQ(world.run.counts().packets, 4U);
  EXPECT_EQ(world.run.counts().messages, 8U);
  EXPECT_EQ(world.run.counts().marks, 0U);
}

TEST(ReplayRun, AScaledSpeedScalesTheGaps) {
  auto command = command_of();
  command.speed = 2.5;
  EXPECT_EQ(World(command, {5 * kMs, 10 * kMs, 15 * kMs}).port.times_of(0),
            (std::vector<std::int64_t>{0, 2 * kMs, 4 * kMs}));
}

TEST(ReplayRun, TheMaximumSpeedWaitsForNothing) {
  auto command = command_of();
  command.speed.reset();
  EXPECT_EQ(World(command, {5 * kMs, 10'000 * kMs, 15'000 * kMs}).port.times_of(0),
            (std::vector<std::int64_t>{0, 0, 0}));
}

TEST(ReplayRun, WhatIsSentDoesNotDependOnHowFarBehindItIs) {
  std::vector<std::int64_t> stamps;
  for (std::int64_t i = 0; i < 1000; ++i) stamps.push_back(kMs + i * 100'000);
  const auto command = command_of({.loss = 0.1, .duplicate = 0.1, .reorder = 0.1, .delay = 0.1}, 1);
  const World in_time(command, stamps);
  const World late(command, stamps, true, {3 * kMs, INT64_MAX});
  ASSERT_EQ(in_time.port.sent.size(), late.port.sent.size());
  EXPECT_EQ(in_time.port.bytes(), late.port.bytes());
}

TEST(ReplayRun, EachLineHasFaultsOfItsOwnAndAnotherSeedHasOthers) {
  std::vector<std::int64_t> stamps(1000, 1);
  auto command = command_of({.loss = 0.3}, 2);
  const World world(command, stamps);
  std::array<std::vector<std::uint64_t>, 2> numbers;
  for (const auto& one : world.port.sent) numbers[one.line].push_back(one.packet.number);
  EXPECT_NE(numbers[0], numbers[1]);
  command.seed = 2;
  EXPECT_NE(World(command, stamps).port.bytes(), world.port.bytes());
}

TEST(ReplayRun, AFilesEndIsSentAgainAndAgainAndItsSilenceIsHeard) {
  auto command = command_of();
  command.linger_ns = 250 * kMs;
  const World world(command, {1 * kMs, 2501 * kMs}, false);
  // A packet, heartbeats after a second each, a packet, ends.
  ASSERT_EQ(world.port.sent.size(), 7U);
  const auto first = MoldSession::of("S1");
  EXPECT_EQ(world.port.header(0), (MoldHeader{first, 1, 2}));
  EXPECT_EQ(world.port.header(1), (MoldHeader{first, 3, kMoldHeartbeat}));
  EXPECT_EQ(world.port.header(2), (MoldHeader{first, 3, kMoldHeartbeat}));
  EXPECT_EQ(world.port.header(3), (MoldHeader{first, 3, 2}));
  for (std::size_t i = 4; i < 7; ++i) {
    EXPECT_EQ(world.port.header(i), (MoldHeader{first, 5, kMoldEndOfSession}));
  }
  EXPECT_EQ(world.run.counts().packets, 2U);
  EXPECT_EQ(world.run.counts().marks, 5U);
}

TEST(ReplayRun, ACaptureIsSentAsItWasAndNothingElse) {
  const World world(command_of(), {1 * kMs, 5001 * kMs});
  EXPECT_EQ(world.port.sent.size(), 2U);
  EXPECT_EQ(world.run.counts().ended_ns, 5000 * kMs);
}

TEST(ReplayRun, RoundsGoOnBehindEachOtherUpToTheLimit) {
  auto command = command_of();
  command.rounds = 3;
  EXPECT_EQ(World(command, {1 * kMs, 3 * kMs}).port.times_of(0),
            (std::vector<std::int64_t>{0, 2 * kMs, 2 * kMs, 4 * kMs, 4 * kMs, 6 * kMs}));
  command.rounds = 0;
  command.limit = 101;
  const World endless(command, {1 * kMs, 3 * kMs});
  EXPECT_EQ(endless.port.sent.size(), 101U);
  EXPECT_EQ(endless.run.counts().rounds, 51U);
}

TEST(ReplayRun, AnEmptyFileEndsAlthoughItIsRepeatedWithoutEnd) {
  auto command = command_of();
  command.rounds = 0;
  EXPECT_TRUE(World(command, {}).port.sent.empty());
}

TEST(ReplayRun, WhenItIsStoppedWhatWasStillToGoIsCounted) {
  const World world(command_of({.reorder = 1}), {1 * kMs, 2 * kMs, 11 * kMs}, true, {0, 5 * kMs});
  const auto& line = world.run.lines()[0];
  EXPECT_EQ(line.counts().in, 2U);
  EXPECT_EQ(line.waiting(), 2U);
  EXPECT_TRUE(world.port.sent.empty());
}

TEST(ReplayRun, WhatWasLostCanBeAskedForOnceItWentOut) {
  World world(command_of({.loss = 1}), {1 * kMs, 2 * kMs});
  EXPECT_TRUE(world.port.sent.empty());
  ReplyBatch batch(8, 1472);
  const auto ask = [&](std::uint64_t sequence) {
    const auto request = encode_mold_header({MoldSession::of("S1"), sequence, 1});
    world.stream.answerer().answer(request, {}, 0, {0}, batch);
    return world.stream.answerer().counts();
  };
  EXPECT_EQ(ask(4).answered, 1U);
  EXPECT_EQ(ask(5).future, 1U);
}

TEST(ReplayedStream, AnotherSessionHasNothingOfTheOneBefore) {
  ReplayedStream stream(MessageHistory::kLeastBytes, 1472);
  EXPECT_EQ(stream.take(packet_of(1, 3)), 3U);
  EXPECT_EQ(stream.take(packet_of(1, 3)), 3U);  // again
  EXPECT_EQ(stream.mark(kMoldHeartbeat), encode_mold_header({MoldSession::of("S1"), 4, 0}));
  stream.take(encode_mold_header({MoldSession::of("S2"), 4, 0}));
  EXPECT_EQ(stream.mark(kMoldHeartbeat), encode_mold_header({MoldSession::of("S2"), 4, 0}));
  ReplyBatch batch(8, 1472);
  stream.answerer().answer(encode_mold_header({MoldSession::of("S2"), 2, 1}), {}, 0, {0}, batch);
  EXPECT_EQ(stream.answerer().counts().answered, 0U);
}

TEST(ReplayedStream, BelievesNoPacketThatIsMalformed) {
  ReplayedStream stream(MessageHistory::kLeastBytes, 1472);
  EXPECT_EQ(stream.take(Bytes(5, 'x')), 0U);
  EXPECT_EQ(stream.take(encode_mold_header({MoldSession::of("S1"), 1, 7})), 0U);
  EXPECT_FALSE(stream.has_begun());
  stream.take(encode_mold_header({MoldSession::of("S1"), UINT64_MAX, kMoldHeartbeat}));
  EXPECT_EQ(stream.mark(kMoldHeartbeat), encode_mold_header({MoldSession::of("S1"), 1, 0}));
}

}  // namespace
}  // namespace holdfast
