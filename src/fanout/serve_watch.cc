#include "fanout/serve_watch.h"

#include <algorithm>

namespace holdfast {

template <class Visit>
void ServeWatch::for_each_maximum(ServeReading& reading, Visit&& visit) {
  std::size_t at = 0;
  for (auto& ring : reading.rings) {
    for (auto& reader : ring.readers) visit(at++, reader.batch);
  }
  for (auto& thread : reading.threads) visit(at++, thread.longest_ns);
}

void ServeWatch::saw(ServeReading reading) {
  last_ = std::move(reading);
  for_each_maximum(last_, [this](std::size_t at, std::uint64_t value) {
    for (auto& maxima : maxima_) {
      if (maxima.size() <= at) maxima.resize(at + 1);
      maxima[at] = std::max(maxima[at], value);
    }
  });
}

ServeReading ServeWatch::look(Watcher watcher) {
  auto& maxima = maxima_[static_cast<std::size_t>(watcher)];
  ServeReading seen = last_;
  for_each_maximum(seen, [&](std::size_t at, std::uint64_t& value) { value = maxima[at]; });
  if (watcher != Watcher::whole) std::ranges::fill(maxima, 0);
  return seen;
}

LargestBatch largest_batch(const ServeReading& reading) {
  LargestBatch out;
  for (const auto& ring : reading.rings) {
    for (const auto& reader : ring.readers) {
      if (reader.batch > out.events) out = {reader.name, reader.batch};
    }
  }
  return out;
}

std::uint64_t lost_of(const ServeReading& reading) {
  std::uint64_t lost = 0;
  for (const auto& stream : reading.streams) lost += stream.lost;
  return lost;
}

}  // namespace holdfast
