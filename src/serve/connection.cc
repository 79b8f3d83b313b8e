#include <fmt/format.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>

#include "serve/admission.h"
#include "serve/request_reader.h"
#include "serve/server_parts.h"
#include "serve/server_sent.h"

namespace holdfast {
namespace {

using namespace std::chrono_literals;

constexpr auto kQuietly = asio::as_tuple(asio::use_awaitable);
constexpr auto kHeadTime = 10s, kIdleTime = 30s, kWriteTime = 10s, kGoodbyeTime = 1s;
constexpr std::size_t kReadBytes = 4096;
constexpr int kStreamSendBytes = 256 << 10;

/// False when the client is gone.
template <class Stream>
asio::awaitable<bool> write(Stream& stream, Connection& self, std::string_view head,
                            std::string_view body) {
  self.give(kWriteTime);
  const std::array buffers{asio::const_buffer(head.data(), head.size()),
                           asio::const_buffer(body.data(), body.size())};
  const auto [error, size] = co_await asio::async_write(stream, buffers, kQuietly);
  co_return !error;
}

template <class Stream>
asio::awaitable<bool> send(Stream& stream, Connection& self, Server::Parts& parts,
                           const Reply& reply, bool head_only, bool keep_alive) {
  if (reply.status >= 400) ++parts.counters.refused_requests;
  const std::string head = head_of(reply, parts.content, keep_alive);
  co_return co_await write(stream, self, head, head_only ? std::string_view() : *reply.body);
}

/// What a client of the stream gets first: the newest of all, and the events it missed.
std::string first_messages(const Route& route, Server::Parts& parts) {
  std::string out = "retry: 2000\n\n";
  out += server_sent("feed", feed_state(parts.cache, serve_now()));
  if (parts.counters.webhook) {
    out += server_sent("webhook", webhook_state(*parts.counters.webhook));
  }
  for (const auto kind : {FeedKind::status, FeedKind::frame}) {
    if (const Text& text = parts.cache.newest(kind)) out += server_sent(name_of(kind), *text);
  }
  if (route.after) {
    const auto newest = parts.cache.newest_events(1);
    // A number that was never given here is of a state directory that is gone.
    const bool unknown = !newest.empty() && newest.back().number < *route.after;
    const auto missed = unknown ? parts.cache.newest_events(200)
                                : parts.cache.events_after(*route.after, StateCache::kMostEvents);
    for (const auto& event : missed) out += server_sent("event", *event.text, event.number);
  }
  return out;
}

template <class Stream>
asio::awaitable<void> stream_events(Stream& stream, Connection& self, Server::Parts& parts,
                                    const Route& route) {
  StreamClient client(parts.io);
  struct Listed {
    std::set<StreamClient*>& all;
    StreamClient* one;
    ~Listed() { all.erase(one); }
  } listed{parts.streams, &client};
  parts.streams.insert(&client);
  boost::system::error_code ignored;
  ignored = self.socket.set_option(tcp::socket::send_buffer_size(kStreamSendBytes), ignored);
  Reply reply;
  reply.type = "text/event-stream";
  const std::string head = head_of(reply, parts.content, false, true);
  const std::string first = first_messages(route, parts);
  bool there = co_await write(stream, self, head, first);
  while (there && !client.too_slow) {
    if (client.queue.empty()) {
      // The heartbeat finds out who has gone; until then there is no hurry.
      self.deadline = Clock::time_point::max();
      client.wake.expires_at(Clock::time_point::max());
      (void)co_await client.wake.async_wait(kQuietly);
      continue;
    }
    const Text message = std::move(client.queue.front());
    client.queue.pop_front();
    client.bytes -= message->size();
    there = co_await write(stream, self, *message, {});
    if (!there && Clock::now() >= self.deadline) client.too_slow = true;
  }
  if (client.too_slow) ++parts.counters.slow_clients;
}

asio::awaitable<Reply> answer_with_history(Server::Parts& parts, const Route& route) {
  std::vector<std::string> older;
  if (parts.history && needs_history(route, parts.cache)) {
    // The disk may take its time; the streams must not.
    const auto event = parts.cache.oldest_event();
    const auto frame = parts.cache.oldest_frame_ns();
    auto found = co_await asio::co_spawn(
        *parts.reading,
        [&]() -> asio::awaitable<Result<std::vector<std::string>>> {
          co_return older_of(route, *parts.history, event, frame);
        },
        asio::use_awaitable);
    constexpr double kToldSeconds = 60;
    if (found) {
      older = *std::move(found);
    } else if (!parts.told_history ||
               elapsed_seconds(*parts.told_history, serve_now()) > kToldSeconds) {
      parts.told_history = serve_now();
      fmt::print(stderr, "holdfast: serve: {}\n", found.error().sentence);
    }
  }
  co_return answer(route, parts.cache, parts.counters, serve_now(), older);
}

/// Answers one request; false when the connection ends with it.
template <class Stream>
asio::awaitable<bool> respond(Stream& stream, Connection& self, Server::Parts& parts,
                              const Request& request) {
  ++parts.counters.requests;
  const auto route = admit(request, parts.access);
  if (!route) {
    const bool head_only = request.method == "HEAD";
    const bool more = request.keep_alive;
    co_return (co_await send(stream, self, parts, route.error(), head_only, more)) && more;
  }
  if (route->page == Page::stream && !route->head) {
    if (parts.streams.size() >= Server::kMostStreams) {
      const Reply full = plain_reply(503, "too many clients follow the stream already");
      co_await send(stream, self, parts, full, false, false);
    } else {
      co_await stream_events(stream, self, parts, *route);
    }
    co_return false;
  }
  Reply reply;
  if (route->page == Page::stream) {
    reply.type = "text/event-stream";
  } else {
    reply = co_await answer_with_history(parts, *route);
  }
  const bool sent = co_await send(stream, self, parts, reply, route->head, request.keep_alive);
  co_return sent&& request.keep_alive;
}

/// Reads what still comes for a moment: closing with bytes unread would take back the answer.
template <class Stream>
asio::awaitable<void> say_goodbye(Stream& stream, Connection& self) {
  self.give(kGoodbyeTime);
  boost::system::error_code ignored;
  ignored = self.socket.shutdown(tcp::socket::shutdown_send, ignored);
  std::array<char, kReadBytes> bytes{};
  for (int turn = 0; turn < 16; ++turn) {
    const auto [error, size] = co_await stream.async_read_some(asio::buffer(bytes), kQuietly);
    if (error) break;
  }
}

template <class Stream>
asio::awaitable<void> requests(Stream& stream, Connection& self, Server::Parts& parts) {
  RequestReader reader;
  std::array<char, kReadBytes> bytes{};
  self.give(kHeadTime);
  std::string_view received;
  while (true) {
    const auto state = reader.receive(received);
    received = {};
    if (state == RequestReader::State::needs_more) {
      const bool midway = reader.midway();
      const auto [error, size] = co_await stream.async_read_some(asio::buffer(bytes), kQuietly);
      if (error) co_return;
      // From a request's first byte on the time is of its head, however slowly it drips.
      if (!midway) self.give(kHeadTime);
      received = {bytes.data(), size};
    } else if (state == RequestReader::State::refused) {
      ++parts.counters.requests;
      const Reply reply = plain_reply(reader.status(), "that is no request for this server");
      co_await send(stream, self, parts, reply, false, false);
      co_await say_goodbye(stream, self);
      co_return;
    } else {
      const bool more = co_await respond(stream, self, parts, reader.take());
      if (!more) {
        // Nothing is unread: the slot is free at once.
        if (!reader.midway()) co_return;
        break;
      }
      self.give(reader.midway() ? kHeadTime : kIdleTime);
    }
  }
  co_await say_goodbye(stream, self);
}

}  // namespace

asio::awaitable<void> converse(Server::Parts& parts, tcp::socket socket) {
  Connection self{std::move(socket), {}};
  struct Listed {
    std::set<Connection*>& all;
    Connection* one;
    ~Listed() { all.erase(one); }
  } listed{parts.connections, &self};
  parts.connections.insert(&self);
  boost::system::error_code ignored;
  ignored = self.socket.set_option(tcp::no_delay(true), ignored);
  self.give(kHeadTime);
  if (!parts.tls) {
    co_await requests(self.socket, self, parts);
    co_return;
  }
  asio::ssl::stream<tcp::socket&> stream(self.socket, *parts.tls);
  const auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::server, kQuietly);
  if (!error) co_await requests(stream, self, parts);
}

}  // namespace holdfast
