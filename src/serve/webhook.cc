// Events of the feed, posted to where --webhook says: one at a time, within a bound of time, again
// after growing gaps. What it has to open, it does before privileges are given up. The name is
// looked up then too, and again after each failure: it may stand for another machine by then.
#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <cstdio>

#include "hooks/hook_queue.h"
#include "model/json_event.h"
#include "serve/name_lookup.h"
#include "serve/server_parts.h"
#include "serve/webhook_url.h"

namespace holdfast {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
constexpr auto kQuietly = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds kTimeout{10};
constexpr std::uint32_t kHeadBytes = 16U << 10U;
constexpr const char* kDebianCertificates = "/etc/ssl/certs/ca-certificates.crt";

/// The sends and the answer, over whichever stream; its deadline is set already. Empty: delivered.
template <class Stream>
asio::awaitable<std::string> exchange(Stream& stream, const WebhookUrl& url,
                                      const std::string& text) {
  http::request<http::string_body> request{http::verb::post, url.target, 11};
  request.set(http::field::host, host_of(url));
  request.set(http::field::user_agent, "holdfast/" HOLDFAST_VERSION);
  request.set(http::field::content_type, "application/json");
  request.set(http::field::connection, "close");
  request.body() = text;
  request.prepare_payload();
  const auto [unsent, sent] = co_await http::async_write(stream, request, kQuietly);
  if (unsent) co_return unsent.message();
  beast::flat_buffer buffer(kHeadBytes);
  http::response_parser<http::empty_body> parser;
  parser.header_limit(kHeadBytes);
  parser.skip(true);  // only the status is of interest
  const auto [unread, size] = co_await http::async_read_header(stream, buffer, parser, kQuietly);
  if (unread) co_return unread.message();
  const unsigned status = parser.get().result_int();
  if (status < 200 || status > 299) co_return fmt::format("it answered {}", status);
  co_return std::string();
}

}  // namespace

struct Webhook {
  Webhook(asio::io_context& io, WebhookUrl where)
      : url(std::move(where)), lookup(url.host), queue({.most_running = 1}), wake(io) {}
  WebhookUrl url;
  NameLookup lookup;
  std::vector<tcp::endpoint> endpoints;
  std::optional<asio::ssl::context> tls;
  HookQueue queue;
  asio::steady_timer wake;   // cancelled when something was queued
  std::int64_t from_ns = 0;  // of the wall clock: what happened before is not told again

  void take(const FoundAddresses& found) {
    endpoints.clear();
    for (const auto& text : found.addresses) {
      boost::system::error_code none;
      const auto address = asio::ip::make_address(text, none);
      if (!none) endpoints.emplace_back(address, url.port);
    }
  }

  asio::awaitable<std::string> post(const std::string& text) {
    beast::tcp_stream stream(wake.get_executor());
    stream.expires_after(kTimeout);
    const auto [refused, endpoint] = co_await stream.async_connect(endpoints, kQuietly);
    if (refused) co_return refused.message();
    if (!tls) co_return co_await exchange(stream, url, text);
    beast::ssl_stream<beast::tcp_stream> secure(std::move(stream), *tls);
    beast::get_lowest_layer(secure).expires_after(kTimeout);
    boost::system::error_code unset;
    asio::ip::make_address(url.host, unset);
    // An address is no server name (RFC 6066, section 3).
    if (unset) SSL_set_tlsext_host_name(secure.native_handle(), url.host.c_str());
    unset.clear();
    static_cast<void>(
        secure.set_verify_callback(asio::ssl::host_name_verification(url.host), unset));
    if (unset) co_return unset.message();
    const auto [unsafe] = co_await secure.async_handshake(asio::ssl::stream_base::client, kQuietly);
    if (unsafe) co_return unsafe.message();
    co_return co_await exchange(secure, url, text);
  }
};

Result<std::shared_ptr<Webhook>> open_webhook(Server::Parts& parts) {
  auto url = parse_webhook_url(parts.settings.webhook);
  if (!url) return tl::unexpected(url.error());
  auto hook = std::make_shared<Webhook>(parts.io, *std::move(url));
  const auto found = look_up(hook->url.host);
  if (!found.error.empty()) {
    return fail(ErrorCode::failed, fmt::format("--webhook {}: {}: {}", parts.settings.webhook,
                                               hook->url.host, found.error));
  }
  hook->take(found);
  boost::system::error_code error;
  if (hook->url.tls) {
    const std::string file =
        parts.settings.webhook_ca.empty() ? kDebianCertificates : parts.settings.webhook_ca;
    auto& tls = hook->tls.emplace(asio::ssl::context::tls_client);
    if (tls.load_verify_file(file, error)) {
      return fail(ErrorCode::usage, fmt::format("--webhook-ca {}: {}", file, error.message()));
    }
    if (tls.set_verify_mode(asio::ssl::verify_peer, error)) {
      return fail(ErrorCode::failed, error.message());
    }
  }
  hook->from_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(
                      std::chrono::system_clock::now().time_since_epoch())
                      .count();
  parts.counters.webhook.emplace();
  parts.counters.webhook->to = host_of(hook->url);
  return hook;
}

void tell_webhook(Server::Parts& parts, const std::string& text) {
  if (!parts.webhook) return;
  Webhook& hook = *parts.webhook;
  const auto event = event_from_json(text);
  if (!event || event->seen_ns < hook.from_ns || !is_for_hooks(*event)) return;
  hook.queue.push(text, serve_now());
  parts.counters.webhook->counts = hook.queue.counts();
  hook.wake.cancel();
}

asio::awaitable<void> post_events(Server::Parts& parts) {
  const auto hook = parts.webhook;
  while (true) {
    if (const auto delivery = hook->queue.next(serve_now())) {
      // Looked up since the last failure; a name server that fails leaves the old ones.
      if (const auto found = hook->lookup.take(); found && found->error.empty()) hook->take(*found);
      const std::string refused = co_await hook->post(delivery->text);
      hook->queue.ended(delivery->id, refused.empty(), serve_now());
      auto& told = *parts.counters.webhook;
      told.counts = hook->queue.counts();
      if (!refused.empty() && refused != told.complaint) {
        fmt::print(stderr, "holdfast: serve: --webhook {}: {}; it is tried again\n",
                   parts.settings.webhook, refused);
      }
      told.complaint = refused;
      if (!refused.empty()) hook->lookup.begin();
      continue;
    }
    const auto due = hook->queue.due();
    const auto wait = std::chrono::nanoseconds(due ? due->ns - serve_now().ns : 3'600'000'000'000);
    hook->wake.expires_after(std::max(wait, std::chrono::nanoseconds(0)));
    (void)co_await hook->wake.async_wait(kQuietly);
  }
}

}  // namespace holdfast
