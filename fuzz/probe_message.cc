// Packets of foreign payloads, taken in by a tally and by both kinds of streams: the first byte is
// the size of each.
#include "probe/probe_message.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "probe/probe_tally.h"
#include "probe/round_trips.h"
#include "probe/steady_arrivals.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holdfast;
  if (size == 0) return 0;
  const std::size_t bytes = std::max<std::size_t>(data[0], 1);
  std::span<const std::uint8_t> rest(data + 1, size - 1);
  ProbeTally tally(1, 16);
  static RoundTrips trips(1);
  const auto others_before = trips.counts();
  SteadyArrivals arrivals;
  std::uint64_t taken = 0;
  while (!rest.empty()) {
    const auto payload = rest.first(std::min(bytes, rest.size()));
    rest = rest.subspan(payload.size());
    if (const auto parsed = parse_probe_message(payload)) {
      std::array<std::uint8_t, kProbeMessageBytes> again{};
      write_probe_message(*parsed, again);
      HOLDFAST_CHECK(parse_probe_message(again) == parsed);
    }
    const auto message = parse_probe_message(payload);
    trips.begin(static_cast<std::int64_t>(taken));
    trips.end(message, static_cast<std::int64_t>(taken));
    arrivals.take(message, static_cast<std::int64_t>(taken) * 100'000'000);
    if (taken % 8 == 0) arrivals.settle();
    const auto at = static_cast<std::int64_t>(taken);
    tally.take(payload, {.user_ns = at + 1, .kernel_ns = at, .queue = payload[0]});
    ++taken;
  }
  ProbeResult result;
  tally.finish({}, false, result);
  HOLDFAST_CHECK(result.received + result.duplicated + result.foreign == taken);
  HOLDFAST_CHECK(result.reordered <= result.received && result.received == tally.received());
  HOLDFAST_CHECK(trips.counts().sent == others_before.sent + taken);
  HOLDFAST_CHECK(trips.counts().lost <= trips.counts().sent);
  HOLDFAST_CHECK(arrivals.counts().foreign <= taken);
  HOLDFAST_CHECK(arrivals.counts().lost <= arrivals.counts().sent);
  HOLDFAST_CHECK(result.unrecorded + tally.delays_ns().size() <= result.received);
  return 0;
}
