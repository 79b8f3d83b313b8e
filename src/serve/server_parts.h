// Inside of Server: what its loops share. Only server*.cc, connection.cc and feed_client.cc include
// this.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <set>

#include "serve/access.h"
#include "serve/answer.h"
#include "serve/server.h"
#include "serve/state_cache.h"

namespace holdfast {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using Clock = std::chrono::steady_clock;

inline Instant serve_now() {
  return {std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch())
              .count()};
}

/// One client of the stream: what it has not been sent yet.
struct StreamClient {
  static constexpr std::size_t kMostMessages = 256;
  static constexpr std::size_t kMostBytes = 8U << 20U;

  explicit StreamClient(asio::io_context& io) : wake(io) {}
  std::deque<Text> queue;
  std::size_t bytes = 0;
  bool too_slow = false;
  asio::steady_timer wake;  // cancelled when something was queued
};

/// A connection, for the sweep that ends what takes too long.
struct Connection {
  tcp::socket socket;
  Clock::time_point deadline;
  void give(std::chrono::seconds time) { deadline = Clock::now() + time; }
};

struct Webhook;

struct Server::Parts {
  // What the coroutines take themselves off when they end, which may be when `io` does: before it.
  std::set<Connection*> connections;
  std::set<StreamClient*> streams;
  asio::io_context io{1};
  std::optional<asio::ssl::context> tls;
  Access access;
  ContentPolicy content;
  ServeSettings settings;
  std::vector<tcp::acceptor> acceptors;
  StateCache cache;
  ServeCounters counters;
  std::unique_ptr<History> history;
  std::optional<asio::thread_pool> reading;  // the History's thread
  std::shared_ptr<Webhook> webhook;          // null: none
  std::optional<Instant> told_history;       // when it was last said that the History fails

  /// Queues a message for every stream; drops those that are behind.
  void publish(const Text& message);
};

/// Answers the requests of one connection, then closes it.
asio::awaitable<void> converse(Server::Parts& parts, tcp::socket socket);
/// Looks up and opens what the webhook of the settings needs.
Result<std::shared_ptr<Webhook>> open_webhook(Server::Parts& parts);
/// An event of the feed, as JSON; queued when it is for a webhook, and there is one.
void tell_webhook(Server::Parts& parts, const std::string& text);
/// Posts what is queued, for ever.
asio::awaitable<void> post_events(Server::Parts& parts);
/// Follows the agent's feed for ever, connecting again when it ends.
asio::awaitable<void> follow_feed(Server::Parts& parts);

}  // namespace holdfast
