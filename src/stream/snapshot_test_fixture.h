// A client of the snapshot server, for tests: a SoupBinTCP session that makes books of what comes.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>

#include "itch/soup_client.h"
#include "stream/byte_sessions.h"
#include "stream/snapshot_stream.h"
#include "stream/snapshot_wire.h"

namespace holdfast {

class SnapshotClientFixture {
 public:
  explicit SnapshotClientFixture(SoupLogin login = {}, Instant now = {}) : soup_(std::move(login)) {
    soup_.begin(now);
  }

  /// Bytes of the server's; `bytes` may be cut anywhere.
  void feed(std::span<const std::uint8_t> bytes, Instant now) {
    soup_.feed(bytes, now);
    while (const auto message = soup_.next()) take(*message);
  }

  SoupClient& soup() { return soup_; }
  const BookSet& books() const { return books_; }
  /// Of the stream, once the image is whole.
  std::optional<std::uint64_t> next_sequence() const { return next_sequence_; }
  const std::vector<DigestAnswer>& answers() const { return answers_; }

 private:
  void take(const SoupMessage& message) {
    if (message.sequence == 0) {
      const auto answer = parse_digest_answer(message.payload);
      ASSERT_TRUE(answer);
      answers_.push_back(*answer);
      return;
    }
    ASSERT_FALSE(next_sequence_) << "a message behind the image's end";
    next_sequence_ = parse_end_of_snapshot(message.payload);
    if (next_sequence_) return;
    ASSERT_EQ(books_.apply(message.payload), BookFate::applied);
  }

  SoupClient soup_;
  BookSet books_;
  std::optional<std::uint64_t> next_sequence_;
  std::vector<DigestAnswer> answers_;
};

/// At most `most` bytes of what `from` has to send. `from` has to_send() and sent().
template <class From>
std::vector<std::uint8_t> take_bytes(From& from, std::size_t most) {
  const auto all = from.to_send();
  const auto piece = all.first(std::min(most, all.size()));
  std::vector<std::uint8_t> bytes(piece.begin(), piece.end());
  from.sent(bytes.size());
  return bytes;
}

}  // namespace holdfast
