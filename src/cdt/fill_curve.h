// How soon orders are filled when some are cancelled first: the cumulative incidence of fills with
// cancels as a competing risk (O. O. Aalen, S. Johansen, Scand. J. Statist. 5, 1978). To take
// cancels for censored orders, as Kaplan and Meier's estimator does, says how soon orders would be
// filled that nobody cancels, if those that are cancelled were like the others: too soon.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace holdfast {

enum class FillEnd : std::uint8_t { censored, filled, cancelled };

struct FillTime {
  double seconds = 0;
  FillEnd end = FillEnd::censored;
};

class FillCurve {
 public:
  /// Of orders that end at the same time, censored ones are at risk until behind it. CHECK: no time
  /// is NaN.
  explicit FillCurve(std::span<const FillTime> orders);

  [[nodiscard]] double filled_by(double seconds) const;
  [[nodiscard]] double cancelled_by(double seconds) const;
  /// 1 − Kaplan and Meier, cancels as censored.
  [[nodiscard]] double kaplan_meier_by(double seconds) const;
  /// ∫ (1 − filled_by) from 0 to there: how long an order is not filled, on average.
  [[nodiscard]] double mean_unfilled_until(double seconds) const;

 private:
  struct Step {
    double seconds = 0, filled = 0, cancelled = 0, kaplan_meier = 0;
  };
  [[nodiscard]] Step at(double seconds) const;
  std::vector<Step> steps_;  // ascending; values from there on
};

struct LogRank {
  double chi_squared = 0, p = 1;  // one degree of freedom
};

/// Are orders of both groups filled at the same rate, cancels and ends as censored? nullopt: one
/// group is empty, or no fill tells.
std::optional<LogRank> fill_log_rank(std::span<const FillTime> one,
                                     std::span<const FillTime> other);

}  // namespace holdfast
