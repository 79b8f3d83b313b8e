// MessageCheck: is it a message of ITCH 5.0, by its type and its length?
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "fanout/feed_event.h"
#include "fanout/serve_gauges.h"
#include "itch/message_layout.h"

namespace holdfast {

class MessageCheck {
 public:
  MessageCheck() {
    for (const auto& layout : message_layouts()) {
      lengths_[static_cast<unsigned char>(layout.type)] = static_cast<std::uint16_t>(layout.length);
    }
  }
  /// nullopt: it is one.
  std::optional<MessageFault> fault_of(const SourceMessage& message) const {
    const std::uint16_t length = message.length == 0 ? 0 : lengths_[message.bytes[0]];
    if (length == 0) return MessageFault::unknown_type;
    if (length != message.length) return MessageFault::wrong_length;
    return std::nullopt;
  }

 private:
  std::array<std::uint16_t, 256> lengths_{};  // 0: no type
};

}  // namespace holdfast
