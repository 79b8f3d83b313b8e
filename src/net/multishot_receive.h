// MultishotReceive: one io_uring request that receives datagram after datagram, and the buffers
// that it receives into.
//
// The request ends by itself at a datagram of no bytes, when no buffer is left (ENOBUFS: packets
// wait in the socket; with deferred work it does not come to that), and when the kernel likes; it
// is then made again. The completion queue is
// longer than there are buffers, so that it cannot overflow. Made by any thread; all calls from
// one.
#pragma once

#include <liburing.h>

#include <array>
#include <cstdint>
#include <memory>
#include <span>

#include "base/result.h"
#include "host/descriptor.h"
#include "net/packet_receiver.h"
#include "net/provided_buffers.h"

namespace holdfast {

class MultishotReceive {
 public:
  /// Of one completion. `error` 0: a datagram, whose bytes stay until the buffer is given back.
  struct Datagram {
    int error = 0;  // an errno; ENOBUFS and the like, after which it is made again, are not told
    bool is_truncated = false;
    std::span<const std::uint8_t> payload, control;
  };

  /// Refused by one sentence: a kernel without io_uring or before 6.0, not permitted. Without
  /// `defers_work` it goes as in a kernel 6.0, where packets become completions unasked.
  static Result<std::unique_ptr<MultishotReceive>> make(int socket, bool defers_work = true);
  MultishotReceive(const MultishotReceive&) = delete;
  MultishotReceive& operator=(const MultishotReceive&) = delete;
  /// The socket is let go of when it returns.
  ~MultishotReceive();

  /// Gives back all that was taken, and makes the request if there is none. 0, or an errno.
  int start();
  /// Until there is a completion or the time is over.
  void wait(std::int64_t wait_ns);
  /// Has the kernel write its completions if some are due: a system call then.
  void look();
  /// False: there is none. At most kMostReceived after a start().
  bool take(Datagram& datagram);

  /// How often the request was made again.
  std::uint64_t rearms() const { return rearms_; }

 private:
  explicit MultishotReceive(int socket) : socket_(socket) {}
  Result<void> watch_end();
  int arm();

  int socket_;
  ProvidedBuffers buffers_;  // there until the ring has gone
  io_uring ring_{};
  Descriptor ring_gone_;  // readable then
  bool has_ring_ = false, is_enabled_ = false, is_armed_ = false;
  msghdr layout_{};  // how much of a buffer is for what
  std::array<std::uint16_t, kMostReceived> taken_{};
  std::size_t taken_count_ = 0;
  std::uint64_t requests_ = 0, rearms_ = 0;
};

}  // namespace holdfast
