// Which messages are shown. Pure.
#pragma once

#include <bitset>
#include <cstdint>
#include <span>

#include "decode/decode_options.h"
#include "itch/message_layout.h"

namespace holdfast {

class MessageFilter {
 public:
  explicit MessageFilter(const DecodeOptions& options);

  /// Of every message, in their order: those about orders say their security only by its number of
  /// the day (stock_locate), which is learnt from the messages that have both. Before that none of
  /// them passes a filter by stock.
  bool passes(const MessageLayout& layout, std::span<const std::uint8_t> message,
              std::uint64_t sequence);

 private:
  bool is_of_stock(const MessageLayout& layout, std::span<const std::uint8_t> message);

  std::bitset<256> types_;
  bool has_stock_ = false;
  Alpha<8> stock_;
  std::uint64_t from_ = 0;
  std::bitset<65'536> locates_;  // those of stock_
};

}  // namespace holdfast
