// An ethernet frame as AF_XDP gives it, with the 24 bytes of a stamp before it.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "net/redirect_stamp.h"
#include "packet/udp_frame.h"

namespace {

bool is_part(std::span<const std::uint8_t> part, std::span<const std::uint8_t> whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kStamp = 24;
  std::vector<std::uint8_t> bytes(data, data + size);
  const std::size_t before = bytes.size() < kStamp ? bytes.size() : kStamp;
  const std::span<std::uint8_t> room(bytes.data(), before);
  (void)holdfast::take_redirect_stamp(room, {});
  const auto again = holdfast::take_redirect_stamp(room, {});
  HOLDFAST_CHECK(again.kernel_ns == 0 && again.device_ns == 0);

  // On the heap by itself, so that a byte too far is seen.
  const std::vector<std::uint8_t> frame(bytes.begin() + static_cast<std::ptrdiff_t>(before),
                                        bytes.end());
  holdfast::UdpFrame parsed;
  if (holdfast::parse_frame(frame, parsed) != holdfast::FrameKind::udp) return 0;
  HOLDFAST_CHECK(is_part(parsed.payload, frame));
  HOLDFAST_CHECK(is_part(parsed.source, frame) && is_part(parsed.destination, frame));
  HOLDFAST_CHECK(parsed.source.size() == parsed.destination.size());
  HOLDFAST_CHECK(parsed.source.size() == 4 || parsed.source.size() == 16);
  HOLDFAST_CHECK(parsed.vlan_count <= 2 && parsed.vlans[0] < 4096 && parsed.vlans[1] < 4096);
  HOLDFAST_CHECK(parsed.payload.size() + 42 <= frame.size());
  return 0;
}
