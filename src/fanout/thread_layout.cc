#include "fanout/thread_layout.h"

#include <fmt/format.h>

#include <algorithm>

#include "feed/ring_layout.h"

namespace holdfast {
namespace {

ReaderLayout& reader_for(DeltaThreadLayout& thread, std::size_t ring, StreamPolicy policy) {
  for (auto& reader : thread.readers) {
    if (reader.ring == ring && reader.policy == policy) return reader;
  }
  auto& reader = thread.readers.emplace_back();
  reader.ring = ring;
  reader.policy = policy;
  return reader;
}

void name_readers(ThreadLayout& layout) {
  for (auto& thread : layout.deltas) {
    for (auto& reader : thread.readers) {
      reader.name = thread.name.substr(3);
      if (thread.readers.size() == 1) continue;
      reader.name += fmt::format(" {}", name_of(reader.policy));
      if (layout.rings.size() > 1) {
        reader.name += fmt::format(" {}", layout.rings[reader.ring].capacity);
      }
    }
  }
}

}  // namespace

std::vector<std::string> ThreadLayout::thread_names() const {
  std::vector<std::string> names{"hf-source", "hf-application"};
  for (const auto& delta : deltas) names.push_back(delta.name);
  names.emplace_back("hf-snapshot");
  return names;
}

ThreadLayout layout_of(const ServeOptions& options) {
  ThreadLayout layout;
  const bool is_each = options.threads.topology == Topology::thread_per_stream;
  if (!is_each) layout.deltas.push_back({"hf-delta", {}});
  for (const auto& stream : options.streams) {
    const auto i = static_cast<std::uint16_t>(layout.ring_of.size());
    auto ring = std::ranges::find(layout.rings, stream.ring, &EventRingLayout::capacity);
    if (ring == layout.rings.end()) ring = layout.rings.insert(ring, {stream.ring, {}});
    ring->streams.push_back(i);
    const auto number = static_cast<std::uint16_t>(ring - layout.rings.begin());
    layout.ring_of.push_back(number);
    if (is_each) layout.deltas.push_back({fmt::format("hf-delta-{}", i), {}});
    reader_for(layout.deltas.back(), number, stream.policy).streams.push_back(i);
  }
  name_readers(layout);
  return layout;
}

Result<void> check_layout(const ThreadLayout& layout) {
  for (std::size_t ring = 0; ring < layout.rings.size(); ++ring) {
    std::size_t readers = 1;  // the snapshot's
    for (const auto& thread : layout.deltas) {
      for (const auto& reader : thread.readers) readers += reader.ring == ring ? 1 : 0;
    }
    if (readers <= kMostRingConsumers) continue;
    return fail(ErrorCode::usage,
                fmt::format("the ring of {} events would have {} consumers, and {} are the most: "
                            "take --topology single, or other ring sizes for some streams",
                            layout.rings[ring].capacity, readers, kMostRingConsumers));
  }
  return {};
}

}  // namespace holdfast
