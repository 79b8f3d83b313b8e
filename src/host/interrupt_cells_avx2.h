// What the two AVX2 readers of cells share. Only for interrupt_*_avx2.cc.
#pragma once

#if defined(__x86_64__)

#include <immintrin.h>

#include <cstddef>

#include "host/interrupt_cells.h"

#define HOLDFAST_AVX2 __attribute__((target("avx2")))

namespace holdfast {

constexpr std::size_t kBlockCells = 32;
constexpr std::size_t kBlockBytes = kBlockCells * kCellBytes;

/// Reads kBlockCells cells, most of which are not zero. `cpus` and `out` have as many entries; the
/// non-zero cells are in front, and their number is added to `nonzero`. False when a cell is not
/// blanks, then digits up to its last byte, or is a number beyond 32 bits: then what stands in
/// `out` means nothing.
bool read_dense_block_avx2(const char* block, const CpuId* cpus, InterruptCell* out,
                           std::size_t& nonzero);

/// Two cells, each in bytes 5…15 of its half.
HOLDFAST_AVX2 inline __m256i two_cells(const char* low, const char* high) {
  return _mm256_loadu2_m128i(reinterpret_cast<const __m128i*>(high - kBytesBeforeCells),
                             reinterpret_cast<const __m128i*>(low - kBytesBeforeCells));
}

/// Bytes 6…15 of each half are the values of ten digits; the others are 0. Two digits, then four
/// are joined.
HOLDFAST_AVX2 inline __m256i fours_of(__m256i digits) {
  const __m256i twos = _mm256_maddubs_epi16(digits, _mm256_set1_epi16(0x010a));
  return _mm256_madd_epi16(twos, _mm256_set1_epi32(0x00010064));
}

/// The numbers of four cells, in the order low.0, low.1, high.0, high.1: where `first` has the 0
/// and `second` the 1 of each half. The top two of ten digits are alone in an "eight".
HOLDFAST_AVX2 inline __m256i numbers_of(__m256i first, __m256i second) {
  const __m256i fours = _mm256_packus_epi32(fours_of(first), fours_of(second));
  const __m256i eights = _mm256_madd_epi16(fours, _mm256_set1_epi32(0x00012710));
  const __m256i tops = _mm256_mul_epu32(eights, _mm256_set1_epi64x(100'000'000));
  return _mm256_add_epi64(tops, _mm256_srli_epi64(eights, 32));
}

/// All but the ten bytes that may hold digits is 0.
HOLDFAST_AVX2 inline __m256i ten_bytes() {
  return _mm256_broadcastsi128_si256(
      _mm_set_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0));
}

}  // namespace holdfast

#endif
