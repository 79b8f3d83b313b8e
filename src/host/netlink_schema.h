// Netlink replies to Records, by tables: which attribute has which name and form.
//
// Pure functions of bytes. No length is believed: an attribute that does not fit into its message
// ends the message, a value of the wrong size is left out, an unknown attribute is skipped. Bytes
// are in the host's order, as netlink has them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/record.h"

namespace holdfast {

using Bytes = std::span<const std::uint8_t>;

enum class AttributeForm {
  number,         // 1, 2, 4 or 8 bytes → number
  text,           // up to the first NUL → text
  bytes,          // → text, "6d:5a:…"
  numbers,        // array of 32-bit numbers → numbers
  choice,         // number → names[number]; a number that has no name stays a number
  bits,           // number → texts, names[i] for bit i; "bit-31" where there is no name
  record,         // nested → one record in a list
  bitset,         // ethtool's verbose bit set → texts, the bits that are on
  bitset_listed,  // the same → texts, all bits that it lists, on or off
};

struct Attribute;
using Schema = std::span<const Attribute>;

struct Attribute {
  std::uint16_t id = 0;
  std::string_view name;  // as in Documentation/netlink/specs
  AttributeForm form = AttributeForm::number;
  std::span<const std::string_view> names = {};  // of choice and bits
  Schema nested = {};                            // of record
};

/// The attributes of a message, in the schema's order. Of an attribute that comes twice, the first.
Record decode_attributes(Bytes attributes, Schema schema);

/// One message, taken off the front of a datagram.
struct NetlinkMessage {
  std::uint16_t type = 0;
  std::uint16_t flags = 0;
  std::uint32_t sequence = 0;
  Bytes payload;
};
/// nullopt at the datagram's end, and where a header is cut off or its length impossible.
std::optional<NetlinkMessage> next_message(Bytes& datagram);

/// Names of the bits that are on: names[i], "bit-12" where there is none.
std::vector<std::string> names_of_bits(std::uint64_t bits, std::span<const std::string_view> names);

/// "6d:5a:…"
std::string hexadecimal(Bytes bytes);

/// Up to the first NUL; what is not UTF-8 or a control character becomes '?', so that an answer
/// reads the same live and from a capture.
std::string clean_text(Bytes bytes);

/// A list for a Record; an empty one is an empty list of numbers (host/answer_json.h).
RecordValue list_of_texts(std::vector<std::string> texts);

}  // namespace holdfast
