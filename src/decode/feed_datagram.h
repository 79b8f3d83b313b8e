// Is a datagram of an unknown port one of a feed? Pure.
#pragma once

#include <cstdint>
#include <span>

namespace holdfast {

/// It has MoldUDP64's header with a printable session, and nothing behind it, as heartbeats and
/// ends of session, or a first message of a length and with a type's letter that ITCH could have.
/// The datagram may be cut. Requests to a re-request server are none: no message follows.
bool looks_like_feed(std::span<const std::uint8_t> datagram);

}  // namespace holdfast
