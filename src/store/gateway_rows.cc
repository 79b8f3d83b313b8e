#include "store/gateway_rows.h"

#include <algorithm>

namespace holdfast {

bool GatewayRows::keep(Seen& seen, std::uint64_t counted, std::uint64_t lost, std::uint64_t& most,
                       bool all) {
  seen.most = std::max(seen.most, most);
  const bool moved = !seen.is_kept || counted != seen.counted || lost != seen.lost;
  if (!moved || (!all && seen.is_kept && lost == seen.lost)) return false;
  most = seen.most;
  seen = {.counted = counted, .lost = lost, .most = 0, .is_kept = true};
  return true;
}

void GatewayRows::take_rings(const GatewayGauges& reading, bool all, GatewayGauges& out) {
  SeenRows rings, readers;
  for (const auto& ring : reading.rings) {
    auto& seen = rings[{ring.ring, ""}] = rings_[{ring.ring, ""}];
    std::uint64_t none = 0;
    if (keep(seen, ring.published, 0, none, all)) out.rings.push_back(ring);
  }
  for (auto reader : reading.readers) {
    auto& seen = readers[{reader.ring, reader.reader}] = readers_[{reader.ring, reader.reader}];
    if (keep(seen, reader.events, reader.lost, reader.largest_batch, all)) {
      out.readers.push_back(std::move(reader));
    }
  }
  rings_ = std::move(rings);
  readers_ = std::move(readers);
}

void GatewayRows::take_lost(const GatewayGauges& reading, GatewayGauges& out) {
  std::map<std::string, std::uint64_t> until;
  for (const auto& lost : reading.lost) {
    auto& last = until[lost.session];
    if (const auto before = lost_until_.find(lost.session); before != lost_until_.end()) {
      last = std::max(last, before->second);
    }
    if (lost.last <= last) continue;
    last = lost.last;
    out.lost.push_back(lost);
  }
  lost_until_ = std::move(until);
}

// What the maps know is of the last reading only: names that come and go leave nothing behind.
GatewayGauges GatewayRows::rows_of(const GatewayGauges& reading) {
  if (reading.seconds < seconds_) *this = {};
  seconds_ = reading.seconds;
  const bool all = readings_++ % kEvery == 0;
  GatewayGauges out{.gateway = reading.gateway, .at_ns = reading.at_ns, .seconds = reading.seconds};
  take_rings(reading, all, out);
  SeenRows threads;
  for (auto thread : reading.threads) {
    auto& seen = threads[{thread.thread, ""}] = threads_[{thread.thread, ""}];
    if (keep(seen, thread.turns, 0, thread.longest_turn_ns, all)) {
      out.threads.push_back(std::move(thread));
    }
  }
  threads_ = std::move(threads);
  take_lost(reading, out);
  return out;
}

}  // namespace holdfast
