// TcpListener: a TCP port on which connections are accepted, without waiting.
#pragma once

#include "base/result.h"
#include "host/descriptor.h"
#include "model/flow.h"
#include "stream/peer_address.h"

namespace holdfast {

struct TcpListenerOptions {
  Endpoint local;     // port 0: one that is free
  int backlog = 128;  // connections that the kernel holds until they are accepted
  std::uint32_t send_buffer_bytes = 256U << 10U;  // the kernel's, of a connection; 0: as it likes
};

class TcpListener {
 public:
  /// Refused with one sentence. A port whose connections have just ended may be taken again.
  static Result<TcpListener> open(const TcpListenerOptions& options);

  const Endpoint& local() const { return local_; }  // with the kernel's port
  int fd() const { return descriptor_.fd(); }

  /// Non-blocking, with TCP_NODELAY; empty: errno says why (EAGAIN: there is none).
  Descriptor accept(PeerAddress& peer) const;

 private:
  Descriptor descriptor_;
  Endpoint local_;
};

}  // namespace holdfast
