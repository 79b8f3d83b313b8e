// SimConnection: one TCP connection to the snapshot server, in turns: or to one that lies.
#pragma once

#include "stream/feed_client.h"
#include "stream/sim_options_test_fixture.h"
#include "stream/sim_server_test_fixture.h"

namespace holdfast {

enum class SimLie : std::uint8_t {
  none,
  silent,         // accepts the connection, says nothing
  only_login,     // accepts the login, then only heartbeats
  rejects,        // the login
  other_session,  // in its answer
  garbage,        // no SoupBinTCP
  no_number,      // at the snapshot's end
  too_old,        // the snapshot
  too_new,        // its sequence number is beyond what comes
  early_end,      // the session's, before the snapshot's
};
inline constexpr int kSimLies = 10;

class SimConnection {
 public:
  SimConnection(std::uint64_t number, SimLie lie, SimServer& server)
      : number_(number), lie_(lie), server_(&server) {}
  ~SimConnection() {
    if (session_) server_->snapshots().closed(*session_);
  }
  SimConnection(const SimConnection&) = delete;
  SimConnection& operator=(const SimConnection&) = delete;

  std::uint64_t number() const { return number_; }
  bool is_up() const { return is_up_; }

  /// false: refused.
  bool open(Instant now) {
    is_up_ = true;
    if (lie_ != SimLie::none) {
      liar_.emplace(SoupTimes{20'000'000, 100'000'000'000, 100'000'000'000});
      liar_->begin(now);
      return true;
    }
    session_ = server_->snapshots().open(PeerAddress{}, now).session;
    return session_.has_value();
  }

  /// A turn: bytes up, work, at most `chunk` bytes down. false: the connection is gone.
  bool turn(FeedClient& client, std::size_t chunk, Instant now) {
    const auto up = client.to_send();
    const std::vector<std::uint8_t> bytes(up.begin(), up.end());
    client.sent(up.size());
    return session_ ? turn_honest(client, bytes, chunk, now) : turn_lying(client, bytes, now);
  }

 private:
  bool turn_honest(FeedClient& client, const std::vector<std::uint8_t>& up, std::size_t chunk,
                   Instant now) {
    auto& sessions = server_->snapshots();
    if (!up.empty()) sessions.feed(*session_, up, now);
    sessions.do_work(now);
    const auto waiting = sessions.to_send(*session_);
    const auto part = waiting.first(std::min(chunk, waiting.size()));
    const std::vector<std::uint8_t> down(part.begin(), part.end());
    sessions.sent(*session_, down.size());
    const auto fate = sessions.fate(*session_);
    const bool is_over = fate == SessionFate::broken ||
                         (fate == SessionFate::ends && sessions.to_send(*session_).empty());
    if (!down.empty()) client.received(down, now);
    return !is_over;
  }

  bool turn_lying(FeedClient& client, const std::vector<std::uint8_t>& up, Instant now) {
    if (lie_ == SimLie::silent) return true;
    if (lie_ == SimLie::garbage) {
      const std::vector<std::uint8_t> garbage{0, 3, 'x', 1, 2, 0, 0};
      client.received(garbage, now);
      return true;
    }
    liar_->feed(up, now);
    while (const auto event = liar_->next()) {
      if (std::holds_alternative<SoupLogin>(*event)) answer_login(now);
    }
    liar_->do_work(now);
    const auto waiting = liar_->to_send();
    const std::vector<std::uint8_t> down(waiting.begin(), waiting.end());
    liar_->sent(down.size());
    if (!down.empty()) client.received(down, now);
    return liar_->state() == SoupServer::State::live;
  }

  void answer_login(Instant now) {
    const std::string name(server_->session().text());
    if (lie_ == SimLie::rejects) return liar_->reject(SoupReject::no_such_session, now);
    liar_->accept({lie_ == SimLie::other_session ? "OTHER" : name, 1}, now);
    const std::array<std::uint8_t, 3> no_number{'G', 'x', 'y'};
    if (lie_ == SimLie::no_number) liar_->send_sequenced(no_number, now);
    if (lie_ == SimLie::too_old) liar_->send_sequenced(encode_end_of_snapshot(1), now);
    if (lie_ == SimLie::too_new) liar_->send_sequenced(encode_end_of_snapshot(1ULL << 40U), now);
    if (lie_ == SimLie::early_end) liar_->end_session(now);
  }

  std::uint64_t number_;
  SimLie lie_;
  SimServer* server_;
  bool is_up_ = false;
  std::optional<SessionId> session_;
  std::optional<SoupServer> liar_;
};

}  // namespace holdfast
