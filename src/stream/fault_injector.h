// FaultInjector: what a network does to the packets of one line: some it loses, some come twice,
// some late, and some are overtaken by those behind them. All of it comes from a seed; time is that
// of the caller's schedule.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "stream/seeded_chance.h"

namespace holdfast {

struct FaultShares {
  double loss = 0, duplicate = 0, reorder = 0, delay = 0;  // of the packets, from 0 to 1
  std::uint32_t reorder_distance = 3;                      // most packets that overtake one; not 0
  std::int64_t delay_ns = 1'000'000;                       // the longest delay; not 0
};

/// Copies of packets. in + duplicated = out + lost + FaultInjector::waiting(), at any time.
struct InjectedFaults {
  std::uint64_t in = 0;          // packets that were put
  std::uint64_t out = 0;         // copies that were taken
  std::uint64_t lost = 0;        // copies
  std::uint64_t duplicated = 0;  // packets of which there was a second copy
  std::uint64_t reordered = 0;   // copies that others overtook
  std::uint64_t delayed = 0;     // copies
};

enum class PacketFate : std::uint8_t { as_it_was, duplicate, reordered, delayed };

struct FaultyPacket {
  std::int64_t due_ns = 0;
  std::uint64_t number = 0;  // of the packet among those that were put, from 1
  PacketFate fate = PacketFate::as_it_was;
  std::vector<std::uint8_t> bytes;
};

class FaultInjector {
 public:
  FaultInjector(const FaultShares& shares, std::uint64_t seed);

  /// The next packet, due then or when the one before it was, whichever is later. Of it and of its
  /// duplicate, which is right behind it, each may be lost. What is left is overtaken by 1 to
  /// reorder_distance later packets (those which are themselves lost, delayed or overtaken do not
  /// count) and due when the last of them is; or else delayed by 1 to delay_ns.
  void put(std::span<const std::uint8_t> packet, std::int64_t due_ns);
  /// No more come: what waits to be overtaken is due with the last one.
  void end();

  /// What is due first, of the same time what was put first; nullptr: nothing is known to be due.
  const FaultyPacket* first() const { return due_.empty() ? nullptr : &due_.front().packet; }
  /// Of first(), which there is.
  FaultyPacket take();

  std::uint64_t waiting() const { return due_.size() + overtaken_.size(); }
  const InjectedFaults& counts() const { return counts_; }

 private:
  struct Due {
    std::uint64_t order = 0;
    FaultyPacket packet;
    bool operator<(const Due& other) const {  // the heap has the first one on top
      return packet.due_ns != other.packet.due_ns ? packet.due_ns > other.packet.due_ns
                                                  : order > other.order;
    }
  };
  struct Overtaken {
    std::uint32_t by = 0, more = 0;  // packets that overtook it, that are still to
    FaultyPacket packet;
  };
  bool put_copy(std::span<const std::uint8_t> bytes, PacketFate fate);
  void overtake(std::size_t waiting);
  void make_due(FaultyPacket packet, std::int64_t due_ns);
  void let_go(Overtaken& one);

  FaultShares shares_;
  SeededChance loss_, duplicate_, reorder_, delay_;
  SplitMix64 random_;  // how far and how long
  InjectedFaults counts_;
  std::int64_t last_due_ns_ = INT64_MIN;
  std::uint64_t order_ = 0;
  std::vector<Due> due_;  // a heap
  std::vector<Overtaken> overtaken_;
};

}  // namespace holdfast
