#include "host/rss_text.h"

#include <linux/ethtool.h>

#include "base/text.h"

namespace holdfast {

std::optional<std::vector<std::uint32_t>> parse_rss_table(std::string_view value,
                                                          std::size_t size) {
  if (size == 0) return std::nullopt;
  const auto words = words_of(value);
  std::vector<std::uint32_t> table;
  table.reserve(size);
  if (words.size() == 2 && words[0] == "equal") {
    const auto queues = parse_number<std::uint32_t>(words[1]);
    if (!queues || *queues == 0) return std::nullopt;
    for (std::size_t i = 0; i < size; ++i) table.push_back(static_cast<std::uint32_t>(i % *queues));
    return table;
  }
  if (words.size() != size) return std::nullopt;
  for (const auto word : words) {
    const auto queue = parse_number<std::uint32_t>(word);
    if (!queue) return std::nullopt;
    table.push_back(*queue);
  }
  return table;
}

std::optional<std::uint64_t> parse_hash_letters(std::string_view letters) {
  struct Letter {
    char letter;
    std::uint64_t bit;
  };
  constexpr Letter kLetters[] = {{'m', RXH_L2DA},    {'v', RXH_VLAN},   {'t', RXH_L3_PROTO},
                                 {'s', RXH_IP_SRC},  {'d', RXH_IP_DST}, {'f', RXH_L4_B_0_1},
                                 {'n', RXH_L4_B_2_3}};
  std::uint64_t bits = 0;
  for (const char c : letters) {
    const std::uint64_t before = bits;
    for (const auto& known : kLetters) {
      if (known.letter == c) bits |= known.bit;
    }
    if (bits == before) return std::nullopt;  // unknown, or twice
  }
  return bits;
}

}  // namespace holdfast
