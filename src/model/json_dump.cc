#include "model/json_parts.h"

namespace holdfast::json {
namespace {

// Bytes of the DEL or C1 character at `at` in UTF-8; 0 when another stands there.
std::size_t control_at(std::string_view text, std::size_t at) {
  if (text[at] == '\x7f') return 1;
  if (text[at] != '\xc2' || at + 1 == text.size()) return 0;
  return static_cast<unsigned char>(text[at + 1]) < 0xa0 ? 2 : 0;
}

}  // namespace

std::string dump(const Json& json, int indent) {
  // The library escapes what JSON demands, which is C0 alone. The others stand in strings only,
  // where an escape means the same.
  std::string text = json.dump(indent, ' ', false, Json::error_handler_t::replace);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t size = control_at(text, at);
    if (size == 0) continue;
    const auto code = static_cast<unsigned char>(text[at + size - 1]);
    const char escape[] = {'\\', 'u', '0', '0', kDigits[code >> 4U], kDigits[code & 0xfU]};
    out.append(text, copied, at - copied).append(escape, sizeof escape);
    copied = at + size;
  }
  if (copied == 0) return text;
  return out.append(text, copied);
}

}  // namespace holdfast::json
