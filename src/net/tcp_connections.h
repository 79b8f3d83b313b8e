// TcpConnections: carries bytes between TCP connections and their sessions, without waiting.
#pragma once

#include <vector>

#include "base/instant.h"
#include "net/tcp_listener.h"
#include "stream/byte_sessions.h"

namespace holdfast {

struct TcpConnectionsOptions {
  std::size_t most = 128;  // connections, with those that are being closed; others are reset
  std::size_t accepts_per_turn = 16;
  std::size_t read_bytes = 16U << 10U;    // of a connection, in a turn
  std::size_t write_bytes = 256U << 10U;  // of a connection, in a turn
  std::int64_t drain_ns = 1'000'000'000;  // for the other end to take what is left, and to close
};

/// Each accepted one is in one of ended, broken, left and failed when it is over.
struct TcpCounts {
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;       // by the sessions, or there were too many connections
  std::uint64_t not_accepted = 0;  // accept4 failed: no descriptors, no memory
  std::uint64_t ended = 0;         // by the session, in order
  std::uint64_t broken = 0;        // by the session, with a reset
  std::uint64_t left = 0;          // by the other end
  std::uint64_t failed = 0;        // reset by the other end, timed out
  std::uint64_t bytes_in = 0, bytes_out = 0;
};

/// One thread; no call waits. SIGPIPE is never raised. When it goes, all connections are reset and
/// their sessions closed.
class TcpConnections {
 public:
  /// `sessions` outlives this.
  static Result<TcpConnections> make(TcpListener listener, ByteSessions& sessions,
                                     const TcpConnectionsOptions& options = {});
  TcpConnections(TcpConnections&&) noexcept = default;
  TcpConnections& operator=(TcpConnections&&) = delete;
  ~TcpConnections();

  /// Accepts, reads, writes and closes what can be, each within its bound. 0: nothing was done.
  std::size_t do_work(Instant now);

  /// Readable when there is work that do_work() has not seen: for threads that sleep in between.
  int fd() const { return epoll_.fd(); }
  const Endpoint& local() const { return listener_.local(); }
  std::size_t open_connections() const { return open_; }
  const TcpCounts& counts() const { return counts_; }

 private:
  struct Connection {
    Descriptor socket;                 // empty: free
    std::optional<SessionId> session;  // absent: shut down, waiting for the other end to close
    bool may_read = true, may_write = true;
    std::optional<Instant> ending_since;
  };
  TcpConnections(TcpListener listener, Descriptor epoll, ByteSessions& sessions,
                 const TcpConnectionsOptions& options);

  void poll();
  std::size_t accept_all(Instant now);
  bool accept_one(Instant now);
  void refuse(Connection& connection, std::span<const std::uint8_t> farewell, Instant now);
  std::size_t work_on(Connection& connection, Instant now);
  std::size_t read(Connection& connection, Instant now);
  std::size_t write(Connection& connection);
  void close_when_over(Connection& connection, Instant now);
  void shut_down(Connection& connection, Instant now);
  /// `count` is its session's.
  void close(Connection& connection, std::uint64_t& count);
  void reset(Connection& connection, std::uint64_t& count);

  TcpListener listener_;
  Descriptor epoll_;
  ByteSessions* sessions_;
  TcpConnectionsOptions options_;
  std::vector<Connection> connections_;
  std::vector<std::uint8_t> input_;
  std::size_t open_ = 0;
  bool may_accept_ = true;
  Instant accept_not_before_;
  TcpCounts counts_;
};

}  // namespace holdfast
