#include "stats/philox.h"

#include <cmath>

#include "stats/normal_quantile.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kMultiplier0 = 0xD2511F53, kMultiplier1 = 0xCD9E8D57;
constexpr std::uint32_t kWeyl0 = 0x9E3779B9, kWeyl1 = 0xBB67AE85;
constexpr int kRounds = 10;

std::uint32_t low(std::uint64_t word) { return static_cast<std::uint32_t>(word); }
std::uint32_t high(std::uint64_t word) { return static_cast<std::uint32_t>(word >> 32); }

PhiloxCounter block_at(const DrawStream& from, std::uint64_t row, std::uint64_t block) {
  return philox4x32_10({low(row), high(row), low(block), from.stream},
                       {low(from.seed), high(from.seed)});
}

std::uint64_t half_of(const PhiloxCounter& block, std::uint64_t half) {
  return half == 0 ? block[0] | std::uint64_t{block[1]} << 32
                   : block[2] | std::uint64_t{block[3]} << 32;
}

}  // namespace

PhiloxCounter philox4x32_10(PhiloxCounter counter, PhiloxKey key) {
  for (int round = 0; round < kRounds; ++round) {
    const std::uint64_t product0 = std::uint64_t{kMultiplier0} * counter[0];
    const std::uint64_t product1 = std::uint64_t{kMultiplier1} * counter[2];
    counter = {high(product1) ^ counter[1] ^ key[0], low(product1),
               high(product0) ^ counter[3] ^ key[1], low(product0)};
    key[0] += kWeyl0;
    key[1] += kWeyl1;
  }
  return counter;
}

std::uint64_t bits_at(const DrawStream& from, std::uint64_t row, std::uint64_t index) {
  return half_of(block_at(from, row, index / 2), index % 2);
}

double uniform_of_bits(std::uint64_t bits) {
  return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52;
}

double uniform_at(const DrawStream& from, std::uint64_t row, std::uint64_t index) {
  return uniform_of_bits(bits_at(from, row, index));
}

std::uint64_t RowDraws::bits() {
  const std::uint64_t index = next_++;
  if (index % 2 == 1) {
    return second_half_;
  }
  const PhiloxCounter block = block_at(from_, row_, index / 2);
  second_half_ = half_of(block, 1);
  return half_of(block, 0);
}

double RowDraws::normal() { return normal_quantile(uniform()); }

double RowDraws::exponential() { return -std::log(uniform()); }

double RowDraws::student_t5() {
  const double numerator = normal(), fifth = normal(), first = uniform(), second = uniform();
  // A chi-square of two degrees is -2 ln u: two of them and one squared normal make five.
  const double chi_square = fifth * fifth - 2.0 * (std::log(first) + std::log(second));
  return numerator / std::sqrt(chi_square / 5.0);
}

}  // namespace holdfast
