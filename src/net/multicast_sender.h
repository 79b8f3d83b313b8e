// MulticastSender: datagrams of several groups, sent together: one sendmmsg() for all that wait.
//
// Datagrams in a row for one group, all of one size but for a shorter one at the end, go down as
// one message that the kernel or the NIC cuts up again (UDP_SEGMENT, "GSO"; Linux 4.18). Where that
// is refused, at the beginning or later, they go one by one. After make() nothing is allocated.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/flow.h"
#include "net/send_counts.h"

namespace holdfast {

struct MulticastOptions {
  std::vector<Endpoint> groups;  // at least one; IPv4 or IPv6, not both
  bool takes_hosts = false;      // among the groups, for unicast
  std::string interface;         // the way out; empty: the routes'
  std::uint8_t ttl = 1;
  bool loop = true;  // sockets of this host have it too
  std::uint32_t send_buffer_bytes = 4U << 20;
  bool segments = true;             // UDP_SEGMENT, where the kernel has it
  std::size_t most_waiting = 1024;  // datagrams; more are sent in several turns
};

/// One thread.
class MulticastSender {
 public:
  /// Refused with one sentence: no group, groups of both families, no such interface, no route.
  static Result<MulticastSender> make(const MulticastOptions& options);
  MulticastSender(MulticastSender&&) noexcept;
  MulticastSender& operator=(MulticastSender&&) noexcept;
  ~MulticastSender();

  /// A datagram for groups[group], which flush() sends, or add() itself when `most_waiting` wait.
  /// Its bytes stay until flush().
  void add(std::size_t group, std::span<const std::uint8_t> datagram);

  /// Sends all that wait. Waits while the send buffer is full, for 100 ms at most; a datagram that
  /// is refused is counted, and those behind it are sent.
  void flush();

  const SendCounts& counts() const;
  /// Does the kernel cut for us?
  bool segments() const;

 private:
  struct Parts;
  explicit MulticastSender(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace holdfast
