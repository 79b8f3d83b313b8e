#include "decode/message_place.h"

#include <fmt/format.h>

namespace holdfast {

std::string to_text(const MessagePlace& place) {
  if (!place.is_captured()) return fmt::format("message {}", place.sequence);
  return fmt::format("message {} in packet {}", place.sequence, place.packet);
}

}  // namespace holdfast
