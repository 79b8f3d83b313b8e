#include "chart/axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace holdfast {
namespace {

constexpr double kWidest = 1e100;  // beyond it steps are not told apart from rounding

// The smallest of 1, 2, 5 × 10^n that is at least `least`.
double round_step(double least) {
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double times : {1.0, 2.0, 5.0}) {
    if (times * power >= least * (1 - 1e-9)) return times * power;
  }
  return 10 * power;
}

bool is_range(double low, double high) {
  return std::abs(low) < kWidest && std::abs(high) < kWidest &&
         high - low > 1e-12 * std::max(std::abs(low), std::abs(high));
}

double step_of(double low, double high, std::size_t most) {
  return round_step((high - low) / static_cast<double>(std::max<std::size_t>(most, 2) - 1));
}

std::string label_of(double value, double step) {
  if (std::abs(value) >= 1e7 || step < 1e-6) return fmt::format("{:.4g}", value);
  const int decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
  const auto text = fmt::format("{:.{}f}", std::abs(value), decimals);
  return value < 0 ? "−" + text : text;
}

}  // namespace

std::vector<Tick> round_ticks(double low, double high, std::size_t most) {
  std::vector<Tick> ticks;
  if (!is_range(low, high)) return ticks;
  const double step = step_of(low, high, most);
  const double first = std::ceil(low / step - 1e-9), last = std::floor(high / step + 1e-9);
  for (double i = first; i <= last; ++i) {
    ticks.push_back({i * step, label_of(i * step, step)});
  }
  return ticks;
}

Axis number_axis(std::span<const double> values, std::string title, std::size_t most) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double value : values) {
    if (!(std::abs(value) < kWidest)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (low > high) low = 0, high = 1;
  if (!is_range(low, high)) {
    const double reach = std::max(1.0, std::abs(low) / 10);
    low -= reach;
    high += reach;
  }
  const double step = step_of(low, high, most);
  Axis axis{.from = std::floor(low / step + 1e-9) * step,
            .to = std::ceil(high / step - 1e-9) * step,
            .title = std::move(title)};
  axis.ticks = round_ticks(axis.from, axis.to, most + 2);
  return axis;
}

Axis name_axis(const std::vector<std::string>& names) {
  Axis axis{.from = static_cast<double>(std::max<std::size_t>(names.size(), 1)) - 0.5,
            .to = -0.5,
            .is_names = true};
  for (std::size_t i = 0; i < names.size(); ++i) {
    axis.ticks.push_back({static_cast<double>(i), names[i]});
  }
  return axis;
}

}  // namespace holdfast
