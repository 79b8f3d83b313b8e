#include "host/netlink_schema.h"

#include <fmt/format.h>
#include <linux/ethtool_netlink.h>
#include <linux/netlink.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace holdfast {
namespace {

struct RawAttribute {
  std::uint16_t id = 0;
  Bytes payload;
};

/// The next attribute of `rest`; nullopt at the end, and when a header or length is impossible.
std::optional<RawAttribute> next_attribute(Bytes& rest) {
  nlattr header;
  if (rest.size() < sizeof header) return std::nullopt;
  std::memcpy(&header, rest.data(), sizeof header);
  if (header.nla_len < NLA_HDRLEN || header.nla_len > rest.size()) return std::nullopt;
  const RawAttribute attribute{static_cast<std::uint16_t>(header.nla_type & NLA_TYPE_MASK),
                               rest.subspan(NLA_HDRLEN, header.nla_len - std::size_t{NLA_HDRLEN})};
  rest = rest.subspan(std::min<std::size_t>(rest.size(), NLA_ALIGN(header.nla_len)));
  return attribute;
}

template <class Number>
Number load(Bytes bytes) {
  Number number;
  std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

std::optional<std::uint64_t> number_of(Bytes payload) {
  switch (payload.size()) {
    case 1: return payload[0];
    case 2: return load<std::uint16_t>(payload);
    case 4: return load<std::uint32_t>(payload);
    case 8: return load<std::uint64_t>(payload);
    default: return std::nullopt;
  }
}

std::vector<std::uint64_t> numbers_of(Bytes payload) {
  std::vector<std::uint64_t> numbers;
  numbers.reserve(payload.size() / sizeof(std::uint32_t));
  for (; payload.size() >= sizeof(std::uint32_t); payload = payload.subspan(sizeof(std::uint32_t)))
    numbers.push_back(load<std::uint32_t>(payload));
  return numbers;
}

struct BitsetBit {
  Bytes name;
  bool value = false;
};

BitsetBit bit_of(Bytes payload) {
  BitsetBit bit;
  while (const auto attribute = next_attribute(payload)) {
    if (attribute->id == ETHTOOL_A_BITSET_BIT_NAME) bit.name = attribute->payload;
    if (attribute->id == ETHTOOL_A_BITSET_BIT_VALUE) bit.value = true;
  }
  return bit;
}

/// The names of a verbose bit set's bits. A set without a mask lists only the bits that are on.
std::vector<std::string> names_of_bitset(Bytes payload, bool listed_too) {
  bool has_mask = true;
  Bytes bits;
  while (const auto attribute = next_attribute(payload)) {
    if (attribute->id == ETHTOOL_A_BITSET_NOMASK) has_mask = false;
    if (attribute->id == ETHTOOL_A_BITSET_BITS) bits = attribute->payload;
  }
  std::vector<std::string> names;
  while (const auto attribute = next_attribute(bits)) {
    if (attribute->id != ETHTOOL_A_BITSET_BITS_BIT) continue;
    const BitsetBit bit = bit_of(attribute->payload);
    if (has_mask && !bit.value && !listed_too) continue;
    std::string name = clean_text(bit.name);
    if (!name.empty()) names.push_back(std::move(name));
  }
  return names;
}

std::optional<RecordValue> value_of(const Attribute& attribute, Bytes payload) {
  const auto number = number_of(payload);
  switch (attribute.form) {
    case AttributeForm::text: return clean_text(payload);
    case AttributeForm::bytes: return hexadecimal(payload);
    case AttributeForm::numbers: return numbers_of(payload);
    case AttributeForm::record: return std::vector{decode_attributes(payload, attribute.nested)};
    case AttributeForm::bitset: return list_of_texts(names_of_bitset(payload, false));
    case AttributeForm::bitset_listed: return list_of_texts(names_of_bitset(payload, true));
    case AttributeForm::number:
    case AttributeForm::choice:
    case AttributeForm::bits: break;
  }
  if (!number) return std::nullopt;
  if (attribute.form == AttributeForm::bits) {
    return list_of_texts(names_of_bits(*number, attribute.names));
  }
  const bool named = attribute.form == AttributeForm::choice && *number < attribute.names.size();
  if (named) return std::string(attribute.names[*number]);
  return *number;
}

/// The length of the UTF-8 sequence at the front of `bytes`; 0 when it is none.
std::size_t utf8_length(Bytes bytes) {
  const std::uint8_t lead = bytes[0];
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xc2 ? 0
                             : lead < 0xe0 ? 2
                             : lead < 0xf0 ? 3
                             : lead < 0xf5 ? 4
                                           : 0;
  if (length == 0 || length > bytes.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((bytes[i] & 0xc0) != 0x80) return 0;
  }
  // Not overlong, no surrogate, not beyond U+10FFFF (RFC 3629, table of well-formed sequences).
  if (lead == 0xe0 && bytes[1] < 0xa0) return 0;
  if (lead == 0xed && bytes[1] > 0x9f) return 0;
  if (lead == 0xf0 && bytes[1] < 0x90) return 0;
  if (lead == 0xf4 && bytes[1] > 0x8f) return 0;
  return length;
}

}  // namespace

Record decode_attributes(Bytes attributes, Schema schema) {
  std::vector<std::optional<RecordValue>> values(schema.size());
  while (const auto raw = next_attribute(attributes)) {
    for (std::size_t row = 0; row < schema.size(); ++row) {
      if (schema[row].id == raw->id && !values[row]) {
        values[row] = value_of(schema[row], raw->payload);
      }
    }
  }
  Record record;
  for (std::size_t row = 0; row < schema.size(); ++row) {
    if (values[row]) record.set(schema[row].name, *std::move(values[row]));
  }
  return record;
}

std::optional<NetlinkMessage> next_message(Bytes& datagram) {
  nlmsghdr header;
  if (datagram.size() < sizeof header) return std::nullopt;
  std::memcpy(&header, datagram.data(), sizeof header);
  if (header.nlmsg_len < sizeof header || header.nlmsg_len > datagram.size()) return std::nullopt;
  const NetlinkMessage message{header.nlmsg_type, header.nlmsg_flags, header.nlmsg_seq,
                               datagram.subspan(sizeof header, header.nlmsg_len - sizeof header)};
  const std::size_t aligned = (std::size_t{header.nlmsg_len} + 3) & ~std::size_t{3};
  datagram = datagram.subspan(std::min(datagram.size(), aligned));
  return message;
}

std::vector<std::string> names_of_bits(std::uint64_t bits,
                                       std::span<const std::string_view> names) {
  std::vector<std::string> on;
  for (std::size_t bit = 0; bit < 64; ++bit) {
    if ((bits >> bit & 1) == 0) continue;
    const bool named = bit < names.size() && !names[bit].empty();
    on.push_back(named ? std::string(names[bit]) : fmt::format("bit-{}", bit));
  }
  return on;
}

std::string hexadecimal(Bytes bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 3);
  for (const std::uint8_t byte : bytes) {
    if (!text.empty()) text += ':';
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string clean_text(Bytes bytes) {
  const auto is_plain = [](std::uint8_t byte) { return byte >= 0x20 && byte < 0x7f; };
  std::string text;
  while (!bytes.empty() && bytes[0] != 0) {
    const auto plain_end = std::find_if_not(bytes.begin(), bytes.end(), is_plain);
    text.append(bytes.begin(), plain_end);
    bytes = bytes.subspan(static_cast<std::size_t>(plain_end - bytes.begin()));
    if (bytes.empty() || bytes[0] == 0) break;
    const std::size_t length = utf8_length(bytes);
    if (length > 1) {
      text.append(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
    } else {
      text += '?';
    }
    bytes = bytes.subspan(std::max<std::size_t>(length, 1));
  }
  return text;
}

RecordValue list_of_texts(std::vector<std::string> texts) {
  if (texts.empty()) return std::vector<std::uint64_t>{};
  return texts;
}

}  // namespace holdfast
