#include "stream/message_history.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/check.h"
#include "itch/wire.h"

namespace holdfast {
namespace {

constexpr std::size_t kLengthBytes = 2, kBytesOfMessage = 16;

}  // namespace

MessageHistory::MessageHistory(std::size_t bytes)
    : bytes_(bytes), positions_(std::bit_floor(bytes / kBytesOfMessage)) {
  HOLDFAST_CHECK(bytes >= kLeastBytes);
}

void MessageHistory::append(std::uint64_t sequence, std::span<const std::uint8_t> message) {
  HOLDFAST_CHECK(message.size() <= kLongest);
  if (sequence != held_.end) held_ = {sequence, sequence};
  const std::size_t size = bytes_.size(), whole = kLengthBytes + message.size();
  const std::size_t left = size - next_position_ % size;
  if (left < whole) next_position_ += left;
  const std::uint64_t end = next_position_ + whole;
  while (!held_.is_empty() && position_of(held_.first) + size < end) ++held_.first;
  if (held_.size() == positions_.size()) ++held_.first;
  std::uint8_t* const at = bytes_.data() + next_position_ % size;
  store_u16(at, static_cast<std::uint16_t>(message.size()));
  if (!message.empty()) std::memcpy(at + kLengthBytes, message.data(), message.size());
  position_of(sequence) = next_position_;
  held_.end = sequence + 1;
  next_position_ = end;
}

std::optional<std::span<const std::uint8_t>> MessageHistory::find(std::uint64_t sequence) const {
  if (sequence < held_.first || sequence >= held_.end) return std::nullopt;
  const std::size_t at = positions_[sequence % positions_.size()] % bytes_.size();
  return std::span(bytes_).subspan(at + kLengthBytes, load_u16(bytes_.data() + at));
}

}  // namespace holdfast
