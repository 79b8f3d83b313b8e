// Messages of FIX with the right BodyLength and CheckSum.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "fix/fix_message.h"

namespace holdfast {

/// `body` from 35= on, with | between its fields and none behind the last.
inline std::string fix_message(std::string_view body, std::string_view version = "FIX.4.4") {
  std::string fields = std::string(body) + "|";
  std::ranges::replace(fields, '|', kFixSeparator);
  std::string message = fmt::format(
      "8={}\x01"
      "9={}\x01{}",
      version, fields.size(), fields);
  return message + fmt::format("10={:03}\x01", fix_checksum(message));
}

/// As a log shows it: another separator.
inline std::string shown_as(std::string text, std::string_view separator) {
  std::string shown;
  for (const char c : text) {
    if (c == kFixSeparator) {
      shown += separator;
    } else {
      shown += c;
    }
  }
  return shown;
}

}  // namespace holdfast
