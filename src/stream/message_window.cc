#include "stream/message_window.h"

#include <algorithm>
#include <bit>

namespace holdfast {

MessageWindow::MessageWindow(std::size_t most_messages, std::size_t most_bytes)
    : slots_(std::bit_ceil(std::max<std::size_t>(most_messages, 2))), most_bytes_(most_bytes) {}

void MessageWindow::clear(Slot& slot) {
  if (!slot.is_held) return;
  slot.is_held = false;
  bytes_ -= slot.bytes.size();
  --messages_;
}

void MessageWindow::begin(std::uint64_t base) {
  for (auto at = slots_.begin(); messages_ > 0; ++at) clear(*at);
  base_ = base;
}

bool MessageWindow::put(std::uint64_t sequence, std::span<const std::uint8_t> message) {
  if (!reaches(sequence)) return false;
  auto& to = slot(sequence);
  if (to.is_held) return false;
  to.is_held = true;
  to.bytes.assign(message.begin(), message.end());
  bytes_ += message.size();
  ++messages_;
  return true;
}

bool MessageWindow::holds(std::uint64_t sequence) const {
  return reaches(sequence) && slot(sequence).is_held;
}

std::span<const std::uint8_t> MessageWindow::at(std::uint64_t sequence) const {
  return slot(sequence).bytes;
}

std::uint64_t MessageWindow::drop_before(std::uint64_t base) {
  const auto before = messages_;
  for (; base_ < base && messages_ > 0; ++base_) clear(slot(base_));
  base_ = std::max(base_, base);
  return before - messages_;
}

void MessageWindow::reach_back(std::uint64_t base) {
  if (base_ - base >= capacity()) return begin(base);
  for (auto end = base_ + capacity(); end > base + capacity(); --end) clear(slot(end - 1));
  base_ = base;
}

}  // namespace holdfast
