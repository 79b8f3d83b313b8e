// Many estimates of one kind of thing (a host's effect, a symbol's): how far they truly differ, and
// each drawn towards their mean as far as it is uncertain. R. DerSimonian, N. Laird, "Meta-analysis
// in clinical trials", Controlled Clinical Trials 7, 1986.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace holdfast {

struct RandomEffects {
  double mean = 0, error = 0;  // of the distribution that the effects are drawn from
  double q = 0;                // Cochran's Σ (e − fixed mean)²/v
  double q_p = 1;              // P(χ² ≥ q) on n − 1 degrees of freedom; 1 of one estimate
  double tau_squared = 0;      // variance of the true effects: max(0, (q − (n − 1))/(Σw − Σw²/Σw))
  double i_squared = 0;        // share of the estimates' spread that is theirs: 1 − (n − 1)/q, or 0
  /// λe + (1 − λ)·mean with λ = τ²/(τ² + v), and √(λv + (1 − λ)²·error²): R's metafor::blup.
  std::vector<double> shrunk, shrunk_error;
};

/// nullopt without an estimate. CHECK: as many errors, each above 0 and finite.
std::optional<RandomEffects> random_effects(std::span<const double> estimates,
                                            std::span<const double> errors);

}  // namespace holdfast
