// Canaries in which the treatment does nothing, for counting how often a test says that it does.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sequential/e_process.h"
#include "stats/philox.h"

namespace holdfast {

enum class NullWorld {
  normal,
  t3,
  t2,            // no variance
  contaminated,  // one pair in twenty is ten times as wide
  not_drawn,     // no coin: neighbouring pairs are alike (AR 0.3)
};

inline constexpr std::size_t kNullLooks = 400;

/// The differences of one canary.
inline std::vector<double> null_pairs(NullWorld world, std::uint64_t canary) {
  RowDraws draws({20260601, static_cast<std::uint32_t>(world)}, canary);
  std::vector<double> pairs;
  double last = draws.normal();
  const auto student = [&](int degrees) {
    double squares = 0;
    for (int i = 0; i < degrees; ++i) squares += std::pow(draws.normal(), 2);
    return draws.normal() / std::sqrt(squares / degrees);
  };
  for (std::size_t i = 0; i < kNullLooks; ++i) {
    switch (world) {
      case NullWorld::normal: pairs.push_back(draws.normal()); break;
      case NullWorld::t3: pairs.push_back(student(3)); break;
      case NullWorld::t2: pairs.push_back(student(2)); break;
      case NullWorld::contaminated:
        pairs.push_back(draws.normal() * (draws.uniform() < 0.05 ? 10 : 1));
        break;
      case NullWorld::not_drawn:
        pairs.push_back(last);
        last = 0.3 * last + std::sqrt(1 - 0.09) * draws.normal();
        break;
    }
  }
  return pairs;
}

struct FalseAlarms {
  double two_sided = 0, one_sided = 0, asymptotic = 0, repeated_t = 0;  // shares of canaries
};

/// How many of `canaries` are ever said to have an effect, at 5 %, when each of 400 pairs is a
/// look.
inline FalseAlarms false_alarms(NullWorld world, std::size_t canaries) {
  constexpr double kAlpha = 0.05, kNormal975 = 1.959963984540054;
  constexpr std::size_t kFirstT = 10, kTarget = 100;
  const double two = mixture_rho(kTarget, kAlpha), one = mixture_rho(kTarget, 2 * kAlpha);
  FalseAlarms counts;
  for (std::size_t canary = 0; canary < canaries; ++canary) {
    PairSums sums;
    bool by_two = false, by_one = false, by_sequence = false, by_t = false;
    for (const double pair : null_pairs(world, canary)) {
      sums.add(pair);
      by_two |= ln_e_two_sided(sums.sum(), sums.squares(), two) >= -std::log(kAlpha);
      by_one |= ln_e_one_sided(sums.sum(), sums.squares(), one) >= -std::log(kAlpha);
      if (sums.pairs() < kFirstT) continue;
      const auto sequence = asymptotic_sequence(sums, kTarget, kAlpha);
      by_sequence |= sequence && (sequence->low > 0 || sequence->high < 0);
      const double n = static_cast<double>(sums.pairs());
      by_t |= std::fabs(sums.sum() / n) > kNormal975 * std::sqrt(sums.variance() / n);
    }
    counts.two_sided += by_two ? 1 : 0;
    counts.one_sided += by_one ? 1 : 0;
    counts.asymptotic += by_sequence ? 1 : 0;
    counts.repeated_t += by_t ? 1 : 0;
  }
  const double all = static_cast<double>(canaries);
  return {counts.two_sided / all, counts.one_sided / all, counts.asymptotic / all,
          counts.repeated_t / all};
}

}  // namespace holdfast
