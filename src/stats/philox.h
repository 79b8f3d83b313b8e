// Random numbers that are a function of where they stand, not of who drew them before:
// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC11).
// A draw depends on (seed, stream, row, index) and on nothing else, so any number of threads makes
// the same rows in any order.
#pragma once

#include <array>
#include <cstdint>

namespace holdfast {

using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

/// The bijection itself, with ten rounds. Words stand as in Random123's kat_vectors.
PhiloxCounter philox4x32_10(PhiloxCounter counter, PhiloxKey key);

/// Whose numbers: what is drawn for one purpose has a stream of its own.
struct DrawStream {
  std::uint64_t seed = 0;
  std::uint32_t stream = 0;
};

/// 64 random bits: half `index % 2` of the block with counter {row, row >> 32, index / 2, stream}
/// under the key {seed, seed >> 32}.
std::uint64_t bits_at(const DrawStream& from, std::uint64_t row, std::uint64_t index);

/// A double in (0, 1), never 0 nor 1: (the upper 52 bits + 1/2) / 2^52, so that u and 1 - u are
/// both exact.
double uniform_of_bits(std::uint64_t bits);

/// uniform_of_bits(bits_at(…)).
double uniform_at(const DrawStream& from, std::uint64_t row, std::uint64_t index);

/// The draws of one row, one after the other. Each call takes the next index (or as many as it
/// says), so that a row's numbers are fixed as long as its calls are.
class RowDraws {
 public:
  RowDraws(const DrawStream& from, std::uint64_t row) : from_(from), row_(row) {}

  std::uint64_t bits();
  /// In (0, 1).
  double uniform() { return uniform_of_bits(bits()); }
  /// Standard normal, by the inverse of its distribution function.
  double normal();
  /// With mean 1, by the inverse of its distribution function.
  double exponential();
  /// Student's t with five degrees of freedom (variance 5/3). Takes four indices.
  double student_t5();

 private:
  DrawStream from_;
  std::uint64_t row_ = 0;
  std::uint64_t next_ = 0;
  std::uint64_t second_half_ = 0;  // of the block whose first half was handed out
};

}  // namespace holdfast
