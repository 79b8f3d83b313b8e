#include "cdt/balance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "base/check.h"
#include "stats/ascending_order.h"

namespace holdfast {
namespace {

struct Arm {
  double weight = 0, mean = 0;
  std::optional<double> variance;
};

using Arms = std::array<Arm, 2>;  // control, treated

class Covariate {
 public:
  Covariate(std::span<const double> values, std::span<const double> treated)
      : values_(values), treated_(treated), order_(ascending_order(values)) {}

  std::optional<Arms> arms(std::span<const double> weights) const {
    Arms arms;
    for (const auto i : order_) {
      arms[arm(i)].weight += weights[i];
      arms[arm(i)].mean += weights[i] * values_[i];
    }
    if (!(arms[0].weight > 0) || !(arms[1].weight > 0)) return std::nullopt;
    for (auto& arm : arms) arm.mean /= arm.weight;
    std::array<double, 2> spread{}, squares{};
    for (const auto i : order_) {
      const auto& of = arms[arm(i)];
      const double share = weights[i] / of.weight;
      spread[arm(i)] += share * (values_[i] - of.mean) * (values_[i] - of.mean);
      squares[arm(i)] += share * share;
    }
    for (std::size_t k = 0; k < arms.size(); ++k) {
      if (1 - squares[k] > 1e-12) arms[k].variance = spread[k] / (1 - squares[k]);
    }
    return arms;
  }

  double ks(std::span<const double> weights, const Arms& arms) const {
    double apart = 0, largest = 0;
    for (std::size_t k = 0; k < order_.size(); ++k) {
      const auto i = order_[k];
      apart += (arm(i) == 1 ? 1 : -1) * weights[i] / arms[arm(i)].weight;
      const bool ties = k + 1 < order_.size() && values_[order_[k + 1]] == values_[i];
      if (!ties) largest = std::max(largest, std::fabs(apart));
    }
    return largest;
  }

 private:
  std::size_t arm(std::uint32_t row) const { return treated_[row] != 0 ? 1 : 0; }

  std::span<const double> values_, treated_;
  std::vector<std::uint32_t> order_;
};

BalanceVerdict verdict_of(const Balance& balance) {
  const auto& ratio = balance.variance_ratio;
  if (!balance.smd || std::fabs(*balance.smd) > 0.10) return BalanceVerdict::fail;
  if (ratio && (*ratio < 0.5 || *ratio > 2)) return BalanceVerdict::fail;
  return std::fabs(*balance.smd) > 0.05 ? BalanceVerdict::warn : BalanceVerdict::pass;
}

Balance judged(const Covariate& covariate, std::span<const double> weights, const Arms& arms,
               double treated_sd) {
  Balance balance{.mean_treated = arms[1].mean, .mean_control = arms[0].mean};
  const double difference = balance.mean_treated - balance.mean_control;
  // What rounding leaves of a constant column's spread and difference.
  const double nothing =
      1e-12 * std::max(std::fabs(balance.mean_treated), std::fabs(balance.mean_control));
  if (treated_sd > nothing) {
    balance.smd = difference / treated_sd;
  } else if (std::fabs(difference) <= nothing) {
    balance.smd = 0;
  }
  if (arms[0].variance && arms[1].variance && *arms[0].variance > 0) {
    balance.variance_ratio = *arms[1].variance / *arms[0].variance;
  }
  balance.ks = covariate.ks(weights, arms);
  balance.verdict = verdict_of(balance);
  return balance;
}

}  // namespace

std::optional<BalanceRow> balance_of(std::span<const double> covariate,
                                     std::span<const double> treated,
                                     std::span<const double> weights) {
  HOLDFAST_CHECK(treated.size() == covariate.size() && weights.size() == covariate.size());
  const Covariate values(covariate, treated);
  const std::vector<double> ones(covariate.size(), 1.0);
  const auto before = values.arms(ones);
  const auto after = values.arms(weights);
  if (!before || !after) return std::nullopt;
  const double treated_sd = std::sqrt(before->at(1).variance.value_or(0));
  return BalanceRow{.before = judged(values, ones, *before, treated_sd),
                    .after = judged(values, weights, *after, treated_sd)};
}

}  // namespace holdfast
