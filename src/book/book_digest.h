// The digest of books: a sum, modulo 2^64, of one term for each live order, for each two that are
// neighbours in the ring of a level and its orders, and for each state that is kept. So it is the
// same for every history that leads to the same books, and a message changes it by the few terms
// that it touches.
//
// A sum forgives what cancels out. With a weak hash, shares that moved from one order to another,
// or two errors of the same kind in opposite directions, would; so each term goes through mixes
// whose every output bit depends on every input bit, and two different sets of books have the same
// digest by chance only, 1 in 2^64. It is no defence against someone who looks for collisions.
//
// Timestamps and tracking numbers are not part of it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>

#include "base/split_mix.h"
#include "book/book_order.h"
#include "book/fold_multiply.h"
#include "itch/message_header.h"

namespace holdfast::digest {

/// What the orders of one side of a stock's book have in common. `name` is its eight letters.
constexpr std::uint64_t side_salt(std::uint16_t locate, std::uint64_t name, BookSide side) {
  return mix64(mix64(name) + (std::uint64_t{locate} << 8U) + static_cast<std::uint64_t>(side) + 1);
}

constexpr std::uint64_t order_term(std::uint64_t salt, std::uint64_t reference,
                                   std::uint32_t shares, std::uint32_t price,
                                   std::uint32_t attribution) {
  const std::uint64_t amount = std::uint64_t{price} << 32U | shares;
  const std::uint64_t who = reference + salt + attribution * kFoldC;
  return fold_multiply(fold_multiply(who, amount ^ kFoldA), kFoldB);
}

/// Of two neighbours, by reference, or of a level by its id (book/book_record.h).
constexpr std::uint64_t link_term(std::uint64_t before, std::uint64_t behind) {
  return fold_multiply(fold_multiply(before ^ kFoldA, behind ^ kFoldB), kFoldC);
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

}  // namespace holdfast::digest
