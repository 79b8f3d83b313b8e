#include "gateway/snapshot_agent.h"

#include <random>

#include "base/check.h"
#include "book/apply_ahead.h"

namespace holdfast {
namespace {

constexpr std::uint64_t kTurn = 256;
constexpr std::int64_t kShowEveryNs = 10'000'000, kClosingNs = 500'000'000;

SnapshotServerOptions server_options(const ServeOptions& options) {
  SnapshotServerOptions server;
  for (std::size_t i = 0; i < options.streams.size(); ++i) {
    SnapshotStreamOptions stream;
    stream.session = session_of(options, i).text();
    // Nobody can ask where there is no port.
    stream.history_bytes = options.requests ? options.history_bytes : MessageHistory::kLeastBytes;
    if (!options.snapshot) stream.digests = 1;
    stream.books.hash_seed = std::random_device{}();
    server.streams.push_back(std::move(stream));
  }
  return server;
}

}  // namespace

SnapshotAgent::SnapshotAgent(ServeShared& shared)
    : shared_(shared), server_(server_options(shared.options)) {
  batch_.reserve(kTurn);
  for (auto& ring : shared.event_rings) {
    auto consumer = BlockConsumer<GatewaySlot>::attach(ring.ring);
    HOLDFAST_CHECK(consumer.has_value());
    ring.readers.emplace_back("snapshot");
    readers_.push_back(std::move(*consumer));
  }
  for (std::size_t i = 0; i < shared.options.streams.size(); ++i) {
    answerer_.add(session_of(shared.options, i), server_.streams()[i].messages);
  }
}

Result<std::unique_ptr<SnapshotAgent>> SnapshotAgent::make(ServeShared& shared) {
  std::unique_ptr<SnapshotAgent> agent(new SnapshotAgent(shared));
  if (const auto opened = agent->open_ports(); !opened) return tl::unexpected(opened.error());
  return agent;
}

Result<void> SnapshotAgent::open_ports() {
  if (shared_.options.snapshot) {
    if (auto opened = open_snapshots(*shared_.options.snapshot); !opened) return opened;
    snapshots_at_ = connections_->local();
  }
  if (shared_.options.requests) {
    auto socket = RerequestSocket::open({.local = *shared_.options.requests}, answerer_);
    if (!socket) return tl::unexpected(socket.error());
    requests_.emplace(std::move(*socket));
  }
  return {};
}

Result<void> SnapshotAgent::open_snapshots(const Endpoint& local) {
  auto listener = TcpListener::open({.local = local});
  if (!listener) return tl::unexpected(listener.error());
  auto connections = TcpConnections::make(std::move(*listener), server_);
  if (!connections) return tl::unexpected(connections.error());
  connections_.emplace(std::move(*connections));
  return {};
}

// Every interval all connections are reset, and for a quarter of it nobody can connect; not once
// the feed has ended, so that all can have its last books.
void SnapshotAgent::restart_snapshots(Instant now) {
  const auto interval_ns = shared_.options.restart_snapshots_ns;
  if (interval_ns == 0 || !snapshots_at_ || (ended_ && connections_)) return;
  if (!next_restart_) next_restart_ = Instant{now.ns + interval_ns};
  if (now < *next_restart_) return;
  if (connections_) {
    connections_.reset();
    next_restart_ = Instant{now.ns + interval_ns / 4};
  } else {
    // Someone else may have the port now: then again the next time.
    const bool is_open = open_snapshots(*snapshots_at_).has_value();
    next_restart_ = Instant{now.ns + (is_open ? interval_ns - interval_ns / 4 : interval_ns / 4)};
  }
}

std::optional<Endpoint> SnapshotAgent::snapshots_at() const { return snapshots_at_; }
std::optional<Endpoint> SnapshotAgent::requests_at() const {
  return requests_ ? std::optional(requests_->local()) : std::nullopt;
}

RingHeader* SnapshotAgent::ring_to_sleep_on() const {
  return readers_.size() == 1 ? &shared_.event_rings.front().ring.header() : nullptr;
}

std::size_t SnapshotAgent::serve(Instant now) {
  restart_snapshots(now);
  std::size_t done = server_.do_work(now);
  if (connections_) done += connections_->do_work(now);
  if (requests_) done += requests_->do_work(now);
  return done;
}

void SnapshotAgent::show_counts(Instant now) {
  if (now < next_show_) return;
  next_show_ = {now.ns + kShowEveryNs};
  auto& gauges = shared_.snapshot;
  const auto& counts = server_.counts();
  set_to(gauges.sessions, server_.open_sessions());
  set_to(gauges.opened, counts.opened);
  set_to(gauges.images, counts.snapshots.images_whole);
  set_to(gauges.overflowed, counts.endings[static_cast<std::size_t>(SnapshotEnding::overflow)]);
  set_to(gauges.refused, counts.refused + counts.refused_of_address);
  if (connections_) set_to(gauges.bytes, connections_->counts().bytes_out);
  if (requests_) set_to(gauges.requests, requests_->counts().requests);
  set_to(gauges.answered, answerer_.counts().answered);
  set_to(gauges.replies, answerer_.counts().datagrams);
  for (std::size_t i = 0; i < shared_.streams.size(); ++i) {
    set_to(shared_.streams[i].digest, server_.streams()[i].books.digest());
    set_to(shared_.streams[i].orders, server_.streams()[i].books.orders());
  }
  set_to(shared_.threads.back().messages, taken_);
  set_to(shared_.threads.back().bytes, value_in(gauges.bytes));
}

// Clients may still ask for what they missed, as long as the end of the session is sent.
TurnOutcome SnapshotAgent::linger(Instant now) {
  if (!ended_) ended_ = now;
  if (!shared_.has_lingered(now.ns - ended_->ns)) return TurnOutcome::nothing;
  if (!sessions_ended_) {
    server_.end_sessions(now);
    sessions_ended_ = now;
  }
  const bool is_closed = !connections_ || connections_->open_connections() == 0;
  if (!is_closed && now.ns - sessions_ended_->ns < kClosingNs) return TurnOutcome::nothing;
  next_show_ = {};
  show_counts(now);
  return TurnOutcome::over;
}

// Copied first, so that the books' memory can be on its way while those before are applied.
std::uint64_t SnapshotAgent::take(BlockConsumer<GatewaySlot>& reader) {
  batch_.clear();
  const auto taken = reader.take(kTurn, [this](std::uint64_t, auto payload) {
    batch_.push_back(value_of<FeedEvent>(payload));
  });
  take_ahead(
      batch_.size(),
      [this](std::size_t at, BookAhead ahead) {
        server_.streams()[batch_[at].stream].books.prefetch(batch_[at].message(), ahead);
      },
      [this](std::size_t at) {
        const auto& event = batch_[at];
        server_.take(event.stream, event.sequence, event.message());
      });
  return taken;
}

TurnOutcome SnapshotAgent::do_work(Instant now) {
  const bool is_last = shared_.stages.application_is_over.load(std::memory_order_acquire);
  std::uint64_t taken = 0;
  for (auto& reader : readers_) taken += take(reader);
  taken_ += taken;
  const std::size_t served = serve(now);
  show_counts(now);
  if (taken == 0 && is_last) return linger(now);
  return taken + served == 0 ? TurnOutcome::nothing : TurnOutcome::something;
}

}  // namespace holdfast
