#include "stream/fault_injector.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>

namespace holdfast {
namespace {

// Packet n holds n, and is due at n µs.
std::vector<std::uint8_t> packet_of(std::uint64_t number) {
  std::vector<std::uint8_t> bytes(8);
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
  return bytes;
}

std::vector<FaultyPacket> all_of(FaultInjector& line, std::uint64_t packets) {
  std::vector<FaultyPacket> out;
  const auto take_until = [&](std::int64_t due_ns) {
    while (line.first() != nullptr && line.first()->due_ns < due_ns) {
      out.push_back(line.take());
    }
  };
  for (std::uint64_t n = 1; n <= packets; ++n) {
    const auto due_ns = static_cast<std::int64_t>(n) * 1000;
    take_until(due_ns);
    line.put(packet_of(n), due_ns);
  }
  line.end();
  take_until(INT64_MAX);
  return out;
}

std::vector<std::uint64_t> numbers_of(const std::vector<FaultyPacket>& packets) {
  std::vector<std::uint64_t> out;
  for (const auto& packet : packets) out.push_back(packet.number);
  return out;
}

TEST(FaultInjector, WithoutFaultsIsAWire) {
  FaultInjector line({}, 1);
  const auto out = all_of(line, 100);
  ASSERT_EQ(out.size(), 100U);
  for (std::uint64_t n = 1; n <= 100; ++n) {
    EXPECT_EQ(out[n - 1].number, n);
    EXPECT_EQ(out[n - 1].bytes, packet_of(n));
    EXPECT_EQ(out[n - 1].due_ns, static_cast<std::int64_t>(n) * 1000);
    EXPECT_EQ(out[n - 1].fate, PacketFate::as_it_was);
  }
}

TEST(FaultInjector, DoesTheSameForTheSameSeedAndAnotherThingForAnother) {
  const FaultShares shares{.loss = 0.1, .duplicate = 0.1, .reorder = 0.1, .delay = 0.1};
  FaultInjector first(shares, 7), again(shares, 7), other(shares, 8);
  const auto numbers = numbers_of(all_of(first, 1000));
  EXPECT_EQ(numbers_of(all_of(again, 1000)), numbers);
  EXPECT_NE(numbers_of(all_of(other, 1000)), numbers);
}

TEST(FaultInjector, CountsEachCopyOnceAndKeepsItsBytes) {
  constexpr std::uint64_t kPackets = 500;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto share = [&](unsigned of) { return static_cast<double>(seed / of % 5) / 5; };
    FaultInjector line(
        {.loss = share(1), .duplicate = share(2), .reorder = share(3), .delay = share(5)}, seed);
    const auto out = all_of(line, kPackets);
    const auto& counts = line.counts();
    EXPECT_EQ(counts.in, kPackets);
    EXPECT_EQ(counts.out, out.size());
    EXPECT_EQ(counts.in + counts.duplicated, counts.out + counts.lost);
    EXPECT_EQ(line.waiting(), 0U);
    std::map<std::uint64_t, int> copies;
    std::uint64_t delayed = 0, reordered = 0;
    for (const auto& packet : out) {
      EXPECT_EQ(packet.bytes, packet_of(packet.number));
      delayed += packet.fate == PacketFate::delayed ? 1 : 0;
      reordered += packet.fate == PacketFate::reordered ? 1 : 0;
      EXPECT_LE(++copies[packet.number], 2);
    }
    EXPECT_EQ(counts.delayed, delayed);
    EXPECT_EQ(counts.reordered, reordered);
    EXPECT_TRUE(std::ranges::is_sorted(out, {}, &FaultyPacket::due_ns)) << seed;
  }
}

TEST(FaultInjector, LosesDoublesAndDelaysTheSharesThatItIsToldTo) {
  constexpr double kPackets = 100'000;
  FaultInjector line({.loss = 0.01, .duplicate = 0.02, .reorder = 0.03, .delay = 0.05}, 3);
  all_of(line, static_cast<std::uint64_t>(kPackets));
  const auto& counts = line.counts();
  EXPECT_NEAR(static_cast<double>(counts.lost), 0.01 * 1.02 * kPackets, 150);
  EXPECT_NEAR(static_cast<double>(counts.duplicated), 0.02 * kPackets, 200);
  EXPECT_NEAR(static_cast<double>(counts.reordered), 0.03 * kPackets, 300);
  EXPECT_NEAR(static_cast<double>(counts.delayed), 0.05 * kPackets, 350);
}

TEST(FaultInjector, AnOvertakenPacketIsBehindAtMostSoManyOthersAndAtLeastOne) {
  FaultInjector line({.reorder = 0.2, .reorder_distance = 4}, 5);
  const auto out = all_of(line, 2000);
  std::array<int, 5> times{};
  for (std::size_t at = 0; at < out.size(); ++at) {
    if (out[at].fate != PacketFate::reordered) continue;
    // Those in front of it that were put later, and went straight through.
    std::size_t overtook = 0;
    for (std::size_t i = 0; i < at; ++i) {
      overtook += out[i].number > out[at].number && out[i].fate == PacketFate::as_it_was ? 1U : 0U;
    }
    ASSERT_GE(overtook, 1U);
    ASSERT_LE(overtook, 4U);
    ++times[overtook];
  }
  for (std::size_t distance = 1; distance <= 4; ++distance) EXPECT_GT(times[distance], 50);
}

TEST(FaultInjector, ADelayedPacketIsLateByAtMostTheLongestDelay) {
  FaultInjector line({.delay = 0.5, .delay_ns = 5000}, 5);
  for (const auto& packet : all_of(line, 1000)) {
    const auto late_ns = packet.due_ns - static_cast<std::int64_t>(packet.number) * 1000;
    if (packet.fate == PacketFate::as_it_was) {
      EXPECT_EQ(late_ns, 0);
    } else {
      EXPECT_GT(late_ns, 0);
      EXPECT_LE(late_ns, 5000);
    }
  }
}

TEST(FaultInjector, WhatNobodyOvertookUntilTheEndIsNotReordered) {
  FaultInjector line({.reorder = 1}, 1);
  line.put(packet_of(1), 1000);
  line.put(packet_of(2), 2000);
  EXPECT_EQ(line.first(), nullptr);
  EXPECT_EQ(line.waiting(), 2U);
  line.end();
  EXPECT_EQ(line.take().number, 1U);
  EXPECT_EQ(line.take().due_ns, 2000);
  EXPECT_EQ(line.counts().reordered, 0U);
}

}  // namespace
}  // namespace holdfast
