#include <algorithm>
#include <cmath>
#include <vector>

#include "cdt/hdfe_effects.h"

namespace holdfast {

namespace {

constexpr int kMostSweeps = 100;
constexpr int kMostGradientSteps = 10'000;

double dot(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += a[i] * b[i];
  }
  return sum;
}

/// Irons and Tuck: from x, G(x) and G(G(x)), where the iteration is heading. False when nothing
/// moves any more.
bool extrapolate(std::span<double> x, std::span<const double> gx, std::span<const double> ggx) {
  double along = 0;
  double squares = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double step = ggx[i] - gx[i];
    const double turn = step - gx[i] + x[i];
    along += step * turn;
    squares += turn * turn;
  }
  if (!(squares > 0)) {
    return false;
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = ggx[i] - along / squares * (ggx[i] - gx[i]);
  }
  return true;
}

}  // namespace

/// Sets the effects of the levels [from, to) to what the others leave of their means; returns the
/// largest change.
double HdfeEffects::sweep(std::span<const double> sums, std::span<double> effects, std::size_t from,
                          std::size_t to) const {
  double change = 0;
  for (std::size_t l = from; l < to; ++l) {
    if (!(level_weight_[l] > 0)) {
      continue;
    }
    double left = sums[l];
    for (const Meeting& other : meetings(l)) {
      left -= other.weight * effects[other.level];
    }
    const double effect = left / level_weight_[l];
    change = std::max(change, std::abs(effect - effects[l]));
    effects[l] = effect;
  }
  return change;
}

void HdfeEffects::accelerated_sweeps(std::span<const double> sums, std::span<double> effects,
                                     double tolerance, AbsorbReport& report) const {
  // The first factor's effects follow from the others', which are the state that is extrapolated.
  const std::size_t first = first_[1];
  const auto state = effects.subspan(first);
  std::vector<double> x(state.begin(), state.end());
  std::vector<double> gx(state.size());
  const auto one_sweep = [&] {
    ++report.sweeps;
    const double of_first = sweep(sums, effects, 0, first);
    return std::max(of_first, sweep(sums, effects, first, levels()));
  };
  while (report.sweeps < kMostSweeps) {
    if (one_sweep() <= tolerance) {
      return;
    }
    std::copy(state.begin(), state.end(), gx.begin());
    if (one_sweep() <= tolerance) {
      return;
    }
    if (extrapolate(x, gx, state)) {
      std::copy(x.begin(), x.end(), state.begin());
    } else {
      std::copy(state.begin(), state.end(), x.begin());
    }
  }
  report.converged = false;
}

void HdfeEffects::conjugate_gradients(std::span<const double> sums, std::span<double> effects,
                                      double tolerance, AbsorbReport& report) const {
  const auto normal_equations = [&](std::span<const double> in, std::span<double> out) {
    for (std::size_t l = 0; l < levels(); ++l) {
      out[l] = level_weight_[l] * in[l];
      for (const Meeting& other : meetings(l)) {
        out[l] += other.weight * in[other.level];
      }
    }
  };
  const auto precondition = [&](std::span<const double> in, std::span<double> out) {
    for (std::size_t l = 0; l < levels(); ++l) {
      out[l] = level_weight_[l] > 0 ? in[l] / level_weight_[l] : 0;
    }
  };
  std::vector<double> left(levels());
  std::vector<double> scaled(levels());
  std::vector<double> image(levels());
  normal_equations(effects, left);
  for (std::size_t l = 0; l < levels(); ++l) {
    left[l] = sums[l] - left[l];
  }
  precondition(left, scaled);
  std::vector<double> direction = scaled;
  double size = dot(left, scaled);
  report.converged = remaining_mean(left) <= tolerance;
  while (!report.converged && report.gradient_steps < kMostGradientSteps) {
    ++report.gradient_steps;
    normal_equations(direction, image);
    const double curvature = dot(direction, image);
    if (!(curvature > 0)) {
      return;
    }
    const double step = size / curvature;
    for (std::size_t l = 0; l < levels(); ++l) {
      effects[l] += step * direction[l];
      left[l] -= step * image[l];
    }
    precondition(left, scaled);
    const double next_size = dot(left, scaled);
    for (std::size_t l = 0; l < levels(); ++l) {
      direction[l] = scaled[l] + next_size / size * direction[l];
    }
    size = next_size;
    report.converged = remaining_mean(left) <= tolerance;
  }
}

AbsorbReport HdfeEffects::solve(std::span<const double> sums, std::span<double> effects,
                                double tolerance) const {
  AbsorbReport report;
  if (factors() == 1) {
    sweep(sums, effects, 0, levels());
    report.sweeps = 1;
    return report;
  }
  accelerated_sweeps(sums, effects, tolerance, report);
  if (!report.converged) {
    conjugate_gradients(sums, effects, tolerance, report);
  }
  return report;
}

}  // namespace holdfast
