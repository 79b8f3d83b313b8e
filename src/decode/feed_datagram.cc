#include "decode/feed_datagram.h"

#include <algorithm>

#include "itch/mold_udp64.h"
#include "itch/wire.h"

namespace holdfast {
namespace {

constexpr std::size_t kLongestBelieved = 100;  // twice that of the longest message there is

bool is_printable(std::uint8_t byte) { return byte >= 0x20 && byte < 0x7f; }
bool is_letter(std::uint8_t byte) {
  return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

}  // namespace

bool looks_like_feed(std::span<const std::uint8_t> datagram) {
  if (datagram.size() < kMoldHeaderBytes) return false;
  if (!std::ranges::all_of(datagram.first(sizeof(MoldSession::bytes)), is_printable)) return false;
  const std::uint16_t count = load_u16(datagram.data() + kMoldHeaderBytes - 2);
  const auto blocks = datagram.subspan(kMoldHeaderBytes);
  if (count == kMoldHeartbeat || count == kMoldEndOfSession) return blocks.empty();
  if (blocks.size() <= kMoldBlockBytes) return false;
  const std::size_t length = load_u16(blocks.data());
  return length > 0 && length <= kLongestBelieved && is_letter(blocks[kMoldBlockBytes]);
}

}  // namespace holdfast
