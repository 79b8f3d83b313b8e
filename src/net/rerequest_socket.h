// RerequestSocket: the UDP port at which messages that were missed are asked for.
#pragma once

#include <memory>

#include "base/instant.h"
#include "base/result.h"
#include "model/flow.h"
#include "stream/request_answerer.h"

namespace holdfast {

struct RerequestSocketOptions {
  Endpoint local;  // port 0: one that is free
  std::uint32_t receive_buffer_bytes = 1U << 20U;
};

struct RerequestSocketCounts {
  std::uint64_t requests = 0;  // datagrams that came
  std::uint64_t sent = 0;      // datagrams
  std::uint64_t not_sent = 0;  // the kernel took them not; the client asks again
};

/// One thread; no call waits, and none allocates after open().
class RerequestSocket {
 public:
  static constexpr std::size_t kTurn = 32;  // requests of one do_work()

  /// Refused with one sentence. `answerer` outlives this.
  static Result<RerequestSocket> open(const RerequestSocketOptions& options,
                                      RequestAnswerer& answerer);
  RerequestSocket(RerequestSocket&&) noexcept;
  RerequestSocket& operator=(RerequestSocket&&) = delete;
  ~RerequestSocket();

  /// Answers at most kTurn requests. How many there were.
  std::size_t do_work(Instant now);

  int fd() const;
  const Endpoint& local() const;
  const RerequestSocketCounts& counts() const;

 private:
  struct Parts;
  explicit RerequestSocket(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace holdfast
