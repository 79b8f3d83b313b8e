// Alpha<N>: a text of N bytes as it stands on the wire, left-justified and padded with blanks.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace holdfast {

template <std::size_t N>
struct Alpha {
  std::array<char, N> bytes = blank();

  /// `text` and blanks behind it; of a longer text its first N bytes.
  static constexpr Alpha of(std::string_view text) {
    Alpha alpha;
    std::copy_n(text.begin(), std::min(text.size(), N), alpha.bytes.begin());
    return alpha;
  }

  /// Every byte, with the padding.
  constexpr std::string_view padded() const { return {bytes.data(), N}; }
  /// Without the blanks at its end.
  constexpr std::string_view text() const {
    return padded().substr(0, padded().find_last_not_of(' ') + 1);
  }

  friend constexpr bool operator==(const Alpha&, const Alpha&) = default;

 private:
  static constexpr std::array<char, N> blank() {
    std::array<char, N> bytes{};
    bytes.fill(' ');
    return bytes;
  }
};

}  // namespace holdfast
