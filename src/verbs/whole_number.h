// Whole numbers of a command line.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace holdfast {

/// A check for CLI11's options: says what is wrong with a word, or nothing. CLI11's own reads "-1"
/// as 2^64 - 1, and its ranges are told with 300 digits.
std::function<std::string(const std::string&)> whole_number_from(std::uint64_t least);

}  // namespace holdfast
