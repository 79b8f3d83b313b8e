// The socket under every sender: made, bound, and for multicast told its way out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "host/descriptor.h"
#include "model/flow.h"
#include "net/socket_address.h"

namespace holdfast {

struct SenderOptions {
  Endpoint remote;        // where to; a multicast group too
  std::string interface;  // the way out of multicast; empty: the routes'
  std::uint16_t local_port = 0;
  std::uint8_t multicast_ttl = 1;
  bool multicast_loop = false;
  std::uint32_t send_buffer_bytes = 4U << 20;
  bool waits_for_room = false;  // in a full send buffer
};

struct SendingSocket {
  Descriptor descriptor;
  SocketAddress remote;  // not connected to yet
};

/// Refused with one sentence: usage, absent (interface, route), denied, failed.
Result<SendingSocket> open_sending_socket(const SenderOptions& options);

/// Why `call` failed for a sender of these options, by the errno that stands.
Error sending_refusal(const SenderOptions& options, std::string_view call);

/// What an errno of send() says: "nobody listens there".
std::string why_refused(int error);

}  // namespace holdfast
