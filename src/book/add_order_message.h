// A live order as the message that adds it: what a snapshot is made of.
#pragma once

#include "book/book_order.h"
#include "itch/message_codec.h"

namespace holdfast {

/// Calls sink(std::span<const std::uint8_t>) with an A, or with an F when it has an attribution.
template <class Sink>
void write_order(const MessageHeader& header, const Alpha<8>& stock, const BookOrder& order,
                 Sink& sink) {
  const char side = order.side == BookSide::buy ? 'B' : 'S';
  if (order.attribution == 0) {
    const auto bytes =
        encode_message(AddOrder{header, order.reference, side, order.shares, stock, {order.price}});
    sink(std::span<const std::uint8_t>(bytes));
    return;
  }
  auto bytes = encode_message(
      AddOrderMpid{header, order.reference, side, order.shares, stock, {order.price}, {}});
  store_u32(bytes.data() + AddOrderMpid::kLength - 4, order.attribution);
  sink(std::span<const std::uint8_t>(bytes));
}

}  // namespace holdfast
