// Where a message stands in its input.
#pragma once

#include <cstdint>
#include <string>

#include "itch/mold_udp64.h"

namespace holdfast {

struct MessagePlace {
  std::uint64_t sequence = 0;    // in its session; in a file its number, from 1
  std::uint64_t packet = 0;      // of a capture, from 1; 0: it is in a file
  std::int64_t captured_ns = 0;  // of its packet, since 1970, UTC
  MoldSession session;

  bool is_captured() const { return packet != 0; }
};

/// "message 17", "message 17 in packet 3".
std::string to_text(const MessagePlace& place);

}  // namespace holdfast
