// How a FeedClient is to behave, and what it counts.
#pragma once

#include <array>
#include <string>

#include "stream/re_requester.h"
#include "stream/recovery.h"

namespace holdfast {

struct FeedClientOptions {
  std::string session;    // MoldUDP64's; others are not looked at. Empty: that which comes
  std::size_t lines = 1;  // each carries the whole stream
  bool has_re_request_server = false, has_snapshot_server = false;
  bool joins_by_re_request = false;  // in mid-session: all from 1 on, else a snapshot
  std::size_t window_messages = 1U << 16U, window_bytes = 16U << 20U;  // kept beyond a gap
  std::size_t most_gaps = 1024;
  std::uint64_t most_re_requested = 100'000;  // missing; with more of them a snapshot is wanted
  std::int64_t gap_ns = 2'000'000'000;        // a gap's age at which a snapshot is wanted
  std::int64_t silence_ns = 5'000'000'000;    // no packet that the books agree with: stale
  std::int64_t reach_ns = 5'000'000'000;      // for the lines to come up with a snapshot
  std::int64_t claim_ns = 1'000'000'000;      // a claim is taken back that no packet repeats
  std::int64_t well_ns = 1'000'000'000;       // synchronised so long: recovery need not wait again
  std::int64_t end_ns = 60'000'000'000;       // for what is missing at the session's end
  ReRequestOptions re_request;
  RecoveryOptions recovery;
  std::uint64_t seed = 1;  // of waits
};

/// Datagrams that were dropped as a whole.
enum class PacketFault : std::uint8_t {
  no_header,
  cut_block,
  spare_bytes,
  bad_sequence,   // 0, or one that no session comes to
  other_session,  // of a session that is not this one (not yet, or not any more)
};
inline constexpr std::size_t kPacketFaults = 5;
/// "cut_block", for counters and reports; the enumerators' names.
std::string_view to_string(PacketFault fault);

struct FeedCounts {
  std::array<std::uint64_t, kPacketFaults> faults{};
  std::uint64_t delivered = 0, skipped = 0;  // messages
  std::uint64_t re_requested = 0;            // that came first as an answer to a request
  std::uint64_t re_requested_twice = 0;      // that came so, and were there
  std::uint64_t not_kept = 0;                // came too early, and there was no place for them
  std::uint64_t stale = 0;                   // times
  std::uint64_t gaps = 0;                    // stale because of one
  std::uint64_t sessions = 0;
};

}  // namespace holdfast
