// Works on blocks of 32 cells: 352 bytes, the least common multiple of a cell and a register.
#include "host/interrupt_cells_avx2.h"

#if defined(__x86_64__)

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace holdfast {
namespace {

constexpr std::size_t kVectors = kBlockBytes / 32;
constexpr std::size_t kWords = (kVectors + 1) / 2;  // of 64 bits, one per byte of the block
// With more differing bytes than this in a block, converting all of its cells is faster than
// finding those that are not zero; with this many such cells, the next block is taken to be alike.
constexpr int kDenseBytes = 40;
constexpr std::size_t kDenseCells = 10;

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

HOLDFAST_AVX2 inline std::uint64_t one_number(const char* cell) {
  const __m256i above = _mm256_subs_epu8(two_cells(cell, cell), _mm256_set1_epi8('0'));
  const __m256i digits = _mm256_and_si256(above, ten_bytes());
  return static_cast<std::uint64_t>(_mm256_extract_epi64(numbers_of(digits, digits), 0));
}

// Adds to `nonzero`; false when a number has more than 32 bits.
HOLDFAST_AVX2 bool convert_differing(const char* block, const CpuId* cpus, const Bits& differing,
                                     InterruptCell* out, std::size_t& nonzero) {
  std::uint64_t all = 0;
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
      all |= number;
      // "00" differs, and is zero.
      if (number != 0) out[nonzero++] = {cpus[cell], static_cast<std::uint32_t>(number)};
    }
  }
  return all >> 32 == 0;
}

enum class Cells { elsewhere, sparse, dense };

// Reads 32 cells in the way that suits `expected`, and tells what they were: elsewhere when one is
// not in its column.
HOLDFAST_AVX2 inline Cells read_block(const char* block, const CpuId* cpus, Cells expected,
                                      InterruptCell* out, std::size_t& nonzero) {
  if (expected == Cells::dense) {
    const auto before = nonzero;
    if (!read_dense_block_avx2(block, cpus, out + nonzero, nonzero)) return Cells::elsewhere;
    return nonzero - before > kDenseCells ? Cells::dense : Cells::sparse;
  }
  if (all_zero(block)) return Cells::sparse;
  Bits differing;
  if (!in_columns(block, differing)) return Cells::elsewhere;
  int bytes = 0;
  for (const auto word : differing) bytes += std::popcount(word);
  if (bytes > kDenseBytes) {
    const bool read = read_dense_block_avx2(block, cpus, out + nonzero, nonzero);
    return read ? Cells::dense : Cells::elsewhere;
  }
  std::size_t found = nonzero;
  if (!convert_differing(block, cpus, differing, out, found)) return Cells::elsewhere;
  nonzero = found;
  return Cells::sparse;
}

// The last cells of a row, fewer than 32, as a block that ends in zeros: nothing behind the row or
// behind `out` is touched.
HOLDFAST_AVX2 bool read_part(const char* cells, std::span<const CpuId> cpus, InterruptCell* out,
                             std::size_t& nonzero) {
  std::array<char, kBytesBeforeCells + kBlockBytes> text{};
  std::array<CpuId, kBlockCells> ids{};
  std::array<InterruptCell, kBlockCells> entries;
  char* const block = text.data() + kBytesBeforeCells;
  std::memcpy(block, kPattern.zeros.data(), kBlockBytes);
  std::memcpy(block, cells, cpus.size() * kCellBytes);
  std::copy(cpus.begin(), cpus.end(), ids.begin());
  std::size_t read = 0;
  if (read_block(block, ids.data(), Cells::sparse, entries.data(), read) == Cells::elsewhere) {
    return false;
  }
  std::copy_n(entries.begin(), read, out + nonzero);
  nonzero += read;
  return true;
}

// A number that goes on after its column is not one of the column's.
inline bool ends_after(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text.size() == bytes;
  return text[bytes] == ' ' || text[bytes] == '\t' || text[bytes] == '\n';
}

}  // namespace

HOLDFAST_AVX2 std::size_t read_columns_avx2(std::string_view text, std::span<const CpuId> cpus,
                                            InterruptCell* out, std::size_t& nonzero) {
  std::size_t cell = 0;
  Cells cells = Cells::sparse;
  for (; cell + kBlockCells <= cpus.size(); cell += kBlockCells) {
    if (!ends_after(text, (cell + kBlockCells) * kCellBytes)) return cell;
    cells = read_block(text.data() + cell * kCellBytes, cpus.data() + cell, cells, out, nonzero);
    if (cells == Cells::elsewhere) return cell;
  }
  const auto rest = cpus.subspan(cell);
  if (rest.empty() || !ends_after(text, cpus.size() * kCellBytes)) return cell;
  return read_part(text.data() + cell * kCellBytes, rest, out, nonzero) ? cpus.size() : cell;
}

}  // namespace holdfast

#endif
