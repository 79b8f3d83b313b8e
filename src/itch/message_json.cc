#include "itch/message_json.h"

#include "itch/field_number.h"
#include "itch/price.h"

namespace holdfast {
namespace {

void append_price(std::string& out, std::uint64_t number, int decimals) {
  out += '"';
  append_decimal(out, number, decimals);
  out += '"';
}

void append_value(std::string& out, FieldKind kind, std::span<const std::uint8_t> bytes) {
  switch (kind) {
    case FieldKind::alpha: return append_json_text(out, bytes);
    case FieldKind::price4: return append_price(out, field_number(bytes), Price4::kDecimals);
    case FieldKind::price8: return append_price(out, field_number(bytes), Price8::kDecimals);
    case FieldKind::integer:
    case FieldKind::timestamp: return append_number(out, field_number(bytes));
  }
}

}  // namespace

void append_json_text(std::string& out, std::span<const std::uint8_t> text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  while (!text.empty() && text.back() == ' ') text = text.first(text.size() - 1);
  out += '"';
  for (const auto byte : text) {
    if (byte < 0x20 || byte >= 0x7f) {
      out.append("\\u00").append({kHex[byte >> 4U], kHex[byte & 0xfU]});
    } else {
      if (byte == '"' || byte == '\\') out += '\\';
      out += static_cast<char>(byte);
    }
  }
  out += '"';
}

void append_message_json(std::string& out, const MessageLayout& layout,
                         std::span<const std::uint8_t> message, std::string_view before) {
  out.append("{").append(before).append("\"message_type\":\"").append(1, layout.type).append("\"");
  for (const auto& field : layout.fields) {
    out.append(",\"").append(field.name).append("\":");
    append_value(out, field.kind, message.subspan(field.offset, field.length));
  }
  out += '}';
}

bool append_message_json(std::string& out, std::span<const std::uint8_t> message) {
  if (message.empty()) return false;
  const auto* const layout = message_layout(static_cast<char>(message[0]));
  if (layout == nullptr || layout->length != message.size()) return false;
  append_message_json(out, *layout, message, {});
  return true;
}

}  // namespace holdfast
