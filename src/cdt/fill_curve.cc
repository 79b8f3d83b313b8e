#include "cdt/fill_curve.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "stats/distributions.h"

namespace holdfast {
namespace {

std::vector<FillTime> by_time(std::span<const FillTime> orders) {
  std::vector<FillTime> sorted(orders.begin(), orders.end());
  for (const auto& order : sorted) HOLDFAST_CHECK(!std::isnan(order.seconds));
  std::ranges::sort(sorted, {}, &FillTime::seconds);
  return sorted;
}

struct Ends {
  double filled = 0, cancelled = 0, all = 0;
};

// Those at `from` and at the same time; `from` goes behind them.
Ends ends_at(std::span<const FillTime> sorted, std::size_t& from) {
  Ends ends;
  const double seconds = sorted[from].seconds;
  for (; from < sorted.size() && sorted[from].seconds == seconds; ++from) {
    ends.filled += sorted[from].end == FillEnd::filled ? 1 : 0;
    ends.cancelled += sorted[from].end == FillEnd::cancelled ? 1 : 0;
    ++ends.all;
  }
  return ends;
}

}  // namespace

FillCurve::FillCurve(std::span<const FillTime> orders) {
  const auto sorted = by_time(orders);
  double open = 1, not_filled = 1;  // share without any end, and Kaplan and Meier's
  Step step;
  for (std::size_t i = 0; i < sorted.size();) {
    const auto at_risk = static_cast<double>(sorted.size() - i);
    step.seconds = sorted[i].seconds;
    const Ends ends = ends_at(sorted, i);
    // Never above 1, whatever was rounded.
    step.filled = std::min(1.0, step.filled + open * ends.filled / at_risk);
    step.cancelled = std::min(1.0, step.cancelled + open * ends.cancelled / at_risk);
    open *= 1 - (ends.filled + ends.cancelled) / at_risk;
    not_filled *= 1 - ends.filled / at_risk;
    step.kaplan_meier = 1 - not_filled;
    steps_.push_back(step);
  }
}

FillCurve::Step FillCurve::at(double seconds) const {
  const auto behind = std::ranges::upper_bound(steps_, seconds, {}, &Step::seconds);
  return behind == steps_.begin() ? Step{} : *(behind - 1);
}

double FillCurve::filled_by(double seconds) const { return at(seconds).filled; }
double FillCurve::cancelled_by(double seconds) const { return at(seconds).cancelled; }
double FillCurve::kaplan_meier_by(double seconds) const { return at(seconds).kaplan_meier; }

double FillCurve::mean_unfilled_until(double seconds) const {
  double area = 0, from = 0, filled = 0;
  for (const auto& step : steps_) {
    if (step.seconds >= seconds) break;
    const double to = std::max(step.seconds, 0.0);
    area += (to - from) * (1 - filled);
    from = to;
    filled = step.filled;
  }
  return area + (seconds - from) * (1 - filled);
}

std::optional<LogRank> fill_log_rank(std::span<const FillTime> one,
                                     std::span<const FillTime> other) {
  const auto first = by_time(one), second = by_time(other);
  double excess = 0, variance = 0;
  std::size_t i = 0, j = 0;
  while (i < first.size() && j < second.size()) {
    const auto at_risk_first = static_cast<double>(first.size() - i);
    const double at_risk = at_risk_first + static_cast<double>(second.size() - j);
    const double seconds = std::min(first[i].seconds, second[j].seconds);
    const double filled_first = first[i].seconds == seconds ? ends_at(first, i).filled : 0;
    const double filled_second = second[j].seconds == seconds ? ends_at(second, j).filled : 0;
    const double filled = filled_first + filled_second;
    const double share = at_risk_first / at_risk;
    excess += filled_first - filled * share;
    if (at_risk > 1) {
      variance += filled * share * (1 - share) * (at_risk - filled) / (at_risk - 1);
    }
  }
  if (!(variance > 0)) return std::nullopt;
  const double chi_squared = excess * excess / variance;
  return LogRank{chi_squared, chi_squared_upper_p(chi_squared, 1)};
}

}  // namespace holdfast
