// A capture: every packet is part of the file, and what is left of its flows can be written and
// read again.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "packet/pcap.h"
#include "rss/captured_flows.h"

using namespace holdfast;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> file(data, size);
  if (auto reader = PcapReader::open(file)) {
    for (;;) {
      const auto packet = reader->next();
      if (!packet || !*packet) break;
      const auto& frame = (*packet)->frame;
      HOLDFAST_CHECK(frame.empty() || (frame.data() >= data && frame.size() <= size));
    }
  }
  const auto captured = captured_flows(file, {"02:00:00:00:00:02"});
  if (!captured) return 0;
  for (const auto& listed : captured->flows) {
    HOLDFAST_CHECK(listed.rate > 0);
    const auto again = parse_flow(to_text(listed.flow));
    HOLDFAST_CHECK(again && to_text(*again) == to_text(listed.flow));
  }
  return 0;
}
