#include "cdt/hdfe_effects.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"

namespace holdfast {

HdfeEffects::HdfeEffects(std::span<const Factor> effects, std::span<const std::uint32_t> kept,
                         std::span<const double> weights, const ParallelFor& parallel)
    : weights_(weights.begin(), weights.end()) {
  HOLDFAST_CHECK(weights.empty() || weights.size() == kept.size());
  std::uint32_t levels = 0;
  for (const Factor& effect : effects) {
    first_.push_back(levels);
    auto& codes = codes_.emplace_back(kept.size());
    std::transform(kept.begin(), kept.end(), codes.begin(),
                   [&](std::uint32_t row) { return levels + effect.codes[row]; });
    levels += effect.levels;
  }
  if (effects.empty()) {
    first_.push_back(0);
    codes_.emplace_back(kept.size(), 0U);
    levels = 1;
  }
  first_.push_back(levels);
  level_weight_.resize(levels);
  for (const auto& codes : codes_) {
    for (std::size_t i = 0; i < codes.size(); ++i) {
      level_weight_[codes[i]] += weights_.empty() ? 1 : weights_[i];
    }
  }
  const auto of_first = std::span(level_weight_).first(first_[1]);
  total_weight_ = std::accumulate(of_first.begin(), of_first.end(), 0.);
  count_meetings(parallel);
}

std::size_t HdfeEffects::present_levels(std::size_t factor) const {
  const auto all =
      std::span(level_weight_).subspan(first_[factor], first_[factor + 1] - first_[factor]);
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [](double w) { return w > 0; }));
}

void HdfeEffects::count_meetings(const ParallelFor& parallel) {
  std::vector<std::vector<std::vector<Meeting>>> by_factor(factors());
  parallel(factors(), [&](std::size_t f) { by_factor[f] = meetings_of_factor(f); });
  meeting_start_.push_back(0);
  for (const auto& of_factor : by_factor) {
    for (const auto& of_level : of_factor) {
      meetings_.insert(meetings_.end(), of_level.begin(), of_level.end());
      meeting_start_.push_back(meetings_.size());
    }
  }
}

std::vector<std::vector<HdfeEffects::Meeting>> HdfeEffects::meetings_of_factor(
    std::size_t factor) const {
  const std::size_t first = first_[factor];
  const std::size_t count = first_[factor + 1] - first;
  std::vector<std::vector<Meeting>> result(count);
  if (factors() == 1) {
    return result;
  }
  std::vector<std::size_t> end(count + 1);
  for (const std::uint32_t level : codes_[factor]) {
    ++end[level - first + 1];
  }
  for (std::size_t l = 0; l < count; ++l) {
    end[l + 1] += end[l];
  }
  // After the rows are placed end[l] has moved to where level l ends.
  std::vector<std::uint32_t> ordered(rows());
  for (std::size_t i = 0; i < rows(); ++i) {
    ordered[end[codes_[factor][i] - first]++] = static_cast<std::uint32_t>(i);
  }
  std::vector<double> weight(levels());
  std::vector<std::uint32_t> met;
  std::size_t at = 0;
  for (std::size_t l = 0; l < count; ++l) {
    const auto rows_of_level = std::span(ordered).subspan(at, end[l] - at);
    at = end[l];
    met.clear();
    for (std::size_t g = 0; g < factors(); ++g) {
      for (const std::uint32_t row : rows_of_level) {
        const std::uint32_t other = codes_[g][row];
        if (g != factor && weight[other] == 0) {
          met.push_back(other);
        }
        weight[other] += weights_.empty() ? 1 : weights_[row];
      }
    }
    weight[first + l] = 0;
    std::sort(met.begin(), met.end());
    for (const std::uint32_t other : met) {
      result[l].push_back({other, weight[other]});
      weight[other] = 0;
    }
  }
  return result;
}

void HdfeEffects::take_out(std::span<const double> effects, std::span<double> values,
                           std::span<double> sums) const {
  // Factor by factor, in blocks of rows that stay in the first cache.
  constexpr std::size_t kBlock = 1024;
  std::fill(sums.begin(), sums.end(), 0);
  for (std::size_t from = 0; from < values.size(); from += kBlock) {
    const std::size_t to = std::min(values.size(), from + kBlock);
    for (const auto& codes : codes_) {
      for (std::size_t i = from; i < to; ++i) {
        values[i] -= effects[codes[i]];
      }
    }
    for (const auto& codes : codes_) {
      for (std::size_t i = from; i < to; ++i) {
        sums[codes[i]] += weights_.empty() ? values[i] : values[i] * weights_[i];
      }
    }
  }
}

double HdfeEffects::remaining_mean(std::span<const double> sums) const {
  double largest = 0;
  for (std::size_t l = 0; l < levels(); ++l) {
    if (level_weight_[l] > 0) {
      largest = std::max(largest, std::abs(sums[l]) / level_weight_[l]);
    }
  }
  return largest;
}

/// The column without its mean; returns its sum of squares, 0 when it is a constant but for
/// rounding.
double HdfeEffects::centre(std::span<const double> column, std::span<double> out) const {
  const auto weight = [&](std::size_t i) { return weights_.empty() ? 1 : weights_[i]; };
  double sum = 0;
  double size = 0;
  for (std::size_t i = 0; i < rows(); ++i) {
    sum += weight(i) * column[i];
    size += weight(i) * column[i] * column[i];
  }
  // A NaN would pass for a constant, and an outcome without spread for an effect of 0.
  HOLDFAST_CHECK(std::isfinite(size));
  const double mean = sum / total_weight_;
  double squares = 0;
  for (std::size_t i = 0; i < rows(); ++i) {
    out[i] = column[i] - mean;
    squares += weight(i) * out[i] * out[i];
  }
  return squares <= 1e-24 * size ? 0 : squares;
}

AbsorbReport HdfeEffects::residualise(std::span<const double> column, std::span<double> out) const {
  HOLDFAST_CHECK(column.size() == rows() && out.size() == rows());
  AbsorbReport report{.squares = centre(column, out)};
  if (!(report.squares > 0)) {
    std::fill(out.begin(), out.end(), 0);
    return report;
  }
  const double tolerance = kAbsorbTolerance * std::sqrt(report.squares / total_weight_);
  std::vector<double> effects(levels());
  std::vector<double> sums(levels());
  take_out(effects, out, sums);
  // A second round takes out what rounding left; a third is never needed in practice and bounds the
  // work.
  for (int round = 0; round < 3 && remaining_mean(sums) > tolerance; ++round) {
    std::fill(effects.begin(), effects.end(), 0);
    const AbsorbReport of_round = solve(sums, effects, tolerance);
    report.sweeps += of_round.sweeps;
    report.gradient_steps += of_round.gradient_steps;
    report.converged = of_round.converged;
    take_out(effects, out, sums);
  }
  return report;
}

}  // namespace holdfast
