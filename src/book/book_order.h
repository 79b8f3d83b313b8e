// An order and a price level, as one who looks at a book sees them.
#pragma once

#include <cstdint>

namespace holdfast {

enum class BookSide : std::uint8_t { buy, sell };

struct BookOrder {
  std::uint64_t reference = 0;
  std::uint32_t shares = 0;  // that are left
  std::uint32_t price = 0;   // ten-thousandths
  BookSide side = BookSide::buy;
  std::uint32_t attribution = 0;  // its four bytes in network order; 0: it has none
  friend bool operator==(const BookOrder&, const BookOrder&) = default;
};

struct BookLevel {
  std::uint32_t price = 0;   // ten-thousandths
  std::uint64_t shares = 0;  // of all its orders
  std::uint32_t orders = 0;
  friend bool operator==(const BookLevel&, const BookLevel&) = default;
};

}  // namespace holdfast
