// MessageSocket: a netlink socket that only listens: joined to one group, never blocking, opened
// again at most once a second.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/instant.h"
#include "host/descriptor.h"
#include "host/netlink_schema.h"
#include "model/agent_status.h"

namespace holdfast {

struct MessageGroup {
  std::string_view watcher;  // as in WatchSource
  int protocol = 0;          // NETLINK_ROUTE, …
  std::uint32_t group = 0;   // its number, not its bit; 0: none, the socket cannot be opened
  std::string_view missed;   // what is not seen without it: "links are not seen to change"
};

class MessageSocket {
 public:
  explicit MessageSocket(MessageGroup group);

  int fd() const { return socket_.fd(); }
  /// Gives each datagram of the kernel to `take` until it says false, `most` were read, or there
  /// are none left; true when there may be more. `lost` is set when the kernel dropped some.
  bool receive(Instant now, std::size_t most, bool& lost,
               const std::function<bool(Bytes datagram)>& take);
  /// `events`: as the watcher counted them.
  WatchSource state(std::uint64_t events) const;
  /// Why there is no socket, when the group could not even be found.
  void refuse(std::string why) { why_ = std::move(why); }

 private:
  void open();

  MessageGroup group_;
  Descriptor socket_;
  std::string why_;
  std::optional<Instant> tried_at_;
};

}  // namespace holdfast
