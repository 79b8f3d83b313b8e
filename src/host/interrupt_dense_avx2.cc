// Checks and converts in one pass, four cells at a time, so that each byte is loaded once.
#if defined(__x86_64__)

#include <bit>
#include <type_traits>

#include "host/interrupt_cells_avx2.h"

namespace holdfast {
namespace {

// Entries are written as two 64-bit halves.
static_assert(sizeof(CpuCount) == 16 && offsetof(CpuCount, count) == 8);
static_assert(sizeof(CpuId) == 4 && std::is_trivially_copyable_v<CpuCount>);

// What is known of the cells seen so far, by their bytes: byte 5 is a cell's first, byte 15 its
// last.
struct Seen {
  __m256i either;     // all were a digit or a blank
  __m256i after;      // some were no digit, and the byte before was one
  __m256i all_digit;  // all were digits
  __m256i any_digit;  // some were
};

HOLDFAST_AVX2 inline Seen nothing_seen() {
  return {_mm256_set1_epi8(-1), _mm256_setzero_si256(), _mm256_set1_epi8(-1),
          _mm256_setzero_si256()};
}

// The values of the digits of two cells; everything else is 0.
HOLDFAST_AVX2 inline __m256i look_at(__m256i cells, Seen& seen) {
  const __m256i value = _mm256_sub_epi8(cells, _mm256_set1_epi8('0'));
  const __m256i digit = _mm256_cmpeq_epi8(_mm256_min_epu8(value, _mm256_set1_epi8(9)), value);
  const __m256i blank = _mm256_cmpeq_epi8(cells, _mm256_set1_epi8(' '));
  seen.either = _mm256_and_si256(seen.either, _mm256_or_si256(digit, blank));
  seen.after =
      _mm256_or_si256(seen.after, _mm256_andnot_si256(digit, _mm256_bslli_epi128(digit, 1)));
  seen.all_digit = _mm256_and_si256(seen.all_digit, digit);
  seen.any_digit = _mm256_or_si256(seen.any_digit, digit);
  return _mm256_and_si256(_mm256_and_si256(value, digit), ten_bytes());
}

HOLDFAST_AVX2 inline bool all_in_columns(const Seen& seen) {
  constexpr unsigned kFirst = 0x0020'0020;
  constexpr unsigned kLast = 0x8000'8000;
  constexpr unsigned kDigits = 0xffc0'ffc0;
  const auto mask = [](__m256i bytes) HOLDFAST_AVX2 {
    return static_cast<unsigned>(_mm256_movemask_epi8(bytes));
  };
  const unsigned wrong = (~mask(seen.either) & (kFirst | kDigits)) | (mask(seen.after) & kDigits) |
                         (mask(seen.any_digit) & kFirst) | (~mask(seen.all_digit) & kLast);
  return wrong == 0;
}

HOLDFAST_AVX2 inline void store(__m256i entries, CpuCount* out) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), entries);
}

HOLDFAST_AVX2 inline void store(__m128i entry, CpuCount* out) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(out), entry);
}

// `numbers` of cells 0, 2, 1, 3. Writes four entries and returns how many of them count; the next
// call writes over the others.
HOLDFAST_AVX2 inline std::size_t write_four(__m256i numbers, const CpuId* cpus, CpuCount* out) {
  const __m128i ids = _mm_loadu_si128(reinterpret_cast<const __m128i*>(cpus));
  const __m256i mixed = _mm256_cvtepu32_epi64(_mm_shuffle_epi32(ids, _MM_SHUFFLE(3, 1, 2, 0)));
  const __m256i first = _mm256_unpacklo_epi64(mixed, numbers);   // cells 0 and 1
  const __m256i second = _mm256_unpackhi_epi64(mixed, numbers);  // cells 2 and 3
  const __m256i zero = _mm256_cmpeq_epi64(numbers, _mm256_setzero_si256());
  const auto zeros = static_cast<unsigned>(_mm256_movemask_pd(_mm256_castsi256_pd(zero)));
  if (zeros == 0) {
    store(first, out);
    store(second, out + 2);
    return 4;
  }
  CpuCount* at = out;
  store(_mm256_castsi256_si128(first), at);
  at += ~zeros & 1;
  store(_mm256_extracti128_si256(first, 1), at);
  at += ~zeros >> 2 & 1;
  store(_mm256_castsi256_si128(second), at);
  at += ~zeros >> 1 & 1;
  store(_mm256_extracti128_si256(second, 1), at);
  return 4 - static_cast<std::size_t>(std::popcount(zeros));
}

}  // namespace

HOLDFAST_AVX2 bool read_dense_block_avx2(const char* block, const CpuId* cpus, CpuCount* out,
                                         std::size_t& nonzero) {
  Seen seen = nothing_seen();
  std::size_t written = 0;
  for (std::size_t cell = 0; cell < kBlockCells; cell += 4) {
    const char* const at = block + cell * kCellBytes;
    const __m256i first = look_at(two_cells(at, at + kCellBytes), seen);
    const __m256i second = look_at(two_cells(at + 2 * kCellBytes, at + 3 * kCellBytes), seen);
    written += write_four(numbers_of(first, second), cpus + cell, out + written);
  }
  if (!all_in_columns(seen)) return false;
  nonzero += written;
  return true;
}

}  // namespace holdfast

#endif
