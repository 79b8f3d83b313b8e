// The layout of each message as values, for readers that have only bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "itch/message_field.h"

namespace holdfast {

struct MessageLayout {
  char type = ' ';
  std::string_view name;
  std::size_t length = 0;               // bytes, with the type
  std::span<const FieldLayout> fields;  // in their order, from stock_locate on
};

/// Every message of the specification, in the order of its chapters.
std::span<const MessageLayout> message_layouts();

/// nullptr for a letter that is none's.
const MessageLayout* message_layout(char type);

}  // namespace holdfast
