// AfXdpSender: datagrams of several multicast groups, sent around the kernel's network stack: from
// memory that is shared with it (AF_XDP, Linux 4.18) to one send queue of an interface.
//
// It is given whole ethernet frames, so nothing of the host's IP sees them: no route, no firewall,
// no qdisc, no tap, and no socket of this host gets them back. After make() nothing is allocated.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/flow.h"
#include "net/packet_receiver.h"
#include "net/send_counts.h"

namespace holdfast {

struct AfXdpSenderOptions {
  std::vector<Endpoint> groups;  // at least one; IPv4 or IPv6, not both
  std::string interface;         // the way out
  std::uint8_t ttl = 1;
  std::size_t datagram_bytes = 1472;  // the most of one
  std::uint32_t send_buffer_bytes = 4U << 20;
  /// zero_copy, or any other mode: the kernel copies. The first queue is 0. In flight are `frames`
  /// less those of the fill ring, at most `send_ring`.
  XdpOptions xdp = {.frames = 2048, .fill_ring = 1024, .send_ring = 1024};
};

/// One thread.
class AfXdpSender {
 public:
  /// Refused with one sentence: a group that is none, both families, no such interface or queue,
  /// one without ethernet, a datagram beyond its MTU, no address to send from, not permitted, a
  /// queue that is another socket's, a driver without zero-copy.
  static Result<AfXdpSender> make(const AfXdpSenderOptions& options);
  AfXdpSender(AfXdpSender&&) noexcept;
  AfXdpSender& operator=(AfXdpSender&&) noexcept;
  ~AfXdpSender();

  /// A datagram for groups[group], copied now and sent by flush(), or by add() itself when there is
  /// room for no more. One that finds no room within 100 ms is counted as refused.
  void add(std::size_t group, std::span<const std::uint8_t> datagram);

  /// Hands all that wait to the kernel. While the driver or the send buffer takes none it waits,
  /// for 100 ms at most; what is not taken then stays, and goes with a later flush(): nothing that
  /// add() took is taken back.
  void flush();

  /// `refused` has also what the driver dropped (EBUSY, as without a carrier), of those that were
  /// taken.
  const SendCounts& counts() const;

 private:
  struct Parts;
  explicit AfXdpSender(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace holdfast
