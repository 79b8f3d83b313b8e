// Records of stages.bpf.c, 64 and 32 bytes each, joined with arrivals made of the same bytes: of
// every packet the parts add up to its way.
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/check.h"
#include "bpf/stage_record.h"
#include "probe/packet_stages.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holdfast;
  StageTrace trace;
  std::vector<PacketArrival> arrivals;
  std::span<const std::uint8_t> rest(data, size);
  while (rest.size() > 1) {
    const std::size_t wanted = rest[0] % 3 == 0 ? 64 : rest[0] % 3 == 1 ? 32 : rest[0];
    const auto bytes = rest.subspan(1, std::min(wanted, rest.size() - 1));
    rest = rest.subspan(1 + bytes.size());
    const auto record = parse_stage_record(bytes);
    if (const auto* packet = std::get_if<StagePacket>(&record)) {
      HOLDFAST_CHECK(packet->stack_ns > 0 && packet->interrupt_ns >= 0);
      trace.packets.push_back(*packet);
      arrivals.push_back({packet->session, packet->sequence, packet->stack_ns});
    } else if (const auto* read = std::get_if<StageRead>(&record)) {
      HOLDFAST_CHECK(read->read_ns > 0);
      trace.reads.push_back(*read);
      arrivals.push_back({0, 0, read->read_ns});
    }
  }
  std::int64_t offset_ns = 0;
  if (size >= sizeof offset_ns) std::memcpy(&offset_ns, data, sizeof offset_ns);
  for (const std::int64_t offset : {std::int64_t{0}, offset_ns}) {
    const auto joined = join_ways(trace, arrivals, offset);
    HOLDFAST_CHECK(joined.ways.size() + joined.untraced <= arrivals.size());
    for (const auto& way : joined.ways) {
      std::int64_t sum = 0, first = 0;
      for (const auto ns : way.at_ns) {
        if (first == 0) first = ns;
      }
      for (const auto& part : parts_of(way)) sum += part.ns;
      HOLDFAST_CHECK(first + sum == way.at(Waypoint::user));
    }
    static_cast<void>(to_text(stages_of(joined), 100, true));
  }
  return 0;
}
