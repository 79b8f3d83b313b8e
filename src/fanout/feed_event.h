// What stands in a slot of the gateway's rings.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "feed/slot.h"
#include "itch/message.h"

namespace holdfast {

/// A message as the source read it: nothing of it has been looked at.
struct SourceMessage {
  std::uint16_t length = 0;  // as it was; of a longer one only the first bytes are here
  std::array<std::uint8_t, 62> bytes{};

  static SourceMessage of(std::span<const std::uint8_t> message) {
    SourceMessage out;
    out.length = static_cast<std::uint16_t>(std::min<std::size_t>(message.size(), UINT16_MAX));
    std::copy_n(message.begin(), std::min(message.size(), out.bytes.size()), out.bytes.begin());
    return out;
  }
  /// The message, or the part of it that is here.
  std::span<const std::uint8_t> message() const {
    return std::span(bytes).first(std::min<std::size_t>(length, bytes.size()));
  }
};
static_assert(sizeof(SourceMessage) == 64);

/// A message of one stream, with its number there.
struct FeedEvent {
  std::uint64_t sequence = 0;
  std::uint16_t stream = 0;
  std::uint16_t length = 0;
  std::array<std::uint8_t, 52> bytes{};

  std::span<const std::uint8_t> message() const {
    return std::span(bytes).first(std::min<std::size_t>(length, bytes.size()));
  }
};
static_assert(sizeof(FeedEvent) == 64 && kLongestMessage <= sizeof FeedEvent::bytes);

using GatewaySlot = FixedSlot<64>;

}  // namespace holdfast
