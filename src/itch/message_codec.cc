#include "itch/message_codec.h"

#include <algorithm>

#include "itch/message_visit.h"

namespace holdfast {

std::span<const std::uint8_t> encode_message(const Message& message,
                                             std::array<std::uint8_t, kLongestMessage>& room) {
  return std::visit(
      [&](const auto& one) {
        const auto bytes = encode_message(one);
        static_assert(bytes.size() <= kLongestMessage);
        std::copy(bytes.begin(), bytes.end(), room.begin());
        return std::span<const std::uint8_t>(room).first(bytes.size());
      },
      message);
}

std::optional<Message> decode_message(std::span<const std::uint8_t> bytes) {
  std::optional<Message> message;
  visit_message(bytes, [&](const auto& one) { message = one; });
  return message;
}

}  // namespace holdfast
