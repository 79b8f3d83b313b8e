#include "probe/sequence_window.h"

namespace holdfast {

// Takes the numbers first … end − 1, which have come into the window unseen, out of it; whoever had
// their bits has left it.
void SequenceWindow::forget(std::uint64_t first, std::uint64_t end) {
  if (end - first >= kSize) {
    words_.fill(0);
    return;
  }
  while (first < end) {
    auto& word = words_[first % kSize / kWordBits];
    const std::uint64_t bit = first % kWordBits;
    if (bit == 0 && end - first >= kWordBits) {
      word = 0;
      first += kWordBits;
    } else {
      word &= ~(std::uint64_t{1} << bit);
      ++first;
    }
  }
}

SequenceWindow::Seen SequenceWindow::take(std::uint64_t sequence) {
  auto& word = words_[sequence % kSize / kWordBits];
  const std::uint64_t bit = std::uint64_t{1} << (sequence % kWordBits);
  if (sequence >= next_) {
    if (sequence > next_) forget(next_, sequence);
    next_ = sequence + 1;
    word |= bit;
    return Seen::in_order;
  }
  if (next_ - 1 - sequence >= kSize) return Seen::too_late;
  if ((word & bit) != 0) return Seen::duplicate;
  word |= bit;
  return Seen::late;
}

}  // namespace holdfast
