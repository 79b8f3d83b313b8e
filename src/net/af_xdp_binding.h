// XdpBinding: an AF_XDP socket on one queue of an interface, and its memory. Inside of net.
#pragma once

#include <xdp/xsk.h>

#include <memory>
#include <string>

#include "base/result.h"
#include "net/af_xdp_memory.h"
#include "net/packet_receiver.h"

namespace holdfast {

struct XdpBinding {
  struct Delete {
    void operator()(xsk_socket* bound) const { xsk_socket__delete(bound); }
  };
  std::unique_ptr<AfXdpMemory> memory;
  std::unique_ptr<xsk_socket, Delete> socket;  // deleted before its memory
};

/// `receive` or `send` may be null; the library keeps the addresses of the others. The kernel gives
/// a queue free some time after its last socket was closed (a worker does it; 0.5 s were seen), so
/// one that is taken is tried again for a second.
Result<XdpBinding> bind_xdp_socket(const std::string& interface, const XdpOptions& options,
                                   xsk_ring_cons* receive, xsk_ring_prod* send);

}  // namespace holdfast
