// SnapshotLink: the client's end of the connections to a snapshot server, one after the other. The
// caller has the socket: it looks at wanted() and tells what happened.
#pragma once

#include <optional>
#include <string>

#include "itch/mold_udp64.h"
#include "itch/soup_client.h"
#include "stream/recovery_result.h"

namespace holdfast {

struct SnapshotLinkOptions {
  std::string username, password;  // at most 6 and 10 characters
  SoupTimes times{.silence_ns = 5'000'000'000, .login_ns = 5'000'000'000};
  std::int64_t connect_ns = 5'000'000'000;
};

class SnapshotLink {
 public:
  enum class Stage : std::uint8_t { closed, connecting, logging_in, live };

  explicit SnapshotLink(SnapshotLinkOptions options);

  /// A new connection is wanted, for a snapshot of `session`; the one that stands is given up.
  void open(const MoldSession& session, Instant now);
  void close() { stage_ = Stage::closed; }
  Stage stage() const { return stage_; }

  /// The number of the connection that there shall be; with another number than that of the
  /// caller's: close it, and connect.
  std::optional<std::uint64_t> wanted() const;
  void connected(Instant now);
  /// It could not be made, or is gone.
  void lost();
  void feed(std::span<const std::uint8_t> bytes, Instant now);
  std::optional<SoupMessage> next();
  void do_work(Instant now);
  /// When live; false: too much waits to be sent.
  bool ask(std::span<const std::uint8_t> payload, Instant now);
  std::optional<Instant> next_deadline() const;

  std::span<const std::uint8_t> to_send() const;
  void sent(std::size_t bytes);

  /// Why it was closed, told once.
  std::optional<RecoveryFate> take_failure();

 private:
  void review();
  void fail(RecoveryFate fate);

  SnapshotLinkOptions options_;
  std::string session_;
  std::optional<SoupClient> soup_;
  Stage stage_ = Stage::closed;
  std::uint64_t number_ = 0;
  Instant opened_, worked_;
  std::optional<RecoveryFate> failure_;
};

}  // namespace holdfast
