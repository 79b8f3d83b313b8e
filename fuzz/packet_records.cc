// A record of packets.bpf.c, with the clocks' offsets before it.
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/check.h"
#include "bpf/packet_record.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  holdfast::ClockOffsets offsets;
  if (size < sizeof offsets) return 0;
  std::memcpy(&offsets, data, sizeof offsets);
  const auto packet =
      holdfast::parse_packet_record({data + sizeof offsets, size - sizeof offsets}, offsets,
                                    [](std::uint32_t index) { return index == 1 ? "lo" : ""; });
  if (!packet) return 0;
  HOLDFAST_CHECK(packet->software_ns || packet->hardware_ns);
  HOLDFAST_CHECK(!packet->software_ns || *packet->software_ns > -1'000'000'000);
  HOLDFAST_CHECK(packet->comm.size() <= 16);
  HOLDFAST_CHECK(!packet->queue || packet->queue->value < 65535);
  return 0;
}
