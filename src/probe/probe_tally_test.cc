#include "probe/probe_tally.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "probe/probe_delays.h"
#include "probe/probe_message.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kSession = 7;
constexpr std::int64_t kStart = 1'700'000'000'000'000'000;

struct Packet {
  std::uint64_t sequence = 0;
  std::int64_t sent_ns = kStart;
  std::int64_t planned_ns = kStart;
  std::uint32_t session = kSession;
};

std::array<std::uint8_t, kProbeMessageBytes> payload_of(const Packet& packet) {
  std::array<std::uint8_t, kProbeMessageBytes> out{};
  write_probe_message({.session = packet.session,
                       .sequence = packet.sequence,
                       .planned_ns = packet.planned_ns,
                       .sent_ns = packet.sent_ns},
                      out);
  return out;
}

void take(ProbeTally& tally, const Packet& packet, const ProbeStamps& stamps = {kStart + 5000}) {
  tally.take(payload_of(packet), stamps);
}

ProbeResult finished(const ProbeTally& tally, std::optional<std::uint64_t> sent = {},
                     bool is_round_trip = false) {
  ProbeResult result;
  tally.finish(sent, is_round_trip, result);
  return result;
}

const ProbeDelays* delays_in(const ProbeResult& result, std::string_view of) {
  for (const auto& delays : result.delays) {
    if (delays.of == of) return &delays;
  }
  return nullptr;
}

TEST(ProbeTally, OfAnySessionTheFirstPacketsIsTakenFromItsNumberOn) {
  ProbeTally tally(kAnySession, 100);
  for (const std::uint64_t n : {1000U, 1001U, 999U, 1003U}) take(tally, {.sequence = n});
  take(tally, {.sequence = 1002, .session = kSession + 1});
  const auto result = finished(tally);
  EXPECT_EQ(result.received, 3U);
  EXPECT_EQ(result.lost, 1U);  // 1002
  EXPECT_EQ(result.foreign, 2U);
}

TEST(ProbeTally, TellsTheLostTheDoubledAndTheLate) {
  ProbeTally tally(kSession, 100);
  for (const std::uint64_t n : {0U, 1U, 4U, 3U, 3U, 0U, 6U}) take(tally, {.sequence = n});
  EXPECT_EQ(tally.received(), 5U);
  const auto result = finished(tally);
  EXPECT_EQ(result.received, 5U);
  EXPECT_EQ(result.lost, 2U);  // 2 and 5
  EXPECT_EQ(result.reordered, 1U);
  EXPECT_EQ(result.duplicated, 2U);
  EXPECT_EQ(result.sent, std::nullopt);
  EXPECT_EQ(finished(tally, 10).lost, 5U);  // those after the last that came are lost as well
  EXPECT_EQ(finished(tally, 10).sent, 10U);
  EXPECT_EQ(delays_in(result, "sender to user")->count, 5U);
}

TEST(ProbeTally, OfNothingIsNothing) {
  const ProbeTally tally(kSession, 4);
  EXPECT_EQ(finished(tally), ProbeResult{});
  EXPECT_EQ(finished(tally, 3).lost, 3U);
}

TEST(ProbeTally, CountsWhatIsNoneOfItsPackets) {
  ProbeTally tally(kSession, 4);
  take(tally, {.session = kSession + 1});
  take(tally, {.sequence = ProbeTally::kMostSequence});
  take(tally, {.sequence = std::numeric_limits<std::uint64_t>::max()});
  tally.take({}, {});
  const auto result = finished(tally);
  EXPECT_EQ(result.foreign, 4U);
  EXPECT_EQ(result.received, 0U);
  EXPECT_EQ(result.lost, 0U);
}

TEST(ProbeTally, BehindTheWindowADuplicateCannotBeTold) {
  ProbeTally tally(kSession, 4);
  take(tally, {.sequence = 0});
  take(tally, {.sequence = ProbeTally::kWindow});
  take(tally, {.sequence = 0});
  const auto result = finished(tally);
  EXPECT_EQ(result.received, 3U);
  EXPECT_EQ(result.reordered, 1U);
  EXPECT_EQ(result.duplicated, 0U);
  EXPECT_EQ(result.lost, ProbeTally::kWindow + 1 - 3);
}

TEST(ProbeTally, CountsOnWhenThereIsNoRoomForDelays) {
  ProbeTally tally(kSession, 2);
  for (const std::uint64_t n : {0U, 1U, 2U, 3U, 3U}) take(tally, {.sequence = n});
  const auto result = finished(tally);
  EXPECT_EQ(result.received, 4U);
  EXPECT_EQ(result.unrecorded, 2U);
  EXPECT_EQ(result.delays[0].count, 2U);
  EXPECT_EQ(tally.delays_ns().size(), 2U);
}

TEST(ProbeTally, HasEachKindOfDelayThatHadAStamp) {
  ProbeTally tally(kSession, 4);
  take(tally, {.sequence = 0}, {.user_ns = kStart + 900});
  take(tally, {.sequence = 1}, {.user_ns = kStart + 800, .kernel_ns = kStart + 500});
  take(tally, {.sequence = 2},
       {.user_ns = kStart + 700, .kernel_ns = kStart + 710, .device_ns = kStart + 100});
  const auto result = finished(tally);
  ASSERT_EQ(result.delays.size(), 3U);
  const auto* sender = delays_in(result, "sender to user");
  const auto* kernel = delays_in(result, "kernel to user");
  const auto* device = delays_in(result, "device to user");
  EXPECT_EQ(sender->count, 3U);
  EXPECT_EQ(percentile_of(*sender, 1)->ns, 900);
  EXPECT_EQ(sender->clock, "");  // perhaps another host's
  EXPECT_EQ(kernel->count, 2U);
  EXPECT_EQ(kernel->negative, 1U);
  EXPECT_EQ(percentile_of(*kernel, 0.5)->ns, 145);
  EXPECT_EQ(kernel->clock, "one host's CLOCK_REALTIME");
  EXPECT_EQ(percentile_of(*device, 1)->ns, 600);
  EXPECT_EQ(device->clock, "the NIC's own clock");
  EXPECT_EQ(tally.delays_ns(), (std::vector<std::int64_t>{900, 800, 700}));
}

TEST(ProbeTally, TheNicsStampsAreToldByTheSystemClockWhereThatIsFollowed) {
  constexpr std::int64_t kAhead = 37'000'000'000;  // TAI
  PhcTrack track;
  track.add({kStart, "phc0", kAhead, 40});
  track.add({kStart + 1'000'000, "phc0", kAhead + 10'000, 40});
  track.add({kStart + 2'000'000, "phc0", kAhead + 20'000, 40});
  ProbeTally tally(kSession, 4, true);
  // Stamped at 500,000 and 1,000,000 ns by the system clock, and taken 700 and 900 later.
  take(tally, {.sequence = 0},
       {.user_ns = kStart + 500'700, .device_ns = kStart + 500'000 + kAhead + 5'000, .queue = 1});
  take(tally, {.sequence = 1},
       {.user_ns = kStart + 1'000'900,
        .device_ns = kStart + 1'000'000 + kAhead + 10'000,
        .queue = 2});
  ProbeResult result;
  tally.finish(2, false, result, &track);
  const auto* device = delays_in(result, "device to user");
  ASSERT_NE(device, nullptr);
  EXPECT_EQ(device->clock, "CLOCK_REALTIME by phc0 ± 40 ns");
  EXPECT_EQ(percentile_of(*device, 1)->ns, 900);
  EXPECT_EQ(percentile_of(*device, 0.5)->ns, 800);
  ASSERT_EQ(result.parts.size(), 2U);
  EXPECT_EQ(result.parts[0].delays.clock, device->clock);
  EXPECT_EQ(percentile_of(result.parts[0].delays, 1)->ns, 700);
  const PhcTrack nothing;
  ProbeResult raw;
  tally.finish(2, false, raw, &nothing);
  EXPECT_EQ(delays_in(raw, "device to user")->clock, "the NIC's own clock");
  EXPECT_LT(percentile_of(*delays_in(raw, "device to user"), 1)->ns, -36'000'000'000.0);
}

TEST(ProbeTally, OfARoundTripSaysSo) {
  ProbeTally tally(kSession, 4);
  take(tally, {});
  const auto result = finished(tally, 1, true);
  EXPECT_EQ(delays_in(result, "sender to user"), nullptr);
  EXPECT_EQ(delays_in(result, "round trip")->clock, "one host's CLOCK_REALTIME");
}

TEST(ProbeTally, OfImpossibleTimesIsTheMostThatCanBeSaid) {
  ProbeTally tally(kSession, 4);
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  take(tally, {.sequence = 0, .sent_ns = -kMost}, {kStart});
  take(tally, {.sequence = 1, .sent_ns = kMost, .planned_ns = -kMost}, {kStart});
  take(tally, {.sequence = 2, .sent_ns = -kMost, .planned_ns = kMost}, {kStart});
  EXPECT_EQ(tally.delays_ns(), (std::vector<std::int64_t>{kMost, kStart - kMost, kMost}));
  EXPECT_EQ(finished(tally).delays[0].negative, 1U);
  EXPECT_EQ(finished(tally).sender_late, 1U);
}

TEST(ProbeTally, LastsFromTheFirstPacketToTheLastAndCountsALateSender) {
  ProbeTally tally(kSession, 4);
  take(tally, {.sequence = 0, .sent_ns = kStart + 10'000}, {kStart});
  take(tally, {.sequence = 1, .sent_ns = kStart + 10'001}, {kStart + 2'500'000'000});
  take(tally, {.sequence = 2, .sent_ns = kStart, .planned_ns = 0}, {kStart + 2'500'000'000});
  EXPECT_DOUBLE_EQ(finished(tally).seconds, 2.5);
  EXPECT_EQ(finished(tally).sender_late, 1U);
}

TEST(ProbeTally, OfSeveralQueuesHasAPartEach) {
  ProbeTally tally(kSession, 10);
  const auto by = [&](std::uint64_t n, std::uint32_t queue, std::int64_t kernel_ns) {
    take(tally, {.sequence = n}, {.user_ns = kStart + 500, .kernel_ns = kernel_ns, .queue = queue});
  };
  by(0, 3, kStart);
  EXPECT_TRUE(finished(tally).parts.empty());  // one queue: it is the whole
  by(1, 1, kStart + 100);
  by(2, 3, kStart + 400);
  by(3, kNoQueue, kStart);
  const auto result = finished(tally);
  ASSERT_EQ(result.parts.size(), 2U);
  EXPECT_EQ(result.parts[0].of, "queue 1");
  EXPECT_EQ(result.parts[1].of, "queue 3");
  EXPECT_EQ(result.parts[1].delays.of, "kernel to user");
  EXPECT_EQ(result.parts[1].delays.count, 2U);
  EXPECT_EQ(percentile_of(result.parts[1].delays, 1)->ns, 500);
  EXPECT_TRUE(result.notes.empty());
}

TEST(ProbeTally, HasNoMorePartsThanItSays) {
  ProbeTally tally(kSession, 200);
  for (std::uint32_t n = 0; n < 100; ++n) {
    take(tally, {.sequence = n}, {.user_ns = kStart, .queue = n});
  }
  const auto result = finished(tally);
  EXPECT_EQ(result.parts.size(), ProbeTally::kMostQueues);
  EXPECT_EQ(result.parts[0].delays.of, "sender to user");
  EXPECT_EQ(result.delays[0].count, 100U);
  ASSERT_EQ(result.notes.size(), 1U);
}

TEST(ProbeTally, IsMovedWithAllThatItTook) {
  ProbeTally tally(kSession, 4);
  take(tally, {});
  ProbeTally other(1, 0);
  other = std::move(tally);
  EXPECT_EQ(other.received(), 1U);
}

// Numbers in any order, some more than once: what a set of all of them says.
RC_GTEST_PROP(ProbeTally, CountsWhatASetOfAllNumbersCounts, ()) {
  const auto numbers =
      *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(0, 300));
  const auto capacity = *rc::gen::inRange<std::size_t>(0, 200);
  ProbeTally tally(kSession, capacity);
  std::set<std::uint64_t> seen;
  std::uint64_t reordered = 0;
  for (const auto n : numbers) {
    take(tally, {.sequence = n});
    const bool is_behind = !seen.empty() && n < *seen.rbegin();
    if (seen.insert(n).second && is_behind) ++reordered;
  }
  const auto result = finished(tally);
  RC_ASSERT(result.received == seen.size());
  RC_ASSERT(result.duplicated == numbers.size() - seen.size());
  RC_ASSERT(result.reordered == reordered);
  RC_ASSERT(result.lost == (seen.empty() ? 0 : *seen.rbegin() + 1 - seen.size()));
  RC_ASSERT(result.unrecorded == seen.size() - std::min(seen.size(), capacity));
}

}  // namespace
}  // namespace holdfast
