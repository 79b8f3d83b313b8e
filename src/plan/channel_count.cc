#include "plan/channel_count.h"

#include "base/text.h"
#include "plan/keyed_value.h"

namespace holdfast {

std::uint32_t queues_after(std::string_view now, std::string_view wanted,
                           std::string_view direction) {
  auto value = parse_keyed(now);
  for (auto& [key, word] : parse_keyed(wanted)) set_key(value, key, word);
  std::uint32_t count = 0;
  for (const auto key : {std::string_view("combined"), direction}) {
    const auto* word = find_key(value, key);
    if (word) count += parse_number<std::uint32_t>(*word).value_or(0);
  }
  return count;
}

}  // namespace holdfast
