// The digest of books: a sum, modulo 2^64, of one term for each live order, for each two orders
// that follow each other at a price, and for each state that is kept. So it is the same for every
// history that leads to the same books, and a message changes it by the few terms that it touches.
//
// A sum forgives what cancels out. With a weak hash, shares that moved from one order to another,
// or two errors of the same kind in opposite directions, would; so each term goes through a mix
// whose every output bit depends on every input bit, and two different sets of books have the same
// digest by chance only, 1 in 2^64. It is no defence against someone who looks for collisions.
//
// Timestamps and tracking numbers are not part of it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "base/split_mix.h"
#include "itch/alpha.h"
#include "itch/message_header.h"

namespace holdfast {

enum class BookSide : std::uint8_t { buy, sell };

/// An order as the digest and the snapshot see it.
struct BookOrder {
  std::uint64_t reference = 0;
  std::uint32_t shares = 0;  // that are left
  std::uint32_t price = 0;   // ten-thousandths
  BookSide side = BookSide::buy;
  std::uint32_t attribution = 0;  // its four bytes in network order; 0: it has none
  friend bool operator==(const BookOrder&, const BookOrder&) = default;
};

namespace digest {

inline constexpr std::uint64_t kOdd = 0x9e37'79b9'7f4a'7c15U;  // 2^64 / the golden ratio

/// What the orders of one side of a stock's book have in common.
inline std::uint64_t side_salt(std::uint16_t locate, const Alpha<8>& stock, BookSide side) {
  std::uint64_t word = 0;
  std::memcpy(&word, stock.bytes.data(), sizeof word);
  return mix64(mix64(word) + (std::uint64_t{locate} << 8U) + static_cast<std::uint64_t>(side) + 1);
}

inline std::uint64_t order_term(std::uint64_t salt, std::uint64_t reference, std::uint32_t shares,
                                std::uint32_t price, std::uint32_t attribution) {
  const std::uint64_t order = mix64(reference + salt);
  return mix64((order ^ (std::uint64_t{price} << 32U | shares)) + attribution * kOdd);
}

/// Of an order and the one behind it at the same price.
inline std::uint64_t link_term(std::uint64_t reference, std::uint64_t behind) {
  return mix64(reference * kOdd + behind);
}

/// Of a message that is kept as it came.
inline std::uint64_t state_term(std::span<const std::uint8_t> message) {
  std::uint64_t sum = mix64(std::uint64_t{message[0]} << 16U | load_u16(message.data() + 1));
  for (std::size_t at = MessageHeader::kEnd; at < message.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, message.data() + at, std::min<std::size_t>(8, message.size() - at));
    sum = mix64(sum + word);
  }
  return mix64(sum + message.size());
}

}  // namespace digest
}  // namespace holdfast
