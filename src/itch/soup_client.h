// SoupClient: the client's end of one SoupBinTCP connection. The caller has the socket: what it
// receives is fed in, what to_send() holds is sent. After a connection is lost, resume() is the
// login of the next one.
#pragma once

#include "itch/soup_link.h"

namespace holdfast {

/// A message from the server; the payload lives until the next call.
struct SoupMessage {
  std::uint64_t sequence = 0;  // 0: it is not sequenced
  std::span<const std::uint8_t> payload;
};

class SoupClient {
 public:
  enum class State : std::uint8_t { idle, logging_in, live, rejected, ended, logged_out, failed };

  explicit SoupClient(SoupLogin login, SoupTimes times = {},
                      std::size_t backlog_bytes = kSoupBacklogBytes);

  /// The connection stands: asks for the login. Once.
  void begin(Instant now);
  /// next() has returned nullopt since the last feed; `bytes` live until it does.
  void feed(std::span<const std::uint8_t> bytes, Instant now);
  std::optional<SoupMessage> next();
  void do_work(Instant now);

  /// When live; false: the backlog is full.
  bool send_unsequenced(std::span<const std::uint8_t> payload, Instant now);
  /// The server closes the connection then.
  void log_out(Instant now);

  std::span<const std::uint8_t> to_send() const { return link_.to_send(); }
  void sent(std::size_t bytes) { link_.sent(bytes); }

  State state() const { return state_; }
  SoupFault fault() const { return link_.fault(); }
  std::optional<SoupReject> reject() const { return reject_; }   // when rejected
  const std::string& session() const { return login_.session; }  // once live: the server's
  std::uint64_t next_sequence() const { return login_.sequence; }
  std::uint64_t debug_packets() const { return link_.debug_packets(); }

  /// To go on, in the same session, with the message after the last one that next() gave.
  const SoupLogin& resume() const { return login_; }

 private:
  std::optional<SoupMessage> take(const SoupPacket& packet);
  std::optional<SoupMessage> take_live(const SoupPacket& packet);
  void take_login_answer(const SoupPacket& packet);
  void finish(State state);
  void fail(SoupFault fault);

  SoupLogin login_;
  SoupLink link_;
  State state_ = State::idle;
  std::optional<SoupReject> reject_;
};

}  // namespace holdfast
