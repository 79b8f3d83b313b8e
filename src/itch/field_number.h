// Numbers of fields whose length is known only when it runs, and numbers as text.
#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <span>
#include <string>

namespace holdfast {

/// In network order, of at most 8 bytes.
inline std::uint64_t field_number(std::span<const std::uint8_t> bytes) {
  std::uint64_t number = 0;
  for (const auto byte : bytes) number = number << 8U | byte;
  return number;
}

template <class Number>
void append_number(std::string& out, Number number) {
  std::array<char, 20> digits;
  out.append(digits.data(),
             std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

}  // namespace holdfast
