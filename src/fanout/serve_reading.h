// What is to be seen of a running gateway at one time, as plain values: for /metrics, the screen,
// the limit on batches and the summary at the end.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fanout/serve_gauges.h"

namespace holdfast {

struct ReaderReading {
  std::string name;
  bool blocks = false;
  std::uint64_t depth = 0;
  std::uint64_t batch = 0;  // the most that waited at once since the last reading
  std::uint64_t messages = 0, lost = 0, lost_ranges = 0;
  std::uint64_t blocked_ns = 0, blocked_times = 0;  // for which it held the publisher up
};

struct RingReading {
  std::string name;
  std::uint64_t capacity = 0, published = 0, blocked_ns = 0, blocked_times = 0;
  std::vector<ReaderReading> readers;
};

struct ThreadReading {
  std::string name;
  int tid = 0;
  std::string cpus;  // that it may run on
  std::uint64_t turns = 0, turns_ns = 0, longest_ns = 0, messages = 0, bytes = 0;
  // Of the kernel; absent when it does not tell.
  std::optional<std::uint64_t> migrations, involuntary, voluntary;
};

struct StreamReading {
  std::string name, session, group;
  bool blocks = false;
  std::uint64_t next_sequence = 1, messages = 0, datagrams = 0, bytes = 0, heartbeats = 0;
  std::uint64_t lost = 0, lost_ranges = 0, left_out = 0;
  std::vector<SequenceRange> recent_lost;  // the last of them, oldest first
  std::uint64_t digest = 0, orders = 0;    // of the snapshot thread's books
};

struct SnapshotReading {
  std::uint64_t sessions = 0, opened = 0, images = 0, overflowed = 0, refused = 0, bytes = 0;
  std::uint64_t requests = 0, answered = 0, replies = 0;
};

struct ServeReading {
  double seconds = 0;  // since it began
  std::uint64_t messages = 0, no_stream = 0;
  std::array<std::uint64_t, kMessageFaults> malformed{};
  std::uint64_t calls = 0, refused = 0;  // of sending
  std::vector<RingReading> rings;        // the application's first
  std::vector<ThreadReading> threads;
  std::vector<StreamReading> streams;
  SnapshotReading snapshot;
};

/// The largest batch of all readers, and whose.
struct LargestBatch {
  std::string reader;
  std::uint64_t events = 0;
};
LargestBatch largest_batch(const ServeReading& reading);

/// Lost messages of all streams.
std::uint64_t lost_of(const ServeReading& reading);

}  // namespace holdfast
