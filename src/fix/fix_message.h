// A FIX message (tag=value, FIX 4.0 to 5.0): its fields in their order.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast {

/// Between fields, as the protocol has it (SOH).
inline constexpr char kFixSeparator = '\x01';

struct FixField {
  std::uint32_t tag = 0;
  std::string_view value;  // into the message's text
};

class FixMessage {
 public:
  /// `text`: from `8=` to the separator behind CheckSum, SOH between fields. A field of data has as
  /// many bytes as the field of its length says, whatever they are. malformed: a field without tag
  /// or `=`, or data that is not as long as it should be.
  static Result<FixMessage> parse(std::string_view text);

  /// The first field of that tag; empty where there is none.
  std::string_view of(std::uint32_t tag) const;
  bool has(std::uint32_t tag) const { return !of(tag).empty(); }
  /// MsgType (35).
  std::string_view type() const { return of(35); }
  const std::vector<FixField>& fields() const { return fields_; }

 private:
  std::vector<FixField> fields_;
};

/// Bytes of a text modulo 256, as CheckSum (10) has them.
std::uint8_t fix_checksum(std::string_view text);

}  // namespace holdfast
