#include "cli/text_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

#include "base/printable.h"

namespace holdfast {

Result<std::string> read_text_file(const std::string& path, std::size_t largest) {
  std::ifstream opened;
  if (path != "-") {
    opened.open(path, std::ios::binary);
    if (!opened) {
      return fail(ErrorCode::absent, fmt::format("{}: {}", printable(path), std::strerror(errno)));
    }
  }
  std::istream& file = path == "-" ? std::cin : opened;
  std::string text;
  constexpr std::size_t kPart = 1U << 16U;
  while (file && text.size() <= largest) {
    const auto size = text.size();
    text.resize(size + kPart);
    file.read(text.data() + size, static_cast<std::streamsize>(kPart));
    text.resize(size + static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) {
    return fail(ErrorCode::failed, fmt::format("{}: it could not be read", printable(path)));
  }
  if (text.size() > largest) {
    return fail(ErrorCode::too_large,
                fmt::format("{}: more than {} MiB", printable(path), largest >> 20U));
  }
  return text;
}

}  // namespace holdfast
