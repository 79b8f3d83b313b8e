// Checks and converts in one pass, four cells at a time, so that each byte is loaded once.
#if defined(__x86_64__)

#include <array>
#include <bit>
#include <cstdint>
#include <type_traits>

#include "host/interrupt_cells_avx2.h"

namespace holdfast {
namespace {

constexpr std::size_t kPrefetchBytes = 4096;

static_assert(sizeof(InterruptCell) == 8 && offsetof(InterruptCell, count) == 4);
static_assert(sizeof(CpuId) == 4 && std::is_trivially_copyable_v<InterruptCell>);

// For each set of four entries that count: the 32-bit lanes that bring them to the front.
struct alignas(32) Lanes {
  std::array<std::array<std::uint32_t, 8>, 16> of{};
  constexpr Lanes() {
    for (std::uint32_t set = 0; set < of.size(); ++set) {
      std::size_t next = 0;
      for (std::uint32_t entry = 0; entry < 4; ++entry) {
        if ((set >> entry & 1) == 0) continue;
        of[set][next++] = 2 * entry;
        of[set][next++] = 2 * entry + 1;
      }
    }
  }
};
constexpr Lanes kLanes;

// What is known of the cells seen so far, by their bytes: byte 5 is a cell's first, byte 15 its
// last.
struct Seen {
  __m256i either;     // all were a digit or a blank
  __m256i after;      // some were no digit, and the byte before was one
  __m256i all_digit;  // all were digits
  __m256i any_digit;  // some were
  __m256i numbers;    // the bits that any number had
};

HOLDFAST_AVX2 inline Seen nothing_seen() {
  return {_mm256_set1_epi8(-1), _mm256_setzero_si256(), _mm256_set1_epi8(-1),
          _mm256_setzero_si256(), _mm256_setzero_si256()};
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

HOLDFAST_AVX2 inline bool all_believable(const Seen& seen) {
  constexpr unsigned kFirst = 0x0020'0020;
  constexpr unsigned kLast = 0x8000'8000;
  constexpr unsigned kDigits = 0xffc0'ffc0;
  const auto mask = [](__m256i bytes) HOLDFAST_AVX2 {
    return static_cast<unsigned>(_mm256_movemask_epi8(bytes));
  };
  const unsigned wrong = (~mask(seen.either) & (kFirst | kDigits)) | (mask(seen.after) & kDigits) |
                         (mask(seen.any_digit) & kFirst) | (~mask(seen.all_digit) & kLast);
  return wrong == 0 && _mm256_testz_si256(seen.numbers, _mm256_set1_epi64x(~0xffff'ffffLL)) != 0;
}

// `numbers` of cells 0, 2, 1, 3. Writes four entries and returns how many of them count; the next
// call writes over the others.
HOLDFAST_AVX2 inline std::size_t write_four(__m256i numbers, const CpuId* cpus,
                                            InterruptCell* out) {
  const __m128i ids = _mm_loadu_si128(reinterpret_cast<const __m128i*>(cpus));
  const __m256i counts =
      _mm256_permute4x64_epi64(_mm256_slli_epi64(numbers, 32), _MM_SHUFFLE(3, 1, 2, 0));
  __m256i entries = _mm256_or_si256(_mm256_cvtepu32_epi64(ids), counts);
  const __m256i zero = _mm256_cmpeq_epi64(counts, _mm256_setzero_si256());
  const auto zeros = static_cast<unsigned>(_mm256_movemask_pd(_mm256_castsi256_pd(zero)));
  if (zeros != 0) {
    const auto* lanes = reinterpret_cast<const __m256i*>(kLanes.of[~zeros & 15].data());
    entries = _mm256_permutevar8x32_epi32(entries, _mm256_load_si256(lanes));
  }
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), entries);
  return 4 - static_cast<std::size_t>(std::popcount(zeros));
}

}  // namespace

HOLDFAST_AVX2 bool read_dense_block_avx2(const char* block, const CpuId* cpus, InterruptCell* out,
                                         std::size_t& nonzero) {
  Seen seen = nothing_seen();
  std::size_t written = 0;
  for (std::size_t cell = 0; cell < kBlockCells; cell += 4) {
    const char* const at = block + cell * kCellBytes;
    // Far enough ahead of the text, which the hardware's prefetcher follows only within a page.
    _mm_prefetch(at + kPrefetchBytes, _MM_HINT_T0);
    const __m256i first = look_at(two_cells(at, at + kCellBytes), seen);
    const __m256i second = look_at(two_cells(at + 2 * kCellBytes, at + 3 * kCellBytes), seen);
    const __m256i numbers = numbers_of(first, second);
    seen.numbers = _mm256_or_si256(seen.numbers, numbers);
    written += write_four(numbers, cpus + cell, out + written);
  }
  if (!all_believable(seen)) return false;
  nonzero += written;
  return true;
}

}  // namespace holdfast

#endif
