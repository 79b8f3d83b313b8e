// LineArbiter: the lines which carry one stream (A and B), each by itself: what came by it, what it
// lacks, how far it is behind the best one. Which copy of a message counts is the caller's to say:
// the first.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/instant.h"
#include "itch/mold_udp64.h"

namespace holdfast {

/// Totals since the client began, but for next_sequence and behind.
struct LineGauges {
  std::uint64_t packets = 0, heartbeats = 0, bytes = 0;
  std::uint64_t messages = 0;           // in them
  std::uint64_t first = 0;              // of those: messages that no other way had brought before
  std::uint64_t duplicates = 0;         // … that were there already
  std::uint64_t gaps = 0, missing = 0;  // places where this line left messages out, and how many
  std::uint64_t late = 0;               // packets behind this line's own next: reordered, repeated
  std::uint64_t faults = 0;             // packets that were dropped as a whole
  std::uint64_t next_sequence = 0;      // of this session; 0: nothing came yet
  std::uint64_t behind = 0, most_behind = 0;  // messages that the best line is ahead
  Instant last_heard;
};

class LineArbiter {
 public:
  explicit LineArbiter(std::size_t lines);

  void take(std::size_t line, const MoldHeader& header, std::size_t bytes, Instant now);
  void count_fault(std::size_t line) { ++lines_[line].faults; }
  void count_messages(std::size_t line, std::uint64_t first, std::uint64_t duplicates);
  /// Another session: sequence numbers begin anew.
  void begin_session();

  /// Beyond the highest sequence number that any line told of in this session; 0: nothing came.
  std::uint64_t best_end() const { return best_end_; }
  Instant last_heard() const { return last_heard_; }
  std::size_t size() const { return lines_.size(); }
  std::span<const LineGauges> lines() const { return lines_; }

 private:
  std::vector<LineGauges> lines_;
  std::uint64_t best_end_ = 0;
  Instant last_heard_;
};

}  // namespace holdfast
