// NetlinkSocket: one kept socket to one netlink protocol; a request, its replies, an end.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "host/netlink_schema.h"
#include "host/source.h"

struct nl_msg;
struct nl_sock;

namespace holdfast {

struct NetlinkRelease {
  void operator()(nl_msg* message) const;
  void operator()(nl_sock* socket) const;
};
using NetlinkRequest = std::unique_ptr<nl_msg, NetlinkRelease>;

class NetlinkSocket {
 public:
  /// `protocol`: NETLINK_GENERIC, NETLINK_ROUTE. Opens nothing yet.
  explicit NetlinkSocket(int protocol) : protocol_(protocol) {}

  /// Sends `request` (its type, flags and payload set) and gives every reply's payload to
  /// `take_reply` until the kernel acknowledges or ends the dump. An error of the kernel is its
  /// errno; also timed_out after a second of silence, resource_unavailable_try_again when the
  /// thing dumped kept changing meanwhile.
  ReadResult<void> exchange(const NetlinkRequest& request,
                            const std::function<void(Bytes payload)>& take_reply);

  /// What the kernel said in words to the last exchange ("requested channel count exceeds
  /// maximum"); empty when it said nothing. A success can have words too: a warning.
  const std::string& words_of_kernel() const { return words_of_kernel_; }

 private:
  enum class Turn { more, done };

  ReadResult<void> open();
  ReadResult<void> send(const NetlinkRequest& request);
  ReadResult<Turn> receive(std::uint32_t sequence, bool& changed,
                           const std::function<void(Bytes payload)>& take_reply);

  int protocol_;
  std::unique_ptr<nl_sock, NetlinkRelease> socket_;
  std::string words_of_kernel_;
};

/// A generic family's number, found out at its first use.
class GenericFamily {
 public:
  explicit GenericFamily(std::string name) : name_(std::move(name)) {}
  /// operation_not_supported when this kernel does not have the family.
  ReadResult<std::uint16_t> id(NetlinkSocket& socket);

 private:
  std::string name_;
  std::uint16_t id_ = 0;
};

/// A request of a generic family, without attributes. `flags`: NLM_F_ACK or NLM_F_DUMP.
NetlinkRequest generic_request(std::uint16_t family, std::uint8_t command, int flags);

/// Does it, and decodes every reply by `schema`.
ReadResult<std::vector<Record>> ask_generic(NetlinkSocket& socket, const NetlinkRequest& request,
                                            Schema schema);

}  // namespace holdfast
