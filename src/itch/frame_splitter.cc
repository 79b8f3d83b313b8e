#include "itch/frame_splitter.h"

#include <algorithm>

#include "base/check.h"
#include "itch/wire.h"

namespace holdfast {
namespace {

constexpr std::size_t kLengthBytes = 2, kLongest = 65'535;

}  // namespace

void FrameSplitter::feed(std::span<const std::uint8_t> piece) {
  HOLDFAST_CHECK(rest_.empty());
  rest_ = piece;
}

// Takes from the piece what the held frame lacks; is it whole?
bool FrameSplitter::fill_held() {
  const auto take = [&](std::size_t wanted) {
    const std::size_t bytes = std::min(wanted - held_.size(), rest_.size());
    held_.insert(held_.end(), rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(bytes));
    rest_ = rest_.subspan(bytes);
    return held_.size() == wanted;
  };
  if (held_.size() < kLengthBytes && !take(kLengthBytes)) return false;
  return take(kLengthBytes + load_u16(held_.data()));
}

std::optional<std::span<const std::uint8_t>> FrameSplitter::next() {
  if (is_given_) {
    held_.clear();
    is_given_ = false;
  }
  if (held_.empty() && rest_.size() >= kLengthBytes) {
    const std::size_t length = load_u16(rest_.data());
    if (rest_.size() >= kLengthBytes + length) {
      const auto frame = rest_.subspan(kLengthBytes, length);
      rest_ = rest_.subspan(kLengthBytes + length);
      return frame;
    }
  }
  if (rest_.empty()) return std::nullopt;
  if (held_.capacity() == 0) held_.reserve(kLengthBytes + kLongest);
  if (!fill_held()) return std::nullopt;
  is_given_ = true;
  return std::span<const std::uint8_t>(held_).subspan(kLengthBytes);
}

std::size_t FrameSplitter::drop() {
  const std::size_t bytes = rest_.size() + unfinished();
  rest_ = {};
  held_.clear();
  is_given_ = false;
  return bytes;
}

void append_frame(std::vector<std::uint8_t>& out, std::span<const std::uint8_t> frame) {
  HOLDFAST_CHECK(frame.size() <= kLongest);
  out.push_back(static_cast<std::uint8_t>(frame.size() >> 8U));
  out.push_back(static_cast<std::uint8_t>(frame.size()));
  out.insert(out.end(), frame.begin(), frame.end());
}

}  // namespace holdfast
