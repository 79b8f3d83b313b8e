// PageSessions: HTTP of one page, for Prometheus: GET /metrics, one request a connection. Without a
// socket: TcpConnections (net) carries the bytes.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "stream/byte_sessions.h"

namespace holdfast {

/// One thread. A client that says more than 4 KiB, or does not say all of its request in 5 s, is
/// closed; there are at most 16 at once.
class PageSessions final : public ByteSessions {
 public:
  /// `page` makes the page, when it is asked for.
  explicit PageSessions(std::function<std::string()> page) : page_(std::move(page)) {}

  /// Closes those who are too slow; now and then.
  void do_work(Instant now);

  SessionOpening open(const PeerAddress& peer, Instant now) override;
  void feed(SessionId session, std::span<const std::uint8_t> bytes, Instant now) override;
  std::span<const std::uint8_t> to_send(SessionId session) const override;
  void sent(SessionId session, std::size_t bytes) override;
  SessionFate fate(SessionId session) const override;
  void closed(SessionId session) override;

 private:
  struct Session {
    bool is_open = false;
    SessionFate fate = SessionFate::runs;
    Instant since;
    std::string request, answer;
    std::size_t sent = 0;
  };
  std::function<std::string()> page_;
  std::vector<Session> sessions_;
};

}  // namespace holdfast
