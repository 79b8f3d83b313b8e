#include "probe/figure_text.h"

#include <fmt/format.h>

#include <cmath>

namespace holdfast {
namespace {

// Three digits of a figure below 1000; whole, with commas, from 100 on.
std::string three_digits(double value) {
  const double size = std::abs(value);
  if (size < 9.995) return fmt::format("{:.2f}", value);
  if (size < 99.95) return fmt::format("{:.1f}", value);
  const auto whole = static_cast<std::uint64_t>(std::llround(size));
  return (value < 0 ? "-" : "") + count_text(whole);
}

}  // namespace

std::string count_text(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ',');
  return text;
}

std::string delay_text(double ns) {
  const double size = std::abs(ns);
  if (size < 999.5) return fmt::format("{:.0f} ns", ns);
  if (size < 999.5e3) return three_digits(ns / 1e3) + " µs";
  if (size < 999.5e6) return three_digits(ns / 1e6) + " ms";
  return three_digits(ns / 1e9) + " s";
}

std::string microseconds_text(double ns) { return three_digits(ns / 1e3); }

std::string rate_text(double rate) {
  if (rate < 99.5 || rate > 1e15) return fmt::format("{:.3g}", rate);
  return count_text(static_cast<std::uint64_t>(std::llround(rate)));
}

std::string tick_text(double ns) {
  if (ns < 1e3) return fmt::format("{:g} ns", ns);
  if (ns < 1e6) return fmt::format("{:g} µs", ns / 1e3);
  if (ns < 1e9) return fmt::format("{:g} ms", ns / 1e6);
  return fmt::format("{:g} s", ns / 1e9);
}

std::string share_text(double share) {
  const double percent = share * 100;
  if (percent <= 0) return "0 %";
  if (percent < 0.01) return "under 0.01 %";
  return percent < 9.95 ? fmt::format("{:.2g} %", percent) : fmt::format("{:.0f} %", percent);
}

std::string percentile_name(double p) { return p >= 1 ? "max" : fmt::format("P{:g}", p * 100); }

}  // namespace holdfast
