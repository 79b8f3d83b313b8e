// The 512 bytes before every member of a tar archive: where each field stands.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace holdfast {

inline constexpr std::size_t kTarBlock = 512;

struct TarField {
  std::size_t at;
  std::size_t size;
};

inline constexpr TarField kTarName{0, 100};
inline constexpr TarField kTarMode{100, 8};
inline constexpr TarField kTarUid{108, 8};
inline constexpr TarField kTarGid{116, 8};
inline constexpr TarField kTarSize{124, 12};
inline constexpr TarField kTarTime{136, 12};
inline constexpr TarField kTarChecksum{148, 8};
inline constexpr TarField kTarType{156, 1};
inline constexpr TarField kTarTarget{157, 100};
inline constexpr TarField kTarMagic{257, 8};  // "ustar", NUL, "00"; GNU tar: "ustar  ", NUL
inline constexpr TarField kTarPrefix{345, 155};

/// The sum of the header's bytes, with the checksum's own field taken as blanks.
std::uint64_t tar_checksum(std::string_view header);

/// A text field up to its first NUL.
std::string_view tar_text(std::string_view header, TarField field);

/// A number in octal, or in base 256 where its first bit is set; nullopt when it is neither or does
/// not fit.
std::optional<std::uint64_t> tar_number(std::string_view header, TarField field);

}  // namespace holdfast
