// UdpSocket: the socket under every receiver that has one, opened, bound and set up.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "host/descriptor.h"
#include "net/packet_receiver.h"

namespace holdfast {

/// Room for every control message that the options below bring (88 bytes).
inline constexpr std::size_t kControlBytes = 128;

struct UdpSocket {
  Descriptor descriptor;
  Endpoint local;                  // as bound: with the kernel's port when 0 was asked for
  std::vector<std::string> notes;  // of PacketReceiver::notes()
};

/// Blocking; with SO_TIMESTAMPING and SO_RXQ_OVFL, and SO_BUSY_POLL when the method is busy_poll. A
/// multicast group is joined on options.interface (empty: on the one that the routes name), and
/// other sockets of this host may join it too. The NIC is asked, never changed. Errors as
/// make_receiver's: usage, absent (interface, address), denied, failed.
///
/// The kernel begins to stamp packets a moment after the first socket of the host wants stamps;
/// until then kernel_ns is 0.
Result<UdpSocket> open_udp_socket(const ReceiverOptions& options);

/// The kernel's count of what this socket dropped until now (SO_MEMINFO); nullopt when it does not
/// tell.
std::optional<std::uint32_t> drops_of(int socket);

/// Why a receiver at `local` failed: `call` is the system call, `error` its errno.
Error receive_error(const Endpoint& local, std::string_view call, int error);

}  // namespace holdfast
