// A message as a line of JSON or CSV, with where it came from. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "decode/message_place.h"
#include "itch/message_layout.h"

namespace holdfast {

/// The object of itch/message_json.h; of a capture captured_ns, session and sequence stand before.
/// `message` has the layout's length.
void append_json_line(std::string& out, const MessageLayout& layout,
                      std::span<const std::uint8_t> message, const MessagePlace& place);

/// The names of CSV's columns, as a line.
void append_csv_header(std::string& out);

/// Columns of the same meaning are one: shares are also those executed or canceled, price also that
/// of an execution or a cross, order_reference_number also the original one of a replacement.
/// Fields without a column stand in the last one as name=value, with ';' between. A byte of a text
/// that is not printable ASCII or would part a line (comma, quote, ';', '=', '\') is \xNN.
void append_csv_line(std::string& out, const MessageLayout& layout,
                     std::span<const std::uint8_t> message, const MessagePlace& place);

}  // namespace holdfast
