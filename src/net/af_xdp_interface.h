// What AF_XDP asks about an interface before it takes a queue of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "host/descriptor.h"
#include "net/packet_receiver.h"
#include "packet/udp_frame_head.h"

namespace holdfast {

struct XdpInterface {
  int index = 0;
  std::string driver;             // empty: it has none that tells
  std::uint32_t queues = 0;       // receive queues; 0: not known
  std::uint32_t send_queues = 0;  // 0: not known
  std::uint32_t mtu = 0;          // 0: not known
  bool is_up = true;
  std::optional<HardwareAddress> hardware;  // none: its packets have no ethernet header
};

/// absent: this network namespace has no such interface.
Result<XdpInterface> read_xdp_interface(const std::string& name);

/// Refused: no such interface; no such queue; an XDP program is attached.
Result<XdpInterface> look_at_xdp_interface(const ReceiverOptions& options);

/// Asks the network for a multicast group, as long as the socket lives: the packets come by AF_XDP,
/// and the socket has no port. No socket for another address.
Result<Descriptor> join_group(const ReceiverOptions& options, int interface_index);

/// What the options ask for and this interface does not give, a sentence each.
std::vector<std::string> notes_of(const XdpInterface& interface, const ReceiverOptions& options);

}  // namespace holdfast
