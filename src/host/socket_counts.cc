#include "host/socket_counts.h"

#include "base/text.h"

namespace holdfast {

std::optional<std::uint64_t> parse_established(std::string_view snmp) {
  // Two lines of each protocol: the names, then the values.
  while (const auto names = next_line(snmp)) {
    if (!names->starts_with("Tcp:")) continue;
    const auto values = next_line(snmp);
    if (!values || !values->starts_with("Tcp:")) return std::nullopt;
    std::string_view name_words = *names;
    std::string_view value_words = *values;
    for (auto name = next_word(name_words); !name.empty(); name = next_word(name_words)) {
      const std::string_view value = next_word(value_words);
      if (name == "CurrEstab") return parse_number(value);
    }
    return std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> parse_tcp6_in_use(std::string_view sockstat6) {
  while (auto line = next_line(sockstat6)) {
    if (next_word(*line) != "TCP6:") continue;
    if (next_word(*line) != "inuse") return std::nullopt;
    return parse_number(next_word(*line));
  }
  return std::nullopt;
}

}  // namespace holdfast
