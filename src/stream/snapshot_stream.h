// SnapshotStream: what the snapshot thread keeps of one stream.
#pragma once

#include <string>

#include "book/book_set.h"
#include "stream/digest_history.h"
#include "stream/message_history.h"

namespace holdfast {

struct SnapshotStreamOptions {
  std::string session;  // MoldUDP64's, at most 10 characters; snapshots are asked for by it
  std::size_t history_bytes = 16U << 20U;  // MessageHistory
  std::size_t digests = 1U << 16U;         // DigestHistory
  BookSetOptions books;
};

struct SnapshotStream {
  explicit SnapshotStream(const SnapshotStreamOptions& options)
      : session(options.session),
        books(options.books),
        messages(options.history_bytes),
        digests(options.digests) {}

  /// The message with `next_sequence`.
  BookFate take(std::span<const std::uint8_t> message);

  std::string session;
  BookSet books;
  MessageHistory messages;
  DigestHistory digests;
  std::uint64_t next_sequence = 1;
};

}  // namespace holdfast
