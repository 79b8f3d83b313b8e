#include "itch/message_json.h"

#include <array>
#include <charconv>

#include "itch/message_layout.h"

namespace holdfast {
namespace {

std::uint64_t number_of(std::span<const std::uint8_t> bytes) {
  std::uint64_t number = 0;
  for (const auto byte : bytes) number = number << 8U | byte;
  return number;
}

void append_number(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits;
  out.append(digits.data(),
             std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

void append_text(std::string& out, std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kHex = "0123456789abcdef";
  while (!bytes.empty() && bytes.back() == ' ') bytes = bytes.first(bytes.size() - 1);
  out += '"';
  for (const auto byte : bytes) {
    if (byte < 0x20 || byte >= 0x7f) {
      out.append("\\u00").append({kHex[byte >> 4U], kHex[byte & 0xfU]});
    } else {
      if (byte == '"' || byte == '\\') out += '\\';
      out += static_cast<char>(byte);
    }
  }
  out += '"';
}

void append_price(std::string& out, std::uint64_t number, int decimals) {
  out += '"';
  append_decimal(out, number, decimals);
  out += '"';
}

void append_value(std::string& out, FieldKind kind, std::span<const std::uint8_t> bytes) {
  switch (kind) {
    case FieldKind::alpha: return append_text(out, bytes);
    case FieldKind::price4: return append_price(out, number_of(bytes), Price4::kDecimals);
    case FieldKind::price8: return append_price(out, number_of(bytes), Price8::kDecimals);
    case FieldKind::integer:
    case FieldKind::timestamp: return append_number(out, number_of(bytes));
  }
}

}  // namespace

bool append_message_json(std::string& out, std::span<const std::uint8_t> message) {
  if (message.empty()) return false;
  const auto* const layout = message_layout(static_cast<char>(message[0]));
  if (layout == nullptr || layout->length != message.size()) return false;
  out.append("{\"message_type\":\"").append(1, layout->type).append("\"");
  for (const auto& field : layout->fields) {
    out.append(",\"").append(field.name).append("\":");
    append_value(out, field.kind, message.subspan(field.offset, field.length));
  }
  out += '}';
  return true;
}

}  // namespace holdfast
