#include "stream/snapshot_stream.h"

namespace holdfast {

BookFate SnapshotStream::take(std::span<const std::uint8_t> message) {
  const BookFate fate = books.apply(message);
  messages.append(next_sequence, message);
  digests.append(next_sequence, books.digest());
  ++next_sequence;
  return fate;
}

}  // namespace holdfast
