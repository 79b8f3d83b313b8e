#include "verbs/whole_number.h"

#include <fmt/format.h>

#include "base/text.h"

namespace holdfast {

std::function<std::string(const std::string&)> whole_number_from(std::uint64_t least) {
  return [least](const std::string& text) {
    const auto number = parse_number(text);
    if (number && *number >= least) return std::string();
    return fmt::format("\"{}\" is not a whole number from {} on", text, least);
  };
}

}  // namespace holdfast
