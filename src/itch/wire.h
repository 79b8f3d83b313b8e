// Numbers in network order (big-endian), of 2, 4, 6 and 8 bytes. The caller has looked that the
// bytes are there.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace holdfast {

static_assert(std::endian::native == std::endian::little, "the loads below swap");

inline std::uint16_t load_u16(const std::uint8_t* at) {
  std::uint16_t number = 0;
  std::memcpy(&number, at, sizeof number);
  return __builtin_bswap16(number);
}
inline std::uint32_t load_u32(const std::uint8_t* at) {
  std::uint32_t number = 0;
  std::memcpy(&number, at, sizeof number);
  return __builtin_bswap32(number);
}
inline std::uint64_t load_u64(const std::uint8_t* at) {
  std::uint64_t number = 0;
  std::memcpy(&number, at, sizeof number);
  return __builtin_bswap64(number);
}
/// In one load, so the two bytes before it must be there as well.
inline std::uint64_t load_u48(const std::uint8_t* at) {
  return load_u64(at - 2) & 0xffff'ffff'ffffU;
}

inline void store_u16(std::uint8_t* at, std::uint16_t number) {
  number = __builtin_bswap16(number);
  std::memcpy(at, &number, sizeof number);
}
inline void store_u32(std::uint8_t* at, std::uint32_t number) {
  number = __builtin_bswap32(number);
  std::memcpy(at, &number, sizeof number);
}
inline void store_u64(std::uint8_t* at, std::uint64_t number) {
  number = __builtin_bswap64(number);
  std::memcpy(at, &number, sizeof number);
}
/// The low 48 bits.
inline void store_u48(std::uint8_t* at, std::uint64_t number) {
  store_u16(at, static_cast<std::uint16_t>(number >> 32U));
  store_u32(at + 2, static_cast<std::uint32_t>(number));
}

}  // namespace holdfast
