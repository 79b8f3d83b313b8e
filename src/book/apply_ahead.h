// A batch of messages applied with a look ahead: while one changes the books, the memory of those
// behind it is on its way. A message needs up to four reads that depend on each other (the index,
// the order, its neighbours, another level), so it is looked at as often before its turn.
#pragma once

#include "book/book_set.h"

namespace holdfast {

inline constexpr std::size_t kAheadStep = 4;  // messages from one look to the next

/// Calls turn(i) for each i below `count` in order, and before it look(i, BookAhead) four times.
template <class Look, class Turn>
void take_ahead(std::size_t count, Look&& look, Turn&& turn) {
  for (std::size_t i = 0; i < count + 4 * kAheadStep; ++i) {
    if (i < count) look(i, BookAhead::far);
    const auto look_again = [&](std::size_t steps, BookAhead ahead) {
      if (i >= steps * kAheadStep && i - steps * kAheadStep < count) {
        look(i - steps * kAheadStep, ahead);
      }
    };
    look_again(1, BookAhead::middle);
    look_again(2, BookAhead::near);
    look_again(3, BookAhead::next);
    if (i >= 4 * kAheadStep) turn(i - 4 * kAheadStep);
  }
}

/// Calls sink(index, BookFate) behind each. `messages[i]` is a std::span<const std::uint8_t>.
template <class Messages, class Sink>
void apply_ahead(BookSet& books, const Messages& messages, Sink&& sink) {
  take_ahead(
      messages.size(),
      [&](std::size_t at, BookAhead ahead) { books.prefetch(messages[at], ahead); },
      [&](std::size_t at) { sink(at, books.apply(messages[at])); });
}

}  // namespace holdfast
