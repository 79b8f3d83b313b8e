// A message as one line of JSON: message_type, then every field under its name.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "itch/message_layout.h"

namespace holdfast {

/// Appends the line's object, without a line's end. Numbers are numbers; a price is a string with
/// all of its decimals ("123.4500"); a text is a string without its padding, where bytes that are
/// not printable ASCII stand as \u00xx. false, and nothing appended: an unknown type, a wrong
/// length.
bool append_message_json(std::string& out, std::span<const std::uint8_t> message);

/// The same for a message that is known to be of that layout and length; `before` stands first in
/// the object: "" or members, each with a comma behind it.
void append_message_json(std::string& out, const MessageLayout& layout,
                         std::span<const std::uint8_t> message, std::string_view before);

/// A text of the feed, as above, with its quotes.
void append_json_text(std::string& out, std::span<const std::uint8_t> text);

}  // namespace holdfast
