#include "itch/price.h"

#include <array>
#include <charconv>

namespace holdfast {

void append_decimal(std::string& out, std::uint64_t number, int decimals) {
  std::array<char, 20> digits;
  const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  const auto count = static_cast<std::size_t>(end - digits.data());
  const auto behind = static_cast<std::size_t>(decimals);
  if (count <= behind) {
    out.append("0.").append(behind - count, '0').append(digits.data(), count);
    return;
  }
  out.append(digits.data(), count - behind).append(".").append(end - behind, behind);
}

}  // namespace holdfast
