#include "itch/binary_file.h"

#include "base/check.h"

namespace holdfast {

void BinaryFileReader::feed(std::span<const std::uint8_t> piece) {
  if (has_ended_) {
    bytes_behind_end_ += piece.size();
  } else {
    splitter_.feed(piece);
  }
}

std::optional<std::span<const std::uint8_t>> BinaryFileReader::next() {
  if (has_ended_) return std::nullopt;
  const auto message = splitter_.next();
  if (!message || !message->empty()) return message;
  has_ended_ = true;
  bytes_behind_end_ += splitter_.drop();
  return std::nullopt;
}

void append_binary_file(std::vector<std::uint8_t>& out, std::span<const std::uint8_t> message) {
  HOLDFAST_CHECK(!message.empty());
  append_frame(out, message);
}

void append_binary_file_end(std::vector<std::uint8_t>& out) { append_frame(out, {}); }

}  // namespace holdfast
