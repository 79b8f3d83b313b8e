// ByteSessions: what sessions are to whoever carries their bytes: TcpConnections in src/net, tests.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "base/instant.h"
#include "stream/peer_address.h"

namespace holdfast {

using SessionId = std::uint32_t;  // given again after closed()

struct SessionOpening {
  std::optional<SessionId> session;        // absent: refused
  std::span<const std::uint8_t> farewell;  // when refused: to be sent, then close
};

enum class SessionFate : std::uint8_t {
  runs,
  ends,    // close once to_send() is sent
  broken,  // close now; what is to be sent is lost
};

/// One thread.
class ByteSessions {
 public:
  virtual ~ByteSessions() = default;

  /// A connection stands. Every session that was opened is closed with closed().
  virtual SessionOpening open(const PeerAddress& peer, Instant now) = 0;
  virtual void feed(SessionId session, std::span<const std::uint8_t> bytes, Instant now) = 0;
  /// Valid until the next call.
  virtual std::span<const std::uint8_t> to_send(SessionId session) const = 0;
  virtual void sent(SessionId session, std::size_t bytes) = 0;
  virtual SessionFate fate(SessionId session) const = 0;
  /// The connection is gone, or goes now.
  virtual void closed(SessionId session) = 0;
};

}  // namespace holdfast
