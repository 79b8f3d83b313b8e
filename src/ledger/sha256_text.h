// SHA-256 of a text.
#pragma once

#include <string>
#include <string_view>

namespace holdfast {

/// 64 small hexadecimal digits.
std::string sha256_text(std::string_view text);
/// Are these such digits?
bool is_sha256_text(std::string_view text);

}  // namespace holdfast
