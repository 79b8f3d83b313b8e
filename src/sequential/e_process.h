// The sequential test of a canary: how much evidence pairs of a randomised switchback hold, at any
// look (TCA §9; self-normalised normal mixture, de la Peña 1999; Howard, Ramdas, McAuliffe, Sekhon:
// "Time-uniform, nonparametric, nonasymptotic confidence sequences", Annals of Statistics 49,
// 2021).
//
// D is what treatment did in one pair, treated less control. Because a coin says which side is
// treated, D is symmetric about 0 when treatment does nothing, whatever its tail: then E exceeds
// 1/α ever, over all looks, with a probability of at most α. Without the coin this is not so.
#pragma once

#include <cstddef>
#include <optional>

#include "stats/sums.h"

namespace holdfast {

/// Σ D and Σ D² so far.
class PairSums {
 public:
  /// CHECK: finite.
  void add(double difference);
  [[nodiscard]] std::size_t pairs() const { return pairs_; }
  [[nodiscard]] double sum() const { return sum_.value(); }
  [[nodiscard]] double squares() const { return squares_.value(); }
  /// With n − 1; 0 below two pairs.
  [[nodiscard]] double variance() const;

 private:
  std::size_t pairs_ = 0;
  NeumaierSum sum_, squares_;
};

/// The mixture's ρ for which the test is sharpest when Σ D² has come to `v_opt`:
/// v_opt/(2 ln(1/α) + ln(1 + 2 ln(1/α))). It has to be fixed before the first pair. CHECK: v_opt >
/// 0, 0 < α < 1.
double mixture_rho(double v_opt, double alpha);

/// ½ ln(ρ/(V + ρ)) + S²/(2(V + ρ)): against "the mean is 0".
double ln_e_two_sided(double sum, double squares, double rho);
/// ½ ln(4ρ/(V + ρ)) + S²/(2(V + ρ)) + ln Φ(S/√(V + ρ)): against "the mean is not above 0". ρ is
/// mixture_rho(v_opt, 2α).
double ln_e_one_sided(double sum, double squares, double rho);
/// ln Φ(z), also where Φ is below the smallest number.
double ln_normal_cdf(double z);

struct EffectInterval {
  double low = 0, high = 0;
};

/// The means δ around the sums' own that ln_e_two_sided(D − δ) < ln(1/α) does not reject; covers
/// the mean at all looks together. Nothing: too few pairs, every δ is in it. (δ so far out that Σ
/// D² is all δ's own is not rejected either; it is left out.)
std::optional<EffectInterval> confidence_sequence(const PairSums& pairs, double rho, double alpha);

/// mean ± σ̂ √(2(nρ² + 1)/(n²ρ²) · ln(√(nρ² + 1)/α)), for effects that differ from pair to pair; ρ
/// is the one that is sharpest at `target_pairs`. Asymptotic (Waudby-Smith, Arbour, Sinha, Kennedy,
/// Ramdas: "Time-uniform central limit theory and asymptotic confidence sequences", 2021). Nothing
/// below two pairs.
std::optional<EffectInterval> asymptotic_sequence(const PairSums& pairs, std::size_t target_pairs,
                                                  double alpha);

/// The p that may be read at any look: 1/E at its largest so far, at most 1.
double anytime_p(double largest_ln_e);

}  // namespace holdfast
