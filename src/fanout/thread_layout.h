// ThreadLayout: which threads and rings a gateway has, and who reads what.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "fanout/serve_options.h"

namespace holdfast {

/// A consumer of one of the event rings: the streams of one thread, ring and policy.
struct ReaderLayout {
  std::string name;  // of its gauges: "delta 3", "delta drop"
  std::size_t ring = 0;
  StreamPolicy policy = StreamPolicy::drop;
  std::vector<std::uint16_t> streams;
};

struct DeltaThreadLayout {
  std::string name;  // at most 15 bytes, the kernel's bound: "hf-delta-3"
  std::vector<ReaderLayout> readers;
};

struct EventRingLayout {
  std::uint64_t capacity = 0;
  std::vector<std::uint16_t> streams;
};

struct ThreadLayout {
  std::vector<EventRingLayout> rings;  // one for each size, in the order of the streams
  std::vector<std::uint16_t> ring_of;  // of each stream
  std::vector<DeltaThreadLayout> deltas;
  /// Source, application, deltas, snapshot.
  std::vector<std::string> thread_names() const;
};

ThreadLayout layout_of(const ServeOptions& options);

/// What a ring's consumers may be at most, with the snapshot thread's. Sentence of usage when the
/// streams need more in one.
Result<void> check_layout(const ThreadLayout& layout);

}  // namespace holdfast
