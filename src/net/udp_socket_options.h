// What open_udp_socket sets on a socket of its own before it is bound.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/packet_receiver.h"

namespace holdfast {

/// What is set by `setsockopt`; true when the kernel took it, else see errno.
bool set_option(int socket, int level, int option, int value);

/// SO_RCVBUFFORCE, else SO_RCVBUF. A sentence with both sizes when it became smaller.
std::optional<std::string> set_receive_buffer(int socket, std::uint32_t bytes);

/// SO_SNDBUFFORCE, else SO_SNDBUF, which may give less.
void set_send_buffer(int socket, std::uint32_t bytes);

/// SO_TIMESTAMPING, SO_RXQ_OVFL; what is not to be had is a note.
void set_stamps(int socket, const ReceiverOptions& options, std::vector<std::string>& notes);

/// SO_BUSY_POLL and SO_PREFER_BUSY_POLL, without which it is another method: denied or unsupported.
/// A refused SO_BUSY_POLL_BUDGET is a note.
std::optional<Error> set_busy_poll(int socket, const ReceiverOptions& options,
                                   std::vector<std::string>& notes);

}  // namespace holdfast
