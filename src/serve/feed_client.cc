#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdio>
#include <vector>

#include "serve/line_buffer.h"
#include "serve/server_parts.h"
#include "serve/server_sent.h"

namespace holdfast {
namespace {

constexpr auto kQuietly = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kLongestLine = 8U << 20U;
constexpr std::size_t kReadBytes = 64U << 10U;

void take(Server::Parts& parts, std::string_view text) {
  auto line = parse_feed_line(text);
  if (!line) {
    ++parts.counters.feed_refused_lines;
    return;
  }
  ++parts.counters.feed_lines;
  const FeedKind kind = line->kind;
  const bool streamed =
      kind == FeedKind::frame || kind == FeedKind::event || kind == FeedKind::status;
  std::string message;
  if (streamed && !parts.streams.empty()) {
    const auto id = kind == FeedKind::event ? std::optional(line->number) : std::nullopt;
    message = server_sent(name_of(kind), line->text, id);
  }
  const std::string event = parts.webhook && kind == FeedKind::event ? line->text : std::string();
  const bool news = parts.cache.apply(*std::move(line), serve_now());
  if (news && !event.empty()) tell_webhook(parts, event);
  if (news && !message.empty()) parts.publish(text_of(std::move(message)));
}

void tell_connected(Server::Parts& parts, bool connected) {
  parts.cache.set_connected(connected);
  parts.publish(text_of(server_sent("feed", feed_state(parts.cache, serve_now()))));
}

}  // namespace

asio::awaitable<void> follow_feed(Server::Parts& parts) {
  using namespace std::chrono_literals;
  constexpr std::chrono::milliseconds kFirst = 100ms, kLongest = 5s;
  auto backoff = kFirst;
  std::vector<char> bytes(kReadBytes);
  LineBuffer lines(kLongestLine);
  boost::system::error_code told;
  const asio::local::stream_protocol::endpoint endpoint(parts.settings.feed);
  while (true) {
    asio::local::stream_protocol::socket socket(parts.io);
    const auto [refused] = co_await socket.async_connect(endpoint, kQuietly);
    if (refused && refused != told) {
      fmt::print(stderr, "holdfast: serve: --feed {}: {}; it is tried again\n", parts.settings.feed,
                 refused.message());
    }
    told = refused;
    if (!refused) {
      ++parts.counters.feed_connects;
      tell_connected(parts, true);
      lines.clear();
      const auto too_long = lines.too_long();
      while (true) {
        const auto [error, size] = co_await socket.async_read_some(asio::buffer(bytes), kQuietly);
        if (error) break;
        backoff = kFirst;
        lines.append({bytes.data(), size});
        while (const auto line = lines.next()) take(parts, *line);
      }
      parts.counters.feed_refused_lines += lines.too_long() - too_long;
      tell_connected(parts, false);
    }
    asio::steady_timer wait(parts.io, backoff);
    backoff = std::min(backoff * 2, kLongest);
    (void)co_await wait.async_wait(kQuietly);
  }
}

}  // namespace holdfast
