// SnapshotAgent: the books of every stream, kept whole, and what is asked of them: snapshots by
// TCP, messages that were missed by UDP.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "gateway/serve_threads.h"
#include "net/rerequest_socket.h"
#include "net/tcp_connections.h"
#include "stream/request_answerer.h"
#include "stream/snapshot_server.h"

namespace holdfast {

class SnapshotAgent {
 public:
  /// Why a port cannot be had. Before the rings' publishers.
  static Result<std::unique_ptr<SnapshotAgent>> make(ServeShared& shared);

  TurnOutcome do_work(Instant now);
  RingHeader* ring_to_sleep_on() const;

  /// With the kernel's ports where 0 was asked for.
  std::optional<Endpoint> snapshots_at() const;
  std::optional<Endpoint> requests_at() const;

 private:
  explicit SnapshotAgent(ServeShared& shared);
  Result<void> open_ports();
  Result<void> open_snapshots(const Endpoint& local);
  void restart_snapshots(Instant now);
  std::uint64_t take(BlockConsumer<GatewaySlot>& reader);
  std::size_t serve(Instant now);
  void show_counts(Instant now);
  TurnOutcome linger(Instant now);

  ServeShared& shared_;
  std::vector<BlockConsumer<GatewaySlot>> readers_;
  SnapshotServer server_;
  RequestAnswerer answerer_;
  std::optional<Endpoint> snapshots_at_;
  std::optional<TcpConnections> connections_;
  std::optional<RerequestSocket> requests_;
  std::vector<FeedEvent> batch_;
  std::uint64_t taken_ = 0;
  Instant next_show_;
  std::optional<Instant> next_restart_;
  std::optional<Instant> ended_, sessions_ended_;
};

}  // namespace holdfast
