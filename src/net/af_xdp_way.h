// AfXdpWay: what an AF_XDP sender knows of its way out before it sends: the interface, the address
// and port that it sends from, and the headers of each group's frames. Inside of net.
#pragma once

#include <vector>

#include "base/result.h"
#include "host/descriptor.h"
#include "net/af_xdp_interface.h"
#include "packet/udp_frame_head.h"

namespace holdfast {

struct AfXdpSenderOptions;

class AfXdpWay {
 public:
  /// Errors of AfXdpSender::make() that do not need its socket.
  static Result<AfXdpWay> make(const AfXdpSenderOptions& options);
  AfXdpWay() = default;

  const XdpInterface& interface() const { return interface_; }
  const std::vector<UdpFrameHead>& heads() const { return heads_; }  // of each group
  std::size_t datagram_bytes() const { return datagram_bytes_; }

 private:
  XdpInterface interface_;
  Descriptor port_;  // a socket that has the port, so that nobody else gets it
  std::vector<UdpFrameHead> heads_;
  std::size_t datagram_bytes_ = 0;
};

}  // namespace holdfast
