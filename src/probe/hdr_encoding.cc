#include "probe/hdr_encoding.h"

#include <zlib.h>

#include <algorithm>
#include <bit>

#include "base/check.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kPayloadCookie = 0x1c849303 | 0x10;     // V2; 0x10: counts by LEB128
constexpr std::uint32_t kCompressedCookie = 0x1c849304 | 0x10;  // V2, deflated
constexpr std::uint32_t kDigits = 3;
constexpr int kHalfBits = 10;  // 2,048 linear places at first, then 1,024 to an octave
constexpr std::uint64_t kLinear = std::uint64_t{2} << kHalfBits;

void put_big_endian(std::string& out, std::uint64_t value, unsigned bytes) {
  for (unsigned left = bytes; left-- > 0;) out += static_cast<char>(value >> (8 * left));
}

// Small numbers of either sign in few bytes, seven bits each.
void put_zigzag(std::string& out, std::int64_t value) {
  auto rest = static_cast<std::uint64_t>(value) << 1U ^ static_cast<std::uint64_t>(value >> 63);
  for (; rest >= 0x80; rest >>= 7U) out += static_cast<char>(rest | 0x80U);
  out += static_cast<char>(rest);
}

// A run of empty places is one negative number, but a single one is 0.
std::string counts_of(const std::vector<std::uint64_t>& counts) {
  std::string out;
  for (std::size_t at = 0; at < counts.size();) {
    if (counts[at] > 0) {
      put_zigzag(out, static_cast<std::int64_t>(counts[at++]));
      continue;
    }
    std::int64_t run = 0;
    for (; at < counts.size() && counts[at] == 0; ++at) ++run;
    put_zigzag(out, run == 1 ? 0 : -run);
  }
  return out;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigitsOf =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t left = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8U | (i < left ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out += i <= left ? kDigitsOf[group >> (18 - 6 * i) & 63U] : '=';
    }
  }
  return out;
}

}  // namespace

std::size_t hdr_index_of(std::int64_t ns) {
  const auto value = static_cast<std::uint64_t>(std::clamp<std::int64_t>(ns, 0, kHdrMostNs));
  const auto octave = static_cast<std::uint64_t>(std::bit_width(value | (kLinear - 1))) -
                      static_cast<std::uint64_t>(kHalfBits) - 1;
  return (octave << static_cast<unsigned>(kHalfBits)) + (value >> octave);
}

std::string hdr_payload(const std::vector<std::int64_t>& delays_ns) {
  std::vector<std::uint64_t> counts(1);  // of no delays as well: some readers want one
  for (const auto ns : delays_ns) {
    const auto index = hdr_index_of(ns);
    if (index >= counts.size()) counts.resize(index + 1);
    ++counts[index];
  }
  const auto encoded = counts_of(counts);
  std::string out;
  put_big_endian(out, kPayloadCookie, 4);
  put_big_endian(out, encoded.size(), 4);
  put_big_endian(out, 0, 4);  // the offset of a shifted histogram
  put_big_endian(out, kDigits, 4);
  put_big_endian(out, 1, 8);  // the lowest value that is discerned
  put_big_endian(out, static_cast<std::uint64_t>(kHdrMostNs), 8);
  put_big_endian(out, std::bit_cast<std::uint64_t>(1.0), 8);  // integers to doubles
  return out + encoded;
}

std::string hdr_compressed(const std::vector<std::int64_t>& delays_ns) {
  const auto payload = hdr_payload(delays_ns);
  uLongf size = compressBound(static_cast<uLong>(payload.size()));
  std::string deflated(size, '\0');
  const int result = compress2(reinterpret_cast<Bytef*>(deflated.data()), &size,
                               reinterpret_cast<const Bytef*>(payload.data()),
                               static_cast<uLong>(payload.size()), Z_BEST_COMPRESSION);
  HOLDFAST_CHECK(result == Z_OK);  // the bound has room; what is left is an end of memory
  deflated.resize(size);
  std::string out;
  put_big_endian(out, kCompressedCookie, 4);
  put_big_endian(out, deflated.size(), 4);
  return base64(out + deflated);
}

}  // namespace holdfast
