// NeumaierSum: a sum whose error does not grow with the number of terms (A. Neumaier,
// "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54, 1974). The
// same terms in the same order give the same bits.
#pragma once

#include <span>

namespace holdfast {

class NeumaierSum {
 public:
  constexpr void add(double term) {
    const double sum = sum_ + term;
    const bool sum_is_larger = (sum_ < 0 ? -sum_ : sum_) >= (term < 0 ? -term : term);
    lost_ += sum_is_larger ? (sum_ - sum) + term : (term - sum) + sum_;
    sum_ = sum;
  }
  [[nodiscard]] constexpr double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0;
  double lost_ = 0;
};

/// 0 when there are no terms.
constexpr double neumaier_sum(std::span<const double> terms) {
  NeumaierSum sum;
  for (const double term : terms) {
    sum.add(term);
  }
  return sum.value();
}

}  // namespace holdfast
