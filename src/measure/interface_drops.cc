#include "measure/interface_drops.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "host/live_source.h"

namespace holdfast {
namespace {

// After the name: eight columns in, eight out; the fourth of each is "drop".
constexpr std::size_t kColumns = 16, kDroppedIn = 3, kDroppedOut = 11;

}  // namespace

std::optional<std::uint64_t> parse_interface_drops(std::string_view text) {
  std::uint64_t drops = 0;
  // Two lines are headings.
  for (int i = 0; i < 2; ++i) {
    if (!next_line(text)) return std::nullopt;
  }
  while (const auto line = next_line(text)) {
    const auto colon = line->rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto words = words_of(line->substr(colon + 1));
    if (words.size() != kColumns) return std::nullopt;
    const auto in = parse_number(words[kDroppedIn]), out = parse_number(words[kDroppedOut]);
    if (!in || !out) return std::nullopt;
    if (trim(line->substr(0, colon)) != "lo") drops += *in + *out;
  }
  return drops;
}

std::optional<std::uint64_t> interface_drops() {
  std::string text;
  if (!LiveSource().read_file("/proc/thread-self/net/dev", text)) return std::nullopt;
  return parse_interface_drops(text);
}

std::optional<std::uint64_t> interface_drops_since(std::optional<std::uint64_t> before) {
  const auto now = interface_drops();
  if (!before || !now) return std::nullopt;
  return *now - std::min(*before, *now);
}

}  // namespace holdfast
