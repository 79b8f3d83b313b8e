// A batch of messages applied with a look ahead: while one changes the books, the memory of those
// behind it is on its way. A message needs up to four reads that depend on each other (the index,
// the order, its neighbours, another level), so it is looked at as often before its turn.
#pragma once

#include "book/book_set.h"

namespace holdfast {

inline constexpr std::size_t kAheadStep = 4;  // messages from one look to the next

/// Calls sink(index, BookFate) behind each. `messages[i]` is a std::span<const std::uint8_t>.
template <class Messages, class Sink>
void apply_ahead(BookSet& books, const Messages& messages, Sink&& sink) {
  const std::size_t count = messages.size();
  const auto look = [&](std::size_t at, BookAhead ahead) {
    if (at < count) books.prefetch(messages[at], ahead);
  };
  for (std::size_t i = 0; i < count + 4 * kAheadStep; ++i) {
    look(i, BookAhead::far);
    if (i >= kAheadStep) look(i - kAheadStep, BookAhead::middle);
    if (i >= 2 * kAheadStep) look(i - 2 * kAheadStep, BookAhead::near);
    if (i >= 3 * kAheadStep) look(i - 3 * kAheadStep, BookAhead::next);
    if (i >= 4 * kAheadStep) {
      const std::size_t at = i - 4 * kAheadStep;
      sink(at, books.apply(messages[at]));
    }
  }
}

}  // namespace holdfast
