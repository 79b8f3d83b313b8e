// ReplayedStream: what a recording's packets say: the session, how far it is, and the last messages
// for those who missed them.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "itch/mold_udp64.h"
#include "stream/message_history.h"
#include "stream/request_answerer.h"

namespace holdfast {

class ReplayedStream {
 public:
  ReplayedStream(std::size_t history_bytes, std::size_t datagram_limit);
  ReplayedStream(const ReplayedStream&) = delete;
  ReplayedStream& operator=(const ReplayedStream&) = delete;

  /// A packet that goes out now. How many messages it has; 0 when it is not whole MoldUDP64, which
  /// is sent all the same. Another session begins anew.
  std::uint16_t take(std::span<const std::uint8_t> packet);

  /// Has there been a packet of a session?
  bool has_begun() const { return has_begun_; }
  /// A heartbeat or the end of the session, with the sequence number that comes next.
  std::array<std::uint8_t, kMoldHeaderBytes> mark(std::uint16_t count) const {
    return encode_mold_header({session_, next_, count});
  }
  /// Answers of the session's last messages. It stays where it is.
  RequestAnswerer& answerer() { return answerer_; }

 private:
  void begin(const MoldSession& session);

  MessageHistory history_;
  RequestAnswererOptions options_;
  RequestAnswerer answerer_;
  MoldSession session_;
  std::uint64_t next_ = 1;
  bool has_begun_ = false;
};

}  // namespace holdfast
