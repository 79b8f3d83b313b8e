// SimServer: the server end of one stream, made of the real parts, and what a client must have seen
// at each sequence number.
#pragma once

#include "itch/mold_udp64.h"
#include "stream/request_answerer.h"
#include "stream/sim_market_test_fixture.h"
#include "stream/snapshot_server.h"

namespace holdfast {

class SimServer {
 public:
  static constexpr std::size_t kAnswerBytes = 300;

  SimServer(std::string session, SimChance& chance)
      : session_(MoldSession::of(session)),
        market_(chance),
        snapshots_(options_of(session)),
        answerer_({.datagram_limit = kAnswerBytes}),
        builder_(session_, 1) {
    answerer_.add(session_, snapshots_.streams()[0].messages);
  }

  const MoldSession& session() const { return session_; }
  std::uint64_t next_sequence() const { return messages_.size() + 1; }
  SnapshotServer& snapshots() { return snapshots_; }
  RequestAnswerer& answerer() { return answerer_; }

  /// The next `count` messages as one datagram; a heartbeat for none.
  std::vector<std::uint8_t> publish(std::int64_t count) {
    for (; count > 0; --count) {
      messages_.push_back(market_.next());
      snapshots_.take(0, messages_.size(), messages_.back());
      digests_.push_back(snapshots_.streams()[0].books.digest());
      builder_.add(messages_.back());
    }
    const auto packet = builder_.take();
    return {packet.begin(), packet.end()};
  }
  std::vector<std::uint8_t> end() {
    const auto packet = builder_.take_end_of_session();
    return {packet.begin(), packet.end()};
  }

  const std::vector<std::uint8_t>& message(std::uint64_t sequence) const {
    return messages_.at(sequence - 1);
  }
  /// After that message; 0: of empty books.
  std::uint64_t digest(std::uint64_t sequence) const {
    return sequence == 0 ? 0 : digests_.at(sequence - 1);
  }

 private:
  static SnapshotServerOptions options_of(const std::string& session) {
    SnapshotServerOptions options;
    SnapshotStreamOptions stream;
    stream.session = session;
    stream.history_bytes = MessageHistory::kLeastBytes;
    stream.digests = 1024;
    stream.books.expected_orders = 64;
    options.streams.push_back(stream);
    options.session.buffer_bytes = 16U << 10U;
    options.session.times = {20'000'000, 100'000'000, 100'000'000};
    return options;
  }

  MoldSession session_;
  SimMarket market_;
  SnapshotServer snapshots_;
  RequestAnswerer answerer_;
  MoldPacketBuilder builder_;
  std::vector<std::vector<std::uint8_t>> messages_;
  std::vector<std::uint64_t> digests_;
};

}  // namespace holdfast
