#include "order_synth/fixed_decimal.h"

#include <fmt/format.h>

#include <array>

namespace holdfast {

void append_whole(std::string& to, std::int64_t value) {
  const fmt::format_int text(value);
  to.append(text.data(), text.size());
}

void append_decimal(std::string& to, std::int64_t value, unsigned decimals) {
  std::uint64_t left =
      value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  std::array<char, 24> text = {};
  std::size_t at = text.size();
  for (unsigned digit = 0; left != 0 || digit <= decimals; ++digit) {
    if (digit == decimals) {
      text[--at] = '.';
    }
    text[--at] = static_cast<char>('0' + left % 10);
    left /= 10;
  }
  if (value < 0) {
    text[--at] = '-';
  }
  to.append(text.data() + at, text.size() - at);
}

}  // namespace holdfast
