// SoupServer: the server's end of one SoupBinTCP connection. Who may log in, and which messages
// there are, is the caller's: it answers a request, and sends the messages from the sequence it
// named on.
#pragma once

#include <variant>

#include "itch/soup_link.h"

namespace holdfast {

/// A message from the client; the payload lives until the next call.
struct SoupUpstream {
  std::span<const std::uint8_t> payload;
};
/// What a client did: asked for a login (to be answered with accept or reject before anything
/// else), sent a message.
using SoupServerEvent = std::variant<SoupLogin, SoupUpstream>;

class SoupServer {
 public:
  enum class State : std::uint8_t {
    idle,
    awaiting_login,
    deciding,  // a login is to be answered
    live,
    rejected,
    ended,
    logged_out,  // by the client
    failed,
  };

  explicit SoupServer(SoupTimes times = {}, std::size_t backlog_bytes = kSoupBacklogBytes);

  /// The connection stands. Once.
  void begin(Instant now);
  /// next() has returned nullopt since the last feed; `bytes` live until it does.
  void feed(std::span<const std::uint8_t> bytes, Instant now);
  std::optional<SoupServerEvent> next();
  void do_work(Instant now);

  void accept(const SoupAccepted& accepted, Instant now);
  void reject(SoupReject reason, Instant now);

  /// The message with next_sequence(). When live; false: the backlog is full, try again later.
  bool send_sequenced(std::span<const std::uint8_t> payload, Instant now);
  bool send_unsequenced(std::span<const std::uint8_t> payload, Instant now);
  /// When live; false: the backlog is full.
  bool end_session(Instant now);

  std::span<const std::uint8_t> to_send() const { return link_.to_send(); }
  void sent(std::size_t bytes) { link_.sent(bytes); }

  State state() const { return state_; }
  SoupFault fault() const { return link_.fault(); }
  std::uint64_t next_sequence() const { return next_sequence_; }
  std::uint64_t debug_packets() const { return link_.debug_packets(); }

 private:
  std::optional<SoupServerEvent> take(const SoupPacket& packet);
  void finish(State state);
  std::optional<SoupServerEvent> fail(SoupFault fault);

  SoupLink link_;
  State state_ = State::idle;
  std::uint64_t next_sequence_ = 0;
};

}  // namespace holdfast
