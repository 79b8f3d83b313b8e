#include "host/tar_header.h"

#include "base/text.h"

namespace holdfast {

std::uint64_t tar_checksum(std::string_view header) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kTarBlock; ++i) {
    const bool own = i >= kTarChecksum.at && i < kTarChecksum.at + kTarChecksum.size;
    sum += own ? std::uint64_t{' '} : static_cast<unsigned char>(header[i]);
  }
  return sum;
}

std::string_view tar_text(std::string_view header, TarField field) {
  const auto text = header.substr(field.at, field.size);
  return text.substr(0, text.find('\0'));
}

std::optional<std::uint64_t> tar_number(std::string_view header, TarField field) {
  const auto bytes = header.substr(field.at, field.size);
  const auto first = static_cast<unsigned char>(bytes[0]);
  if (first & 0x80U) {
    std::uint64_t number = first & 0x7FU;
    for (const char c : bytes.substr(1)) {
      if (number >> 56U) return std::nullopt;
      number = number << 8U | static_cast<unsigned char>(c);
    }
    return number;
  }
  const auto text = trim(bytes.substr(0, bytes.find('\0')));
  if (text.empty()) return 0;
  return parse_number(text, 8);
}

}  // namespace holdfast
