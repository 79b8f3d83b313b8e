// Cutting text into words, lines and numbers, without a copy and without a locale.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace holdfast {

/// Without blanks (space, tab, CR, LF, NUL) at either end.
std::string_view trim(std::string_view text);

/// The next line, without its end, taken off the front of `rest`; nullopt when `rest` is empty.
std::optional<std::string_view> next_line(std::string_view& rest);

/// The next run of non-blanks, taken off the front of `rest`; empty when there is none.
std::string_view next_word(std::string_view& rest);

/// All words of `text`.
std::vector<std::string_view> words_of(std::string_view text);

/// The pieces of `text` between `separator`s; empty pieces are kept, an empty text has one.
std::vector<std::string_view> split(std::string_view text, char separator);

/// The whole of `text` as a number in `base` (no sign, no prefix); nullopt when it is anything else
/// or does not fit.
template <class Number = std::uint64_t>
std::optional<Number> parse_number(std::string_view text, int base = 10) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Does `text` match `pattern`, where '*' stands for any run of characters?
bool matches_glob(std::string_view pattern, std::string_view text);

}  // namespace holdfast
