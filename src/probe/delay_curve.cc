#include "probe/delay_curve.h"

#include <algorithm>
#include <cmath>

namespace holdfast {
namespace {

double drawn(double ns) { return std::max(ns, 1.0); }

const ProbeDelays* delays_in(const ProbeResult& result, std::string_view of) {
  for (const auto& delays : result.delays) {
    if (delays.of == of && !delays.percentiles.empty()) return &delays;
  }
  return nullptr;
}

std::optional<double> drawn(const std::optional<double>& ns) {
  return ns ? std::optional(drawn(*ns)) : std::nullopt;
}

// The number-th of 1, 2, 5, 10, …, from 0 on.
double round_number(int number) {
  constexpr double kOf[] = {1, 2, 5};
  return kOf[number % 3] * std::pow(10, number / 3);
}

}  // namespace

std::string delays_to_plot(const std::vector<ProbeResult>& results) {
  if (results.empty()) return {};
  for (const auto& delays : results.front().delays) {
    if (std::all_of(results.begin(), results.end(), [&](const ProbeResult& result) {
          return delays_in(result, delays.of) != nullptr;
        })) {
      return delays.of;
    }
  }
  for (const auto& result : results) {
    if (!result.delays.empty()) return result.delays.front().of;
  }
  return {};
}

std::vector<DelayCurve> curves_of(const std::vector<ProbeResult>& results, std::string_view of) {
  std::vector<DelayCurve> out;
  for (const auto& result : results) {
    const auto* delays = delays_in(result, of);
    if (delays == nullptr) continue;
    DelayCurve curve{.name = result.receiver};
    for (const auto& [p, ns, low, high] : delays->percentiles) {
      if (p >= 1) {
        curve.maximum = {std::log10(static_cast<double>(delays->count)), drawn(ns), {}, {}};
      } else {
        curve.points.push_back({-std::log10(1 - p), drawn(ns), drawn(low), drawn(high)});
      }
    }
    out.push_back(std::move(curve));
  }
  return out;
}

std::optional<double> ns_at(const DelayCurve& curve, double step) {
  constexpr double kRounding = 1e-6;  // a step on a point is the point
  const auto& points = curve.points;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (std::abs(points[i].step - step) < kRounding) return points[i].ns;
    if (i == 0 || step < points[i - 1].step || step > points[i].step) continue;
    const double share = (step - points[i - 1].step) / (points[i].step - points[i - 1].step);
    return points[i - 1].ns * std::pow(points[i].ns / points[i - 1].ns, share);
  }
  return std::nullopt;
}

std::vector<double> delay_ticks(const std::vector<DelayCurve>& curves, std::size_t most) {
  double least = 0, greatest = 0;
  const auto take = [&](double ns) {
    least = least == 0 ? ns : std::min(least, ns);
    greatest = std::max(greatest, ns);
  };
  for (const auto& curve : curves) {
    for (const auto& point : curve.points) take(point.ns);
    if (curve.maximum) take(curve.maximum->ns);
  }
  int first = 0;
  while (round_number(first + 1) <= least) ++first;
  int last = first + 1;
  while (round_number(last) < greatest) ++last;
  // All of 1, 2, 5 when they have room, else every decade, every second one, …
  for (int stride = 1;; stride = stride == 1 ? 3 : stride + 3) {
    if (stride == 3) first -= first % 3;
    const int gaps = (last - first + stride - 1) / stride;
    if (static_cast<std::size_t>(gaps) >= std::max<std::size_t>(most, 2)) continue;
    std::vector<double> out;
    for (int i = 0; i <= gaps; ++i) out.push_back(round_number(first + i * stride));
    return out;
  }
}

}  // namespace holdfast
