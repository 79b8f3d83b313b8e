// SimListener: looks at every call of a FeedClient, and remembers the first that was wrong.
#pragma once

#include <fmt/format.h>

#include <deque>
#include <string>

#include "stream/feed_client.h"
#include "stream/sim_server_test_fixture.h"

namespace holdfast {

class SimListener final : public FeedListener {
 public:
  explicit SimListener(std::deque<SimServer>& servers) : servers_(&servers) {}

  const std::string& fault() const { return fault_; }
  void fail(const std::string& what) {
    if (fault_.empty()) fault_ = what;
  }
  bool has_ended_whole() const { return has_ended_whole_; }
  bool is_last_session() const { return server_ != nullptr && server_ == &servers_->back(); }
  std::uint64_t next() const { return next_; }
  std::uint64_t delivered() const { return delivered_; }
  std::uint64_t skipped() const { return skipped_; }
  const std::optional<DigestResult>& digest() const { return digest_; }

  void on_session(const MoldSession& session) override {
    if (is_synchronised_) fail("a session began, and the books were not stale before");
    server_ = nullptr;
    for (auto& server : *servers_) {
      if (server.session() == session) server_ = &server;
    }
    next_ = 1;
    delivered_ = skipped_ = 0;
  }
  void on_message(std::uint64_t sequence, std::span<const std::uint8_t> message,
                  const BookSet& books) override {
    if (!is_synchronised_) fail(fmt::format("message {} while stale", sequence));
    if (sequence != next_) fail(fmt::format("message {} in place of {}", sequence, next_));
    next_ = sequence + 1;
    ++delivered_;
    if (server_ == nullptr || sequence >= server_->next_sequence()) {
      return fail(fmt::format("message {} was never sent", sequence));
    }
    const auto& sent = server_->message(sequence);
    if (!std::equal(sent.begin(), sent.end(), message.begin(), message.end())) {
      fail(fmt::format("message {} has other bytes", sequence));
    }
    check_books(sequence + 1, books);
  }
  void on_stale(const Stale&) override {
    if (!is_synchronised_) fail("stale twice");
    is_synchronised_ = false;
  }
  void on_synchronised(std::uint64_t sequence, const BookSet& books) override {
    if (is_synchronised_) fail("synchronised twice");
    is_synchronised_ = true;
    if (sequence != next_) fail(fmt::format("synchronised at {}, not {}", sequence, next_));
    check_books(sequence, books);
  }
  void on_skipped(const SequenceRange& range) override {
    if (range.first != next_ || range.is_empty()) {
      fail(fmt::format("skipped from {} and not {}", range.first, next_));
    }
    if (is_synchronised_) fail("skipped while synchronised");
    next_ = range.end;
    skipped_ += range.size();
  }
  void on_recovery(const RecoveryResult& result) override {
    if (result.fate == RecoveryFate::recovered && is_synchronised_) fail("recovered what was well");
  }
  void on_digest(const DigestResult& result) override { digest_ = result; }
  void on_end(bool is_whole) override { has_ended_whole_ = is_whole; }

 private:
  void check_books(std::uint64_t next, const BookSet& books) {
    if (server_ == nullptr && next == 1 && books.digest() == 0) return;  // a stranger's session
    if (server_ == nullptr || next > server_->next_sequence()) {
      return fail(fmt::format("books of {}, which was never sent", next));
    }
    if (books.digest() != server_->digest(next - 1)) {
      fail(fmt::format("the books before message {} are others than the server's", next));
    }
  }

  std::deque<SimServer>* servers_;
  SimServer* server_ = nullptr;
  bool is_synchronised_ = false, has_ended_whole_ = false;
  std::uint64_t next_ = 1, delivered_ = 0, skipped_ = 0;
  std::optional<DigestResult> digest_;
  std::string fault_;
};

}  // namespace holdfast
