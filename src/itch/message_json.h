// A message as one line of JSON: message_type, then every field under its name.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace holdfast {

/// Appends the line's object, without a line's end. Numbers are numbers; a price is a string with
/// all of its decimals ("123.4500"); a text is a string without its padding, where bytes that are
/// not printable ASCII stand as \u00xx. false, and nothing appended: an unknown type, a wrong
/// length.
bool append_message_json(std::string& out, std::span<const std::uint8_t> message);

}  // namespace holdfast
