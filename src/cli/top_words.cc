// How top says shares, spans, counts and times.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/top_parts.h"

namespace holdfast {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool passes(const TopView& view, std::initializer_list<std::string_view> texts) {
  if (view.filter.empty()) return true;
  return std::any_of(texts.begin(), texts.end(), [&](std::string_view text) {
    return std::search(text.begin(), text.end(), view.filter.begin(), view.filter.end(),
                       [](char a, char b) { return lower(a) == lower(b); }) != text.end();
  });
}

std::string top_title(const char* name, const char* about, std::size_t shown, std::size_t all) {
  if (shown == all) return fmt::format("{} {}  {}", name, all, about);
  return fmt::format("{} {} of {}  {}", name, shown, all, about);
}

std::string percent(const std::optional<double>& share) {
  if (!share) return "–";
  const double value = *share * 100;
  return value >= 99.95 || value < 0.05 ? fmt::format("{:.0f}%", value)
                                        : fmt::format("{:.1f}%", value);
}

std::string top_span(double seconds) {
  if (seconds < 120) return fmt::format("{:.0f} s", std::max(seconds, 0.0));
  if (seconds < 7200) return fmt::format("{:.0f} min", std::floor(seconds / 60));
  if (seconds < 172'800) return fmt::format("{:.0f} h", std::floor(seconds / 3600));
  return fmt::format("{:.0f} days", std::floor(seconds / 86'400));
}

std::string top_count(double count) {
  if (count < 9999.5) return fmt::format("{:.0f}", count);
  if (count < 999'500) return fmt::format("{:.0f}k", count / 1e3);
  return count < 9.95e6 ? fmt::format("{:.1f}M", count / 1e6) : fmt::format("{:.0f}M", count / 1e6);
}

std::string top_time(const std::optional<double>& ns) {
  if (!ns) return "–";
  const double size = std::abs(*ns);
  if (size < 1e3) return fmt::format("{:.0f} ns", *ns);
  if (size < 1e6) return fmt::format("{:.1f} µs", *ns / 1e3);
  return size < 1e9 ? fmt::format("{:.1f} ms", *ns / 1e6) : fmt::format("{:.1f} s", *ns / 1e9);
}

Style style_of(Regime regime) {
  switch (regime) {
    case Regime::aligned: return Style::green;
    case Regime::warn: return Style::yellow;
    default: return Style::red;
  }
}

std::string sparkline(const std::vector<std::optional<double>>& values, double most) {
  constexpr const char* kLevels[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::string out;
  for (const auto& value : values) {
    if (!value) {
      out += ' ';
      continue;
    }
    const double level = most > 0 ? std::clamp(*value / most, 0.0, 1.0) * 7 : 0;
    // The lowest is for nothing: whatever is there at all is seen.
    const auto index = static_cast<std::size_t>(std::lround(level));
    out += kLevels[*value > 0 ? std::max<std::size_t>(index, 1) : 0];
  }
  return out;
}

}  // namespace holdfast
