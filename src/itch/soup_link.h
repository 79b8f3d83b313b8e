// What both ends of a SoupBinTCP connection do: cut what comes, keep what goes until it is sent,
// send heartbeats, notice silence. Time is a parameter, and nothing here has a socket.
#pragma once

#include "base/instant.h"
#include "itch/frame_splitter.h"
#include "itch/soup_bin_tcp.h"

namespace holdfast {

/// Nanoseconds. The specification's: a heartbeat a second after the last packet sent, 15 s of
/// silence.
struct SoupTimes {
  std::int64_t heartbeat_ns = 1'000'000'000;
  std::int64_t silence_ns = 15'000'000'000;
  std::int64_t login_ns = 30'000'000'000;  // for the login to be asked for and answered
};

/// Why a session failed: the first reason, and the only one.
enum class SoupFault : std::uint8_t {
  none,
  no_type,            // a packet of length 0
  unexpected_packet,  // a type that this end may not send, or not now
  malformed_login,    // a login, its acceptance or its refusal that is not what the format says
  silence,            // nothing was heard for silence_ns
  login_too_late,     // no login within login_ns
};

/// "nothing was heard for too long": a sentence's predicate for people.
std::string_view soup_fault_reason(SoupFault fault);

inline constexpr std::size_t kSoupBacklogBytes = 1U << 20U;

class SoupLink {
 public:
  SoupLink(SoupType heartbeat, SoupTimes times, std::size_t backlog_bytes);

  void begin(Instant now);
  void feed(std::span<const std::uint8_t> bytes, Instant now);
  /// Heartbeats of the other end are passed over. nullopt: more bytes are needed, or it failed.
  std::optional<SoupPacket> next();

  /// false, and nothing queued: what is not sent yet would be more than the backlog.
  bool send(SoupType type, std::span<const std::uint8_t> payload, Instant now);
  /// A heartbeat when one is due (`is_logged_in`), silence and a late login noticed.
  void do_work(Instant now, bool is_logged_in);

  std::span<const std::uint8_t> to_send() const;
  void sent(std::size_t bytes);  // so many of to_send() are gone

  /// What comes from here on is not looked at.
  void stop();
  void fail(SoupFault fault);
  SoupFault fault() const { return fault_; }
  std::uint64_t debug_packets() const { return debug_packets_; }

 private:
  SoupType heartbeat_;
  SoupTimes times_;
  std::size_t backlog_bytes_;
  FrameSplitter splitter_;
  std::vector<std::uint8_t> out_;
  std::size_t out_sent_ = 0;  // bytes at the front of out_ that are gone
  Instant begun_, last_sent_, last_heard_;
  SoupFault fault_ = SoupFault::none;
  bool is_stopped_ = false;
  std::uint64_t debug_packets_ = 0;
};

}  // namespace holdfast
