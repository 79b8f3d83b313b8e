// Sockets bound to an address of this host, and who is at their other end.
#pragma once

#include <optional>

#include "base/result.h"
#include "host/descriptor.h"
#include "model/flow.h"
#include "net/socket_address.h"
#include "stream/peer_address.h"

namespace holdfast {

/// Non-blocking and bound; for TCP to an address whose last connections may still be ending. The
/// port of `local` becomes the kernel's when it was 0. Refused as bind_refusal says, and with
/// usage, unsupported (no such family), failed.
Result<Descriptor> bound_socket(Endpoint& local, Transport transport);

/// bind(2), of an `address` that is that of `local`; the port as above.
std::optional<Error> bind_socket(int fd, const SocketAddress& address, Endpoint& local,
                                 Transport transport);

/// Why bind() refused `local`, by the errno that stands: absent (no such address here), denied,
/// failed (the port is taken).
Error bind_refusal(const Endpoint& local, Transport transport = Transport::udp);

/// Why there is no socket, by the errno that stands.
Error no_socket(int family, Transport transport);

/// All zeros of a family that is neither IPv4 nor IPv6.
PeerAddress peer_address(const sockaddr_storage& address);

}  // namespace holdfast
