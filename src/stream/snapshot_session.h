// SnapshotSession: one client's session with the snapshot server, without a socket: login, the
// image of one stream's books, GLIMPSE's end of it, digests until the client goes.
#pragma once

#include <optional>
#include <string>

#include "itch/soup_server.h"
#include "stream/snapshot_stream.h"

namespace holdfast {

struct SnapshotSessionOptions {
  std::string username, password;  // both empty: anyone may log in
  /// Of what waits to be sent. Parts of the image are written while there is less than a quarter of
  /// it; a part is one stock, however large. Live messages may fill it, or half of it above the
  /// last part. A client that leaves more unread is disconnected.
  std::size_t buffer_bytes = 4U << 20U;
  SoupTimes times{.login_ns = 5'000'000'000};
  std::int64_t image_ns = 120'000'000'000;  // from the login to the image's end
  std::int64_t idle_ns = 300'000'000'000;   // without a query, after the image
};

/// Why a session is over; the first reason.
enum class SnapshotEnding : std::uint8_t {
  none,
  logged_out,
  not_authorised,
  no_such_session,
  protocol_fault,   // SoupFault: silence, a packet that no client sends, no login in time, …
  malformed_query,  // an unsequenced message that is none
  overflow,         // more waited to be sent than the buffer holds
  too_slow,         // the image was not taken in time
  idle,
  ended,  // by the server
  lost,   // the connection went
};
inline constexpr std::size_t kSnapshotEndings = 11;

/// "overflow", for counters; the enumerators' names.
std::string_view to_string(SnapshotEnding ending);

struct SnapshotCounts {
  std::uint64_t images = 0;        // that were begun
  std::uint64_t images_whole = 0;  // up to their end
  std::uint64_t image_messages = 0, live_messages = 0;
  std::uint64_t queries = 0, queries_unknown = 0;  // with a digest, without
};

/// One thread, the streams' own.
class SnapshotSession {
 public:
  enum class Stage : std::uint8_t { login, image, queries, over };

  /// The connection stands. `streams`, `options` and `counts` outlive this.
  SnapshotSession(std::span<const SnapshotStream> streams, const SnapshotSessionOptions& options,
                  SnapshotCounts& counts, Instant now);

  /// Any bytes of the client's.
  void feed(std::span<const std::uint8_t> bytes, Instant now);
  /// Heartbeats and limits of time; parts of the image until there are `budget` bytes of them or
  /// the buffer has no room. The bytes written; the last part may go over the budget.
  std::size_t do_work(Instant now, std::size_t budget);
  /// In stage image, of its stream: the books have just applied this message.
  void take_live(std::span<const std::uint8_t> message, Instant now);
  /// The server goes: an end of session, as far as it can still be sent.
  void end(Instant now);
  void lose() { finish(SnapshotEnding::lost); }

  std::span<const std::uint8_t> to_send() const { return server_.to_send(); }
  void sent(std::size_t bytes) { server_.sent(bytes); }

  Stage stage() const { return stage_; }
  SnapshotEnding ending() const { return ending_; }
  SoupFault fault() const { return server_.fault(); }
  /// From stage image on: the stream's place among `streams`.
  std::size_t stream() const { return stream_; }
  /// Over, and nothing of what is to be sent is of use to anyone.
  bool is_broken() const;

 private:
  void take_login(const SoupLogin& login, Instant now);
  void take_query(std::span<const std::uint8_t> payload, Instant now);
  std::size_t write_image(Instant now, std::size_t budget);
  std::size_t write_part(Instant now);
  void end_image(Instant now);
  bool has_room(std::size_t bytes) const;
  void finish(SnapshotEnding ending);

  std::span<const SnapshotStream> streams_;
  const SnapshotSessionOptions& options_;
  SnapshotCounts& counts_;
  SoupServer server_;
  Stage stage_ = Stage::login;
  SnapshotEnding ending_ = SnapshotEnding::none;
  std::size_t stream_ = 0;
  std::uint32_t next_locate_ = 0;  // stocks below it are sent
  std::size_t limit_;              // bytes that may wait to be sent
  Instant since_;                  // of the stage; of the last query in stage queries
};

}  // namespace holdfast
