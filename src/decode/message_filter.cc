#include "decode/message_filter.h"

#include <algorithm>

#include "itch/message_header.h"
#include "itch/wire.h"

namespace holdfast {

MessageFilter::MessageFilter(const DecodeOptions& options)
    : has_stock_(!options.stock.empty()), stock_(Alpha<8>::of(options.stock)), from_(options.from) {
  if (options.types.empty()) types_.set();
  for (const char type : options.types) types_.set(static_cast<std::uint8_t>(type));
}

bool MessageFilter::is_of_stock(const MessageLayout& layout,
                                std::span<const std::uint8_t> message) {
  const std::uint16_t locate = load_u16(message.data() + 1);
  const auto row = std::ranges::find(layout.fields, "stock", &FieldLayout::name);
  if (row == layout.fields.end()) return locate != 0 && locates_[locate];
  const bool is_it =
      std::ranges::equal(message.subspan(row->offset, row->length), stock_.bytes, {}, {},
                         [](char byte) { return static_cast<std::uint8_t>(byte); });
  if (locate != 0) locates_.set(locate, is_it);
  return is_it;
}

bool MessageFilter::passes(const MessageLayout& layout, std::span<const std::uint8_t> message,
                           std::uint64_t sequence) {
  // First, as it learns.
  if (has_stock_ && !is_of_stock(layout, message)) return false;
  return types_[message[0]] && sequence >= from_;
}

}  // namespace holdfast
