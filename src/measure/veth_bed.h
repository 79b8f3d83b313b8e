// VethBed: two networks of this measurement's own, joined by a veth pair: a sender's end and a
// receiver's, with addresses, neighbours and offloads set as measuring wants them. Nothing of the
// host's own network is touched.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "measure/network_namespace.h"
#include "model/flow.h"

namespace holdfast {

class VethBed {
 public:
  /// `queues`: of each end, both ways. Takes CAP_SYS_ADMIN and CAP_NET_ADMIN; one sentence
  /// otherwise, and where the kernel has no veth. Both ends are up and have carrier afterwards.
  ///
  /// The sender's end has tso and gso off and the receiver's gro on: only then does veth run NAPI,
  /// which busy polling needs.
  static Result<VethBed> make(std::uint32_t queues);

  const NetworkNamespace& sender() const { return sender_; }
  const NetworkNamespace& receiver() const { return receiver_; }
  std::string_view sender_interface() const { return "probe-tx"; }
  std::string_view receiver_interface() const { return "probe-rx"; }
  /// 10.77.0.1 and 10.77.0.2 of 10.77.0.0/24, with this port.
  static Endpoint sender_end(std::uint16_t port);
  static Endpoint receiver_end(std::uint16_t port);

 private:
  VethBed(NetworkNamespace sender, NetworkNamespace receiver)
      : sender_(std::move(sender)), receiver_(std::move(receiver)) {}
  NetworkNamespace sender_, receiver_;
};

}  // namespace holdfast
