// Messages, each with its length before it in one byte, through the books: what they show must fit
// together after any, and a snapshot must make the same. The second half is looked at ahead.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "book/apply_ahead.h"
#include "book/book_check_test_fixture.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::vector<std::uint8_t>> messages;
  for (std::size_t at = 0; at < size;) {
    const std::size_t length = std::min<std::size_t>(data[at] % 64, size - at - 1);
    // On the heap by itself, so that a byte too far is seen.
    messages.emplace_back(data + at + 1, data + at + 1 + length);
    at += 1 + length;
  }
  holdfast::BookSet books({.expected_orders = 1, .most_orders = 1'000});
  const std::size_t half = messages.size() / 2;
  for (std::size_t i = 0; i < half; ++i) {
    const std::uint64_t before = books.digest();
    const auto fate = books.apply(messages[i]);
    HOLDFAST_CHECK(fate == holdfast::BookFate::applied || books.digest() == before);
  }
  const std::vector<std::span<const std::uint8_t>> rest(
      messages.begin() + static_cast<std::ptrdiff_t>(half), messages.end());
  holdfast::apply_ahead(books, rest, [](std::size_t, holdfast::BookFate) {});
  holdfast::check_books(books);
  holdfast::check_snapshot(books);
  books.clear();
  HOLDFAST_CHECK(books.digest() == 0 && !books.next_stock(0));
  return 0;
}
