// SimWorld: one server and one client, and a network between them that loses, repeats, delays and
// reorders; all from one seed.
#pragma once

#include <fmt/ranges.h>

#include <algorithm>
#include <deque>
#include <memory>

#include "stream/sim_listener_test_fixture.h"
#include "stream/sim_options_test_fixture.h"
#include "stream/sim_snapshot_test_fixture.h"

namespace holdfast {

class SimWorld {
 public:
  explicit SimWorld(std::uint64_t seed)
      : chance_(seed), options_(chance_), listener_(servers_), client_(options_.client, listener_) {
    servers_.emplace_back("S1", chance_);
    at(0, Kind::publish);
  }

  /// What went wrong; empty when nothing did.
  std::string run();

  const FeedClient& client() const { return client_; }
  /// What the seed made, and how far it came.
  std::string story() const;

 private:
  enum class Kind : std::uint8_t { publish, datagram, request, answer, connect, turn };
  static constexpr std::int64_t kMostNs = 120'000 * kSimMs;  // of simulated time

  struct Event {
    std::int64_t at = 0;
    std::uint64_t order = 0;
    Kind kind = Kind::publish;
    std::size_t line = 0;      // of a datagram
    std::uint64_t number = 0;  // of a connection
    std::vector<std::uint8_t> bytes;
    bool operator<(const Event& other) const {  // the heap has the first one on top
      return at != other.at ? at > other.at : order > other.order;
    }
  };

  void at(std::int64_t ns, Kind kind, std::size_t line = 0, std::uint64_t number = 0,
          std::vector<std::uint8_t> bytes = {}) {
    events_.push_back({ns, order_++, kind, line, number, std::move(bytes)});
    std::push_heap(events_.begin(), events_.end());
  }
  SimServer& server() { return servers_.back(); }
  bool is_calm() const { return calm_from_ && now_.ns >= *calm_from_; }

  void step();
  void happen(Event& event);
  void publish();
  void restart();
  void send(const SimLine& line, Kind kind, std::size_t index,
            const std::vector<std::uint8_t>& bytes);
  void send_on_lines(const std::vector<std::uint8_t>& bytes);
  std::vector<std::uint8_t> strange_packet();
  void answer(const std::vector<std::uint8_t>& request);
  void connect(std::uint64_t number);
  void turn(std::uint64_t number);
  void pump();
  bool is_over();
  std::string verdict() const;

  SimChance chance_;
  SimOptions options_;
  std::deque<SimServer> servers_;
  SimListener listener_;
  FeedClient client_;
  std::unique_ptr<SimConnection> connection_;
  std::vector<Event> events_;
  std::uint64_t order_ = 0;
  Instant now_;
  std::int64_t published_ = 0;
  int idle_turns_ = 0;
  std::optional<std::int64_t> calm_from_;
  bool has_asked_ = false;
};

inline std::string SimWorld::run() {
  while (!is_over()) {
    if (now_.ns > kMostNs) {
      listener_.fail("it never comes to an end");
      break;
    }
    step();
  }
  return verdict();
}

inline bool SimWorld::is_over() {
  if (!listener_.fault().empty()) return true;
  if (!client_.has_ended()) return false;
  if (!options_.has_snapshot || !listener_.has_ended_whole()) return true;
  if (!std::exchange(has_asked_, true)) {
    if (!client_.ask_digest(now_)) listener_.fail("a digest cannot be asked for");
    pump();
  }
  return listener_.digest().has_value();
}

inline std::string SimWorld::verdict() const {
  if (!listener_.fault().empty()) return listener_.fault();
  if (!listener_.has_ended_whole() || !client_.is_synchronised()) {
    return fmt::format("the end at {} of {} is not whole; known are {}", client_.next_sequence(),
                       servers_.back().next_sequence(), client_.known_end());
  }
  const auto& server = servers_.back();
  if (!listener_.is_last_session()) return "it is in an old session";
  if (client_.books()->digest() != server.digest(server.next_sequence() - 1)) {
    return "the books at the end are others than the server's";
  }
  if (listener_.delivered() + listener_.skipped() != server.next_sequence() - 1) {
    return fmt::format("{} delivered and {} skipped of {}", listener_.delivered(),
                       listener_.skipped(), server.next_sequence() - 1);
  }
  if (options_.has_snapshot && !listener_.digest()->is_equal()) return "the digests are not equal";
  return {};
}

inline std::string SimWorld::story() const {
  const auto& recovery = client_.recovery_counts();
  const auto& asked = client_.re_request_counts();
  return fmt::format(
      "{} messages, {} lines, joins at {} ms; re-requests {} (loss {:.2f}, {} back): {}, again {}; "
      "snapshots {} (refused {:.2f}, lies {:.2f}, resets {:.2f}): tries {}, fates {}; now {} ms, "
      "next {}, known {}",
      options_.messages, options_.lines.size(), options_.joins_ns / kSimMs, options_.has_re_request,
      options_.re_request.loss, options_.answers_back, asked.requests, asked.repeated,
      options_.has_snapshot, options_.refused, options_.lies, options_.resets, recovery.tries,
      fmt::join(recovery.fates, " "), now_.ns / kSimMs, client_.next_sequence(),
      client_.known_end());
}

inline void SimWorld::step() {
  const auto due = client_.next_deadline();
  if (due && due->ns <= events_.front().at) {
    idle_turns_ = due->ns <= now_.ns ? idle_turns_ + 1 : 0;
    if (idle_turns_ > 20)
      listener_.fail("its work is due again and again, and nothing comes of it");
    now_.ns = std::max(now_.ns, due->ns);
    client_.do_work(now_);
  } else {
    std::pop_heap(events_.begin(), events_.end());
    auto event = std::move(events_.back());
    events_.pop_back();
    now_.ns = event.at;
    happen(event);
  }
  pump();
}

inline void SimWorld::happen(Event& event) {
  switch (event.kind) {
    case Kind::publish: return publish();
    case Kind::datagram:
      if (now_.ns >= options_.joins_ns) client_.take(event.line, event.bytes, now_);
      return;
    case Kind::request: return answer(event.bytes);
    case Kind::answer: return client_.take_re_requested(event.bytes, now_);
    case Kind::connect: return connect(event.number);
    case Kind::turn: return turn(event.number);
  }
}

inline void SimWorld::publish() {
  if (published_ == options_.messages) {
    if (!calm_from_) calm_from_ = now_.ns + 200 * kSimMs;
    send_on_lines(server().end());
    return at(now_.ns + 20 * kSimMs, Kind::publish);
  }
  if (options_.restart_at != 0 && published_ >= options_.restart_at) {
    options_.restart_at = 0;
    return restart();
  }
  for (auto packets = chance_.between(1, 6); packets > 0; --packets) {
    const auto count = std::min(chance_.between(0, 6), options_.messages - published_);
    published_ += count;
    send_on_lines(server().publish(count));
  }
  at(now_.ns + chance_.between(1, options_.pause_ns), Kind::publish);
}

inline void SimWorld::restart() {
  if (connection_ && connection_->is_up()) client_.disconnected(now_);
  connection_.reset();
  servers_.emplace_back("S2", chance_);
  at(now_.ns + chance_.between(0, 500) * kSimMs, Kind::publish);
}

inline void SimWorld::send_on_lines(const std::vector<std::uint8_t>& bytes) {
  for (std::size_t line = 0; line < options_.lines.size(); ++line) {
    send(options_.lines[line], Kind::datagram, line, bytes);
    if (!is_calm() && chance_.is(options_.strange)) {
      send(options_.lines[line], Kind::datagram, line, strange_packet());
    }
  }
}

inline void SimWorld::send(const SimLine& line, Kind kind, std::size_t index,
                           const std::vector<std::uint8_t>& bytes) {
  const bool is_dead = now_.ns >= line.dead_from_ns && now_.ns < line.dead_until_ns;
  const int copies = chance_.is(line.duplicates) ? 2 : 1;
  for (int i = 0; i < copies; ++i) {
    if (is_dead || chance_.is(is_calm() ? std::min(line.loss, 0.1) : line.loss)) continue;
    at(now_.ns + line.delay_ns + chance_.between(0, line.jitter_ns), kind, index, 0, bytes);
  }
}

// What foreigners, broken switches and wrong programs send: all that can be told from the feed.
inline std::vector<std::uint8_t> SimWorld::strange_packet() {
  const auto next = server().next_sequence();
  const auto header = [&](std::string_view name, std::uint64_t sequence, std::uint16_t count) {
    const auto bytes = encode_mold_header({MoldSession::of(name), sequence, count});
    return std::vector<std::uint8_t>(bytes.begin(), bytes.end());
  };
  const auto name = server().session().text();
  switch (chance_.between(0, 7)) {
    case 0: return {};
    case 1: return header(name, 0, 0);
    case 2: return header(name, ~0ULL, 0);
    case 3: return header("STRANGE", 1, 0);
    case 4: return header(name, next, 3);                               // cut
    case 5: return header(name, next + (1ULL << 39U), kMoldHeartbeat);  // a wrong claim
    case 6: return header(name, next + 100'000, kMoldEndOfSession);     // a wrong end
    default: {
      auto far = header(name, next + 50'000, 1);
      far.insert(far.end(), {0, 2, 'x', 'y'});
      return far;
    }
  }
}

inline void SimWorld::answer(const std::vector<std::uint8_t>& request) {
  const auto header = parse_mold_request(request);
  if (!header) return listener_.fail("a malformed request");
  const auto next = static_cast<std::int64_t>(server().next_sequence());
  if (static_cast<std::int64_t>(header->sequence) < next - options_.answers_back) return;
  ReplyBatch batch(16, SimServer::kAnswerBytes);
  server().answerer().answer(request, PeerAddress{}, 0, now_, batch);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto datagram = batch.datagram(i);
    send(options_.re_request, Kind::answer, 0, {datagram.begin(), datagram.end()});
  }
}

inline void SimWorld::connect(std::uint64_t number) {
  if (!connection_ || connection_->number() != number) return;
  if ((!is_calm() && chance_.is(options_.refused)) || !connection_->open(now_)) {
    connection_.reset();
    return client_.disconnected(now_);
  }
  client_.connected(now_);
  at(now_.ns + chance_.between(50, 1000) * kSimUs, Kind::turn, 0, number);
}

inline void SimWorld::turn(std::uint64_t number) {
  if (!connection_ || connection_->number() != number) return;
  const auto chunk = static_cast<std::size_t>(chance_.between(1, options_.chunk));
  const bool is_reset = !is_calm() && chance_.is(options_.resets);
  if (is_reset || !connection_->turn(client_, is_calm() ? 100'000 : chunk, now_)) {
    connection_.reset();
    return client_.disconnected(now_);
  }
  at(now_.ns + chance_.between(50, 1000) * kSimUs, Kind::turn, 0, number);
}

// What the client wants is done.
inline void SimWorld::pump() {
  while (const auto request = client_.next_request()) {
    if (!options_.has_re_request) listener_.fail("a request, and nobody to ask");
    send(options_.re_request, Kind::request, 0, {request->begin(), request->end()});
  }
  const auto wanted = client_.wanted_connection();
  if (connection_ && wanted != connection_->number()) connection_.reset();
  if (!wanted || connection_) return;
  if (!options_.has_snapshot) return listener_.fail("a snapshot is wanted, and there is no server");
  const bool is_lie = !is_calm() && chance_.is(options_.lies);
  const auto lie = is_lie ? static_cast<SimLie>(chance_.between(1, kSimLies - 1)) : SimLie::none;
  connection_ = std::make_unique<SimConnection>(*wanted, lie, server());
  at(now_.ns + chance_.between(0, 5) * kSimMs, Kind::connect, 0, *wanted);
}

}  // namespace holdfast
