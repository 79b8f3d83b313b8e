#include "serve/server.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <string_view>

#include "serve/dashboard.h"
#include "serve/name_lookup.h"
#include "serve/server_parts.h"
#include "serve/server_sent.h"

namespace holdfast {
namespace {

constexpr auto kQuietly = asio::as_tuple(asio::use_awaitable);
using ErrorOf = boost::system::error_code;

constexpr std::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\nContent-Length: 21\r\n"
    "Retry-After: 5\r\nConnection: close\r\n\r\ntoo many connections\n";

Result<tcp::acceptor> listen_on(asio::io_context& io, const ListenAddress& wanted) {
  ErrorOf error;
  tcp::acceptor acceptor(io);
  const auto refused = [&] {
    return fail(ErrorCode::failed,
                fmt::format("--listen {}: {}", to_text(wanted), error.message()));
  };
  const auto address = asio::ip::make_address(wanted.address, error);
  if (error) return refused();
  if (acceptor.open(wanted.v6 ? tcp::v6() : tcp::v4(), error)) return refused();
  if (acceptor.set_option(tcp::acceptor::reuse_address(true), error)) return refused();
  // [::] would else be 0.0.0.0 too.
  if (wanted.v6 && acceptor.set_option(asio::ip::v6_only(true), error)) return refused();
  if (acceptor.bind({address, wanted.port}, error)) return refused();
  if (acceptor.listen(tcp::acceptor::max_listen_connections, error)) return refused();
  return acceptor;
}

Result<void> load_tls(const ServeSettings& settings, std::optional<asio::ssl::context>& out) {
  using asio::ssl::context;
  ErrorOf error;
  auto& tls = out.emplace(context::tls_server);
  constexpr auto kRefused = context::no_tlsv1 | context::no_tlsv1_1 | context::no_compression;
  if (tls.set_options(kRefused, error)) return fail(ErrorCode::failed, error.message());
  if (tls.use_certificate_chain_file(settings.tls_cert, error)) {
    return fail(ErrorCode::usage,
                fmt::format("--tls-cert {}: {}", settings.tls_cert, error.message()));
  }
  if (tls.use_private_key_file(settings.tls_key, context::pem, error)) {
    return fail(ErrorCode::usage,
                fmt::format("--tls-key {}: {}", settings.tls_key, error.message()));
  }
  return {};
}

asio::awaitable<void> accept(Server::Parts& parts, tcp::acceptor& acceptor) {
  using namespace std::chrono_literals;
  while (true) {
    auto [error, socket] = co_await acceptor.async_accept(kQuietly);
    if (error) {
      // No descriptor left, or a client that has gone already: neither ends the server.
      asio::steady_timer wait(parts.io, 100ms);
      (void)co_await wait.async_wait(kQuietly);
    } else if (parts.connections.size() >= Server::kMostConnections) {
      ++parts.counters.refused_connections;
      if (!parts.tls) {
        (void)::send(socket.native_handle(), kFull.data(), kFull.size(),
                     MSG_DONTWAIT | MSG_NOSIGNAL);
      }
    } else {
      ++parts.counters.connections;
      asio::co_spawn(parts.io, converse(parts, std::move(socket)), asio::detached);
    }
  }
}

/// Ends what takes too long, and keeps the streams alive.
asio::awaitable<void> sweep(Server::Parts& parts) {
  using namespace std::chrono_literals;
  constexpr int kHeartbeatTurns = 40, kFeedTurns = 20;
  std::string told;  // of the webhook
  for (int turn = 1;; ++turn) {
    asio::steady_timer wait(parts.io, 250ms);
    (void)co_await wait.async_wait(kQuietly);
    const auto now = Clock::now();
    for (auto* connection : parts.connections) {
      ErrorOf ignored;
      if (now >= connection->deadline) ignored = connection->socket.close(ignored);
    }
    if (turn % kFeedTurns == 0) {
      parts.publish(text_of(server_sent("feed", feed_state(parts.cache, serve_now()))));
    }
    if (parts.counters.webhook) {
      // Looked at here, and not told at each event: a storm's would fill the streams' queues.
      std::string state = webhook_state(*parts.counters.webhook);
      if (state != told) parts.publish(text_of(server_sent("webhook", state)));
      told = std::move(state);
    }
    if (turn % kHeartbeatTurns == 0) parts.publish(text_of(std::string(kHeartbeat)));
  }
}

}  // namespace

void Server::Parts::publish(const Text& message) {
  counters.stream_clients = streams.size();
  for (auto* client : streams) {
    client->queue.push_back(message);
    client->bytes += message->size();
    if (client->queue.size() > StreamClient::kMostMessages ||
        client->bytes > StreamClient::kMostBytes) {
      client->too_slow = true;
      client->queue.clear();
      client->bytes = 0;
    }
    client->wake.cancel();
  }
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Server::Server(Server&&) noexcept = default;
Server& Server::operator=(Server&&) noexcept = default;
Server::~Server() = default;

Result<Server> Server::open(const ServeSettings& settings, std::vector<std::string>& notes) {
  if (auto checked = check_exposure(settings); !checked) return tl::unexpected(checked.error());
  auto parts = std::make_unique<Parts>();
  parts->settings = settings;
  parts->content = content_policy_of(dashboard_page());
  if (!settings.token_file.empty()) {
    auto token = read_token(settings.token_file);
    if (!token) return tl::unexpected(token.error());
    parts->access = Access(*std::move(token));
    if (auto loaded = load_tls(settings, parts->tls); !loaded) {
      return tl::unexpected(loaded.error());
    }
  }
  if (!settings.webhook.empty()) {
    auto webhook = open_webhook(*parts);
    if (!webhook) return tl::unexpected(webhook.error());
    parts->webhook = *std::move(webhook);
  }
  const std::vector<ListenAddress> usual{{"127.0.0.1", 9470, false, true},
                                         {"::1", 9470, true, true}};
  for (const auto& address : settings.listen.empty() ? usual : settings.listen) {
    auto acceptor = listen_on(parts->io, address);
    // A host without IPv6 has no [::1]; it was not asked for.
    if (!acceptor && settings.listen.empty() && address.v6) {
      notes.push_back(acceptor.error().sentence);
    } else if (!acceptor) {
      return tl::unexpected(acceptor.error());
    } else {
      parts->acceptors.push_back(*std::move(acceptor));
    }
  }
  return Server(std::move(parts));
}

std::vector<std::string> Server::addresses() const {
  std::vector<std::string> out;
  for (const auto& acceptor : parts_->acceptors) {
    ErrorOf ignored;
    const auto end = acceptor.local_endpoint(ignored);
    const ListenAddress address{end.address().to_string(), end.port(), end.address().is_v6(), true};
    out.push_back(fmt::format("{}://{}/", parts_->tls ? "https" : "http", to_text(address)));
  }
  return out;
}

std::vector<std::string> Server::folders_read() const {
  if (!parts_->webhook) return {};
  return {std::begin(kNameFolders), std::end(kNameFolders)};
}

Result<void> Server::run(std::unique_ptr<History> history) {
  auto& parts = *parts_;
  parts.history = std::move(history);
  if (parts.history) parts.reading.emplace(1);
  try {
    asio::signal_set ending(parts.io, SIGTERM, SIGINT);
    ending.async_wait([&](const ErrorOf&, int) { parts.io.stop(); });
    asio::co_spawn(parts.io, follow_feed(parts), asio::detached);
    asio::co_spawn(parts.io, sweep(parts), asio::detached);
    if (parts.webhook) asio::co_spawn(parts.io, post_events(parts), asio::detached);
    for (auto& acceptor : parts.acceptors) {
      asio::co_spawn(parts.io, accept(parts, acceptor), asio::detached);
    }
    parts.io.run();
  } catch (const std::exception& error) {
    return fail(ErrorCode::failed, fmt::format("serve: {}", error.what()));
  }
  if (parts.reading) parts.reading->join();
  return {};
}

}  // namespace holdfast
