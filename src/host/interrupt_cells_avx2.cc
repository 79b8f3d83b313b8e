// Works on blocks of 32 cells: 352 bytes, the least common multiple of a cell and a register.
#if defined(__x86_64__)

#include <immintrin.h>

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "host/interrupt_cells.h"

#define HOLDFAST_AVX2 __attribute__((target("avx2")))

namespace holdfast {
namespace {

constexpr std::size_t kBlockCells = 32;
constexpr std::size_t kBlockBytes = kBlockCells * kCellBytes;
constexpr std::size_t kVectors = kBlockBytes / 32;
constexpr std::size_t kWords = (kVectors + 1) / 2;  // of 64 bits, one per byte of the block
// With more differing bytes than this in a block, converting all of its cells is faster than
// finding those that are not zero.
constexpr int kDenseBytes = 40;

using Bits = std::array<std::uint64_t, kWords>;

struct alignas(32) Pattern {
  std::array<char, kBlockBytes> zeros{};  // 32 cells of "          0"
  Bits first{}, last{}, block{};          // bytes 0 and 10 of each cell; all bytes
  constexpr Pattern() {
    for (std::size_t i = 0; i < kBlockBytes; ++i) {
      const std::uint64_t bit = std::uint64_t{1} << (i % 64);
      zeros[i] = i % kCellBytes == kCellBytes - 1 ? '0' : ' ';
      if (i % kCellBytes == 0) first[i / 64] |= bit;
      if (i % kCellBytes == kCellBytes - 1) last[i / 64] |= bit;
      block[i / 64] |= bit;
    }
  }
};
constexpr Pattern kPattern;

HOLDFAST_AVX2 inline __m256i load(const char* at) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
}

HOLDFAST_AVX2 inline __m256i zeros(std::size_t vector) {
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(kPattern.zeros.data() + 32 * vector));
}

HOLDFAST_AVX2 inline bool all_zero(const char* block) {
  __m256i differing = _mm256_setzero_si256();
  for (std::size_t i = 0; i < kVectors; ++i) {
    differing = _mm256_or_si256(differing, _mm256_xor_si256(load(block + 32 * i), zeros(i)));
  }
  return _mm256_testz_si256(differing, differing) != 0;
}

HOLDFAST_AVX2 inline std::uint64_t mask_of(__m256i bytes, std::size_t vector) {
  return std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(bytes))}
         << (vector % 2 * 32);
}

// Is every cell blanks, then digits up to its last byte? Also tells which bytes differ from zeros.
HOLDFAST_AVX2 inline bool in_columns(const char* block, Bits& differing) {
  Bits digits{};
  Bits blanks{};
  differing = {};
  for (std::size_t i = 0; i < kVectors; ++i) {
    const __m256i bytes = load(block + 32 * i);
    const __m256i value = _mm256_sub_epi8(bytes, _mm256_set1_epi8('0'));
    const __m256i is_digit = _mm256_cmpeq_epi8(_mm256_min_epu8(value, _mm256_set1_epi8(9)), value);
    digits[i / 2] |= mask_of(is_digit, i);
    blanks[i / 2] |= mask_of(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(' ')), i);
    differing[i / 2] |= mask_of(_mm256_cmpeq_epi8(bytes, zeros(i)), i);
  }
  std::uint64_t wrong = 0;
  std::uint64_t carry = 0;
  for (std::size_t w = 0; w < kWords; ++w) {
    const std::uint64_t after_digit = digits[w] << 1 | carry;
    carry = digits[w] >> 63;
    wrong |= (digits[w] | blanks[w]) ^ kPattern.block[w];
    wrong |= digits[w] & kPattern.first[w];
    wrong |= blanks[w] & kPattern.last[w];
    wrong |= after_digit & blanks[w] & ~kPattern.first[w];
    differing[w] ^= kPattern.block[w];
  }
  return wrong == 0;
}

// Bytes 6…15 of each half are ten digits or blanks; the rest is masked away. Two digits, then four,
// then eight are joined; the top two of ten end up alone in the upper "eight".
HOLDFAST_AVX2 inline __m256i fours_of(__m256i cells) {
  const __m256i keep = _mm256_broadcastsi128_si256(
      _mm_set_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0));
  const __m256i digits = _mm256_and_si256(_mm256_subs_epu8(cells, _mm256_set1_epi8('0')), keep);
  const __m256i twos = _mm256_maddubs_epi16(digits, _mm256_set1_epi16(0x010a));
  return _mm256_madd_epi16(twos, _mm256_set1_epi32(0x00010064));
}

HOLDFAST_AVX2 inline __m256i two_cells(const char* low, const char* high) {
  return _mm256_loadu2_m128i(reinterpret_cast<const __m128i*>(high - kBytesBeforeCells),
                             reinterpret_cast<const __m128i*>(low - kBytesBeforeCells));
}

// The numbers of the four cells from `cell` on.
HOLDFAST_AVX2 inline __m256i four_numbers(const char* cell) {
  const __m256i even = fours_of(two_cells(cell, cell + 2 * kCellBytes));
  const __m256i odd = fours_of(two_cells(cell + kCellBytes, cell + 3 * kCellBytes));
  const __m256i eights =
      _mm256_madd_epi16(_mm256_packus_epi32(even, odd), _mm256_set1_epi32(0x00012710));
  const __m256i tops = _mm256_mul_epu32(eights, _mm256_set1_epi64x(100'000'000));
  return _mm256_add_epi64(tops, _mm256_srli_epi64(eights, 32));
}

HOLDFAST_AVX2 inline std::uint64_t one_number(const char* cell) {
  const __m256i fours = fours_of(two_cells(cell, cell));
  const __m256i eights =
      _mm256_madd_epi16(_mm256_packus_epi32(fours, fours), _mm256_set1_epi32(0x00012710));
  const auto both = static_cast<std::uint64_t>(_mm256_extract_epi64(eights, 0));
  return (both & 0xffffffff) * 100'000'000 + (both >> 32);
}

HOLDFAST_AVX2 std::size_t convert_all(const char* block, const CpuId* cpus, std::size_t cells,
                                      CpuCount* out) {
  alignas(32) std::array<std::uint64_t, kBlockCells> numbers;
  for (std::size_t cell = 0; cell < kBlockCells; cell += 4) {
    _mm256_store_si256(reinterpret_cast<__m256i*>(numbers.data() + cell),
                       four_numbers(block + cell * kCellBytes));
  }
  std::size_t nonzero = 0;
  for (std::size_t cell = 0; cell < cells; ++cell) {
    out[nonzero] = {cpus[cell], numbers[cell]};
    nonzero += numbers[cell] != 0 ? 1 : 0;
  }
  return nonzero;
}

HOLDFAST_AVX2 std::size_t convert_differing(const char* block, const CpuId* cpus,
                                            const Bits& differing, CpuCount* out) {
  std::size_t nonzero = 0;
  std::size_t next_byte = 0;  // bytes below it belong to cells already converted
  for (std::size_t w = 0; w < kWords; ++w) {
    std::uint64_t bits = differing[w];
    for (;;) {
      if (next_byte >= (w + 1) * 64) break;
      if (next_byte > w * 64) bits &= ~std::uint64_t{0} << (next_byte % 64);
      if (bits == 0) break;
      const std::size_t byte = w * 64 + static_cast<std::size_t>(std::countr_zero(bits));
      const std::size_t cell = byte / kCellBytes;
      next_byte = (cell + 1) * kCellBytes;
      const std::uint64_t number = one_number(block + cell * kCellBytes);
      if (number != 0) out[nonzero++] = {cpus[cell], number};  // "00" differs, and is zero
    }
  }
  return nonzero;
}

// The first `cells` cells of a whole block; the others are zeros. False: not in columns.
HOLDFAST_AVX2 inline bool read_block(const char* block, const CpuId* cpus, std::size_t cells,
                                     CpuCount* out, std::size_t& nonzero) {
  if (all_zero(block)) return true;
  Bits differing;
  if (!in_columns(block, differing)) return false;
  int bytes = 0;
  for (const auto word : differing) bytes += std::popcount(word);
  nonzero += bytes > kDenseBytes ? convert_all(block, cpus, cells, out + nonzero)
                                 : convert_differing(block, cpus, differing, out + nonzero);
  return true;
}

// A number that goes on after its column is not one of the column's.
inline bool ends_after(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text.size() == bytes;
  return text[bytes] == ' ' || text[bytes] == '\t' || text[bytes] == '\n';
}

}  // namespace

HOLDFAST_AVX2 std::size_t read_columns_avx2(std::string_view text, std::span<const CpuId> cpus,
                                            CpuCount* out, std::size_t& nonzero) {
  std::size_t cell = 0;
  for (; cell + kBlockCells <= cpus.size(); cell += kBlockCells) {
    if (!ends_after(text, (cell + kBlockCells) * kCellBytes)) return cell;
    if (!read_block(text.data() + cell * kCellBytes, cpus.data() + cell, kBlockCells, out,
                    nonzero)) {
      return cell;
    }
  }
  const std::size_t rest = cpus.size() - cell;
  if (rest == 0 || !ends_after(text, cpus.size() * kCellBytes)) return cell;
  std::array<char, kBytesBeforeCells + kBlockBytes> last{};
  char* const block = last.data() + kBytesBeforeCells;
  std::memcpy(block, kPattern.zeros.data(), kBlockBytes);
  std::memcpy(block, text.data() + cell * kCellBytes, rest * kCellBytes);
  return read_block(block, cpus.data() + cell, rest, out, nonzero) ? cpus.size() : cell;
}

}  // namespace holdfast

#endif
