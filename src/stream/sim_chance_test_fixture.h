// Chance of a simulation: all of it comes from one seed.
#pragma once

#include <cstdint>
#include <random>

namespace holdfast {

class SimChance {
 public:
  explicit SimChance(std::uint64_t seed) : random_(seed) {}
  bool is(double probability) {
    return probability > 0 && static_cast<double>(random_() >> 11U) * 0x1p-53 < probability;
  }
  /// From `least` to `most`, both included.
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return least +
           static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(most - least + 1));
  }
  double up_to(double most) { return static_cast<double>(random_() >> 11U) * 0x1p-53 * most; }

 private:
  std::mt19937_64 random_;
};

}  // namespace holdfast
