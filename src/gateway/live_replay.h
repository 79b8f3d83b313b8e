// LiveReplay: a recording's packets by UDP, on the monotonic clock; re-requests are answered beside
// it.
#pragma once

#include <vector>

#include "gateway/replay_command.h"
#include "gateway/replay_port.h"
#include "net/multicast_sender.h"
#include "net/rerequest_socket.h"

namespace holdfast {

class LiveReplay final : public ReplayPort {
 public:
  /// Errors of MulticastSender::make and RerequestSocket::open. `answerer` outlives it.
  static Result<std::unique_ptr<LiveReplay>> open(const ReplayCommand& command,
                                                  RequestAnswerer& answerer);

  std::int64_t now_ns() override;
  void wait_until(std::int64_t ns) override;
  void send(std::size_t line, FaultyPacket packet) override;
  void flush() override;
  bool is_stopped() override;

  /// How late packets were given to the kernel, in the buckets of metrics/log_linear.h; none of
  /// them with the maximum speed.
  const std::vector<std::uint64_t>& lateness() const { return lateness_; }
  std::uint64_t most_late_ns() const { return most_late_ns_; }

  const SendCounts& sent(std::size_t line) const { return senders_[line].counts(); }
  const RerequestSocket* requests() const { return requests_ ? &*requests_ : nullptr; }

 private:
  explicit LiveReplay(bool has_schedule);
  void answer(std::int64_t now_ns);

  bool has_schedule_;
  std::vector<MulticastSender> senders_;  // of each line
  std::optional<RerequestSocket> requests_;
  std::vector<FaultyPacket> waiting_;  // until they are sent
  std::vector<std::uint64_t> lateness_;
  std::uint64_t most_late_ns_ = 0;
  std::int64_t next_look_ns_ = 0;  // at the requests
};

}  // namespace holdfast
