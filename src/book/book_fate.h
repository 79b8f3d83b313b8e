// What became of a message that was given to a BookSet, and how many had each fate.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace holdfast {

/// Only `applied` changes anything.
enum class BookFate : std::uint8_t {
  applied,
  passed_over,         // no book is concerned: trades, imbalances
  unknown_type,        // no message of the specification; also no byte at all
  wrong_length,        // a known type, with more or fewer bytes than it has
  unknown_order,       // it names an order that is not live
  duplicate_order,     // it adds an order whose reference is live
  too_many_shares,     // it takes more shares than the order has left
  zero_shares,         // it adds or takes no share at all
  locate_mismatch,     // the order that it names is one of another stock
  stock_mismatch,      // the locate is known as another stock's
  no_locate,           // it is about a stock, and its locate is 0
  bad_side,            // neither 'B' nor 'S'
  bad_price,           // above kHighestPrice
  bad_code,            // an operational halt on no market of the specification
  too_many_orders,     // as many as BookSetOptions allow are live
  too_many_positions,  // as many as they allow are kept
};
inline constexpr std::size_t kBookFates = 16;

/// "unknown_order", for counters and reports.
std::string_view to_string(BookFate fate);

/// $200,000.0000: the highest price that the specification has.
inline constexpr std::uint32_t kHighestPrice = 2'000'000'000;

struct BookCounts {
  std::array<std::uint64_t, kBookFates> of{};

  std::uint64_t operator[](BookFate fate) const { return of[static_cast<std::size_t>(fate)]; }
  void count(BookFate fate) { ++of[static_cast<std::size_t>(fate)]; }
  /// Messages that were refused: all but the applied and those passed over.
  std::uint64_t refused() const {
    std::uint64_t sum = 0;
    for (std::size_t i = 2; i < kBookFates; ++i) sum += of[i];
    return sum;
  }
  friend bool operator==(const BookCounts&, const BookCounts&) = default;
};

}  // namespace holdfast
