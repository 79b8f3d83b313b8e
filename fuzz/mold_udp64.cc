// A datagram of a feed, which is either refused or built again byte for byte.
#include "itch/mold_udp64.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holdfast;
  // On the heap by itself, so that a byte too far is seen.
  const std::vector<std::uint8_t> datagram(data, data + size);
  if (const auto request = parse_mold_request(datagram)) {
    HOLDFAST_CHECK(std::ranges::equal(encode_mold_header(*request), datagram));
  }
  MoldPacket packet;
  const auto fault = parse_mold_packet(datagram, packet);
  HOLDFAST_CHECK((fault == MoldFault::no_header) == (size < kMoldHeaderBytes));
  if (fault != MoldFault::none || size > 65'535) return 0;
  MoldPacketBuilder builder(packet.header.session, packet.header.sequence,
                            std::max<std::size_t>(size, kMoldHeaderBytes));
  std::uint16_t messages = 0;
  for (auto blocks = packet.blocks; const auto message = blocks.next();) {
    HOLDFAST_CHECK(builder.add(*message));
    ++messages;
  }
  HOLDFAST_CHECK(messages == packet.header.messages());
  const auto again =
      packet.header.is_end_of_session() ? builder.take_end_of_session() : builder.take();
  HOLDFAST_CHECK(std::ranges::equal(again, datagram));
  return 0;
}
