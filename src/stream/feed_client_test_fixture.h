// A FeedClient with a log of what it tells, and the ends it talks to. Message n of the stream adds
// order n.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <string>

#include "itch/message_codec.h"
#include "itch/soup_server.h"
#include "stream/feed_client.h"

namespace holdfast {

inline std::vector<std::uint8_t> order_message(std::uint64_t sequence) {
  const auto bytes = encode_message(AddOrder{
      MessageHeader{1, 0, {sequence}}, sequence, 'B', 100, Alpha<8>::of("STOCK"), {10'000}});
  return {bytes.begin(), bytes.end()};
}

struct LoggingListener final : FeedListener {
  std::vector<std::string> log;
  void on_message(std::uint64_t sequence, std::span<const std::uint8_t>, const BookSet&) override {
    log.push_back(std::to_string(sequence));
  }
  void on_stale(const Stale& stale) override {
    log.push_back(fmt::format("stale {} {}-{}", to_string(stale.why), stale.missing.first,
                              stale.missing.end));
  }
  void on_synchronised(std::uint64_t sequence, const BookSet&) override {
    log.push_back(fmt::format("synchronised {}", sequence));
  }
  void on_skipped(const SequenceRange& range) override {
    log.push_back(fmt::format("skipped {}-{}", range.first, range.end));
  }
  void on_session(const MoldSession& session) override {
    log.push_back(fmt::format("session {}", session.text()));
  }
  void on_recovery(const RecoveryResult& result) override {
    log.push_back(fmt::format("recovery {} {}", to_string(result.fate), result.next_sequence));
  }
  void on_digest(const DigestResult& result) override {
    log.push_back(fmt::format("digest {} {}", result.sequence,
                              !result.theirs      ? "unknown"
                              : result.is_equal() ? "equal"
                                                  : "unequal"));
  }
  void on_end(bool is_whole) override { log.push_back(is_whole ? "end whole" : "end not whole"); }
};

struct BenchOptions {
  bool joins_by_re_request = false;
  bool has_snapshot_server = true;
};

class FeedBench {
 public:
  explicit FeedBench(BenchOptions options = {}) : client_(options_of(options), listener_) {}

  FeedClient& client() { return client_; }
  Instant now() const { return now_; }
  const std::vector<std::string>& log() const { return listener_.log; }
  void use_session(std::string_view session) { session_ = MoldSession::of(session); }

  void packet(std::size_t line, std::uint64_t sequence, unsigned count) {
    client_.take(line, build(sequence, count), now_);
  }
  void answer(std::uint64_t sequence, unsigned count) {
    client_.take_re_requested(build(sequence, count), now_);
  }
  void heartbeat(std::size_t line, std::uint64_t next) {
    client_.take(line, encode_mold_header({session_, next, kMoldHeartbeat}), now_);
  }
  void end_of_session(std::size_t line, std::uint64_t next) {
    client_.take(line, encode_mold_header({session_, next, kMoldEndOfSession}), now_);
  }

  /// "SEQUENCE+COUNT", those sent since it was asked.
  std::vector<std::string> requests() {
    std::vector<std::string> all;
    while (const auto request = client_.next_request()) {
      const auto header = parse_mold_request(*request);
      all.push_back(fmt::format("{}+{}", header->sequence, header->count));
    }
    return all;
  }

  void run_for(std::int64_t ns) { run_until(now_.ns + ns); }
  /// Does the client's work whenever it is due.
  void run_until(std::int64_t ns, const std::function<bool()>& is_enough = [] { return false; }) {
    while (!is_enough()) {
      const auto due = client_.next_deadline();
      if (!due || due->ns > ns) break;
      now_.ns = std::max(now_.ns, due->ns);
      client_.do_work(now_);
    }
    if (!is_enough()) now_.ns = ns;
  }

  void connect() {
    accept_connection();
    server_->accept({std::string(session_.text()), 1}, now_);
    carry();
  }
  void connect_and_refuse() {
    accept_connection();
    server_->reject(SoupReject::no_such_session, now_);
    carry();
  }
  /// The orders of messages 1 to `last`.
  void snapshot(std::uint64_t last) {
    for (std::uint64_t sequence = 1; sequence <= last; ++sequence) {
      server_->send_sequenced(order_message(sequence), now_);
    }
    carry();
  }
  void end_of_snapshot(std::uint64_t next) {
    server_->send_sequenced(encode_end_of_snapshot(next), now_);
    carry();
  }
  void digest(std::uint64_t sequence, std::uint64_t digest) {
    server_->send_unsequenced(encode_digest_answer({sequence, digest}), now_);
    carry();
  }

 private:
  static FeedClientOptions options_of(BenchOptions bench) {
    FeedClientOptions options;
    options.lines = 2;
    options.has_re_request_server = true;
    options.has_snapshot_server = bench.has_snapshot_server;
    options.joins_by_re_request = bench.joins_by_re_request;
    options.window_messages = 64;
    options.recovery.books.expected_orders = 64;
    return options;
  }

  std::vector<std::uint8_t> build(std::uint64_t sequence, unsigned count) const {
    MoldPacketBuilder builder(session_, sequence, 9000);
    for (unsigned i = 0; i < count; ++i) builder.add(order_message(sequence + i));
    const auto packet = builder.take();
    return {packet.begin(), packet.end()};
  }

  void accept_connection() {
    server_.emplace();
    server_->begin(now_);
    client_.connected(now_);
    const auto login = client_.to_send();
    server_->feed(login, now_);
    (void)server_->next();
    client_.sent(login.size());
  }
  void carry() {
    const auto bytes = server_->to_send();
    const std::vector<std::uint8_t> copy(bytes.begin(), bytes.end());
    server_->sent(bytes.size());
    client_.received(copy, now_);
  }

  Instant now_{0};
  MoldSession session_ = MoldSession::of("S");
  LoggingListener listener_;
  FeedClient client_;
  std::optional<SoupServer> server_;
};

}  // namespace holdfast
