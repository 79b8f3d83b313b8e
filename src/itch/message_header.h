// What every ITCH message begins with, behind its type.
#pragma once

#include <tuple>

#include "itch/message_field.h"

namespace holdfast {

struct MessageHeader {
  std::uint16_t stock_locate = 0;     // the security's number for today; 0 when it is about none
  std::uint16_t tracking_number = 0;  // the exchange's own
  Timestamp48 timestamp_ns;

  static constexpr std::size_t kEnd = 11;

  static constexpr auto fields() {
    return std::tuple{field<1, 2>("stock_locate", &MessageHeader::stock_locate),
                      field<3, 2>("tracking_number", &MessageHeader::tracking_number),
                      field<5, 6>("timestamp_ns", &MessageHeader::timestamp_ns)};
  }
  friend bool operator==(const MessageHeader&, const MessageHeader&) = default;
};

}  // namespace holdfast
