#include "decode/message_line.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "itch/field_number.h"
#include "itch/message_json.h"
#include "itch/price.h"

namespace holdfast {
namespace {

using Bytes = std::span<const std::uint8_t>;

Bytes bytes_of(const MoldSession& session) {
  return {reinterpret_cast<const std::uint8_t*>(session.bytes.data()), session.bytes.size()};
}

struct Column {
  std::string_view name;
  std::array<std::string_view, 2> also;  // fields of other messages that stand in it
};

constexpr std::array<Column, 11> kFieldColumns = {
    {{"stock_locate", {}},
     {"tracking_number", {}},
     {"timestamp_ns", {}},
     {"stock", {}},
     {"order_reference_number", {"original_order_reference_number"}},
     {"new_order_reference_number", {}},
     {"buy_sell_indicator", {}},
     {"shares", {"executed_shares", "canceled_shares"}},
     {"price", {"execution_price", "cross_price"}},
     {"match_number", {}},
     {"attribution", {}}}};

bool stands_in(const FieldLayout& field, const Column& column) {
  return field.name == column.name ||
         std::ranges::find(column.also, field.name) != column.also.end();
}

constexpr std::uint8_t kNone = 0xff;
constexpr std::size_t kMostFields = 24;

/// Which field of a message stands in which column, and which have none.
struct CsvRow {
  std::array<std::uint8_t, kFieldColumns.size()> fields;
  std::array<bool, kMostFields> has_column{};
};

CsvRow row_of(const MessageLayout& layout) {
  CsvRow row;
  row.fields.fill(kNone);
  for (std::size_t f = 0; f < layout.fields.size(); ++f) {
    for (std::size_t c = 0; c < kFieldColumns.size(); ++c) {
      if (!stands_in(layout.fields[f], kFieldColumns[c])) continue;
      row.fields[c] = static_cast<std::uint8_t>(f);
      row.has_column[f] = true;
    }
  }
  return row;
}

const CsvRow& known_row(const MessageLayout& layout) {
  static const auto rows = [] {
    std::array<CsvRow, 256> all{};
    for (const auto& one : message_layouts())
      all[static_cast<std::uint8_t>(one.type)] = row_of(one);
    return all;
  }();
  return rows[static_cast<std::uint8_t>(layout.type)];
}

void append_csv_text(std::string& out, Bytes text) {
  constexpr std::string_view kHex = "0123456789abcdef", kParting = ",\";=\\";
  while (!text.empty() && text.back() == ' ') text = text.first(text.size() - 1);
  for (const auto byte : text) {
    const char letter = static_cast<char>(byte);
    if (byte < 0x20 || byte >= 0x7f || kParting.find(letter) != kParting.npos) {
      out.append("\\x").append({kHex[byte >> 4U], kHex[byte & 0xfU]});
    } else {
      out += letter;
    }
  }
}

void append_csv_value(std::string& out, const FieldLayout& field, Bytes message) {
  const Bytes bytes = message.subspan(field.offset, field.length);
  switch (field.kind) {
    case FieldKind::alpha: return append_csv_text(out, bytes);
    case FieldKind::price4: return append_decimal(out, field_number(bytes), Price4::kDecimals);
    case FieldKind::price8: return append_decimal(out, field_number(bytes), Price8::kDecimals);
    case FieldKind::integer:
    case FieldKind::timestamp: return append_number(out, field_number(bytes));
  }
}

}  // namespace

void append_json_line(std::string& out, const MessageLayout& layout, Bytes message,
                      const MessagePlace& place) {
  if (!place.is_captured()) {
    append_message_json(out, layout, message, {});
  } else {
    std::string before = "\"captured_ns\":";
    append_number(before, place.captured_ns);
    before += ",\"session\":";
    append_json_text(before, bytes_of(place.session));
    before += ",\"sequence\":";
    append_number(before, place.sequence);
    before += ',';
    append_message_json(out, layout, message, before);
  }
  out += '\n';
}

void append_csv_header(std::string& out) {
  out += "captured_ns,session,sequence,message_type";
  for (const auto& column : kFieldColumns) out.append(",").append(column.name);
  out += ",other\n";
}

void append_csv_line(std::string& out, const MessageLayout& layout, Bytes message,
                     const MessagePlace& place) {
  if (place.is_captured()) {
    append_number(out, place.captured_ns);
    out += ',';
    append_csv_text(out, bytes_of(place.session));
  } else {
    out += ',';
  }
  out += ',';
  append_number(out, place.sequence);
  out.append(",").append(1, layout.type);
  const CsvRow& row = known_row(layout);
  for (const auto field : row.fields) {
    out += ',';
    if (field != kNone) append_csv_value(out, layout.fields[field], message);
  }
  char parting = ',';
  for (std::size_t f = 0; f < layout.fields.size(); ++f) {
    if (row.has_column[f]) continue;
    out.append(1, parting).append(layout.fields[f].name).append("=");
    append_csv_value(out, layout.fields[f], message);
    parting = ';';
  }
  if (parting == ',') out += ',';
  out += '\n';
}

}  // namespace holdfast
