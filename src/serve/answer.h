// Route → Reply, from what is remembered. Pure but for the History, which may read the disk.
#pragma once

#include "model/agent_status.h"
#include "serve/history.h"
#include "serve/reply.h"
#include "serve/route.h"
#include "serve/state_cache.h"

namespace holdfast {

/// How it goes with what --webhook is told.
struct WebhookState {
  std::string to;  // its host and port: a path may hold a secret
  HookCounts counts;
  std::string complaint;  // why the newest try failed; empty: it did not
};

/// What the server counts of itself.
struct ServeCounters {
  std::uint64_t requests = 0, refused_requests = 0;
  std::uint64_t connections = 0, refused_connections = 0;
  std::uint64_t stream_clients = 0;  // now
  std::uint64_t slow_clients = 0;    // dropped
  std::uint64_t feed_connects = 0, feed_lines = 0, feed_refused_lines = 0;
  std::optional<WebhookState> webhook;  // absent: there is none
};

/// After so long without a line the agent's figures are no longer exported: an old value would
/// look like a new one.
inline constexpr double kStaleSeconds = 15;

/// Does this route need what only the History has?
bool needs_history(const Route& route, const StateCache& cache);
/// `older`: what the History gave.
Reply answer(const Route& route, const StateCache& cache, const ServeCounters& counters,
             Instant now, const std::vector<std::string>& older = {});
/// What the History has for this route; before `answer`, perhaps in another thread. `until`: of
/// events the oldest number, of frames the oldest time, that the cache has.
Result<std::vector<std::string>> older_of(const Route& route, History& history,
                                          std::optional<std::uint64_t> oldest_event,
                                          std::optional<std::int64_t> oldest_frame_ns);

/// {"connected":true,"age_seconds":0.4}
std::string feed_state(const StateCache& cache, Instant now);
/// {"to":"hooks:443","delivered":3,"failed":0,…}
std::string webhook_state(const WebhookState& webhook);

}  // namespace holdfast
