#include "probe/stage_bars.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "probe/figure_text.h"
#include "probe/probe_delays.h"
#include "probe/text_grid.h"

namespace holdfast {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kLeastBars = 20;
constexpr std::size_t kUsual = 80;         // columns of a terminal that has not said
constexpr std::size_t kFiguresOfBar = 26;  // "  P50 0.85 µs  P99 1.70 µs"

// Eighths of a column where there are block characters.
std::string bar_text(const StageBar& bar, std::size_t width, bool use_unicode) {
  constexpr const char* kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const double scale = static_cast<double>(width) * (use_unicode ? 8 : 1);
  const auto steps =
      static_cast<std::size_t>(std::max(std::lround((bar.end - bar.begin) * scale), 1L));
  const auto blanks =
      std::min(static_cast<std::size_t>(bar.begin * static_cast<double>(width)), width - 1);
  std::string out(blanks, ' ');
  if (!use_unicode) return out + std::string(steps, '#');
  for (std::size_t i = 0; i < steps / 8; ++i) out += "█";
  return out + kEighths[steps % 8];
}

}  // namespace
std::vector<StageBar> bars_of(const PacketStages& stages) {
  std::vector<StageBar> bars;
  double all = 0;
  for (const auto& stage : stages.stages) {
    if (!stage.share) continue;
    const auto* p50 = percentile_of(stage.delays, 0.5);
    if (p50 == nullptr) continue;
    StageBar bar{.name = stage.delays.of, .begin = all, .p50_ns = p50->ns};
    all += std::max(p50->ns, 0.0);
    bar.end = all;
    if (const auto* p99 = percentile_of(stage.delays, 0.99)) bar.p99_ns = p99->ns;
    bars.push_back(bar);
  }
  for (auto& bar : bars) {
    bar.begin = all > 0 ? bar.begin / all : 0;
    bar.end = all > 0 ? bar.end / all : 0;
  }
  return bars;
}

std::string budget_text(const PacketStages& stages, std::size_t columns, bool use_unicode) {
  const auto bars = bars_of(stages);
  std::size_t names = 0;
  for (const auto& bar : bars) names = std::max(names, places_of(bar.name));
  const std::size_t rest = kIndent + names + 2 + kFiguresOfBar;
  const std::size_t all = columns == 0 ? kUsual : columns;
  const std::size_t width = std::max(all > rest + 2 ? all - rest - 2 : 0, kLeastBars);
  std::string out;
  for (const auto& bar : bars) {
    const std::string drawn = bar_text(bar, width, use_unicode);
    out += fmt::format("  {:<{}}  {}{:{}}  P50 {}{}\n", bar.name, names, drawn, "",
                       width + 1 - std::min(width + 1, places_of(drawn)), delay_text(bar.p50_ns),
                       bar.p99_ns ? "  P99 " + delay_text(*bar.p99_ns) : "");
  }
  return out;
}

std::string dearest_sentence(const PacketStages& stages) {
  const auto* stage = dearest(stages);
  if (stage == nullptr) return "";
  const auto* p99 = percentile_of(stage->delays, 0.99);
  const auto* most = percentile_of(stage->delays, 1);
  return fmt::format("{} costs most at {}: {} from \"{}\" to \"{}\". What usually buys it down: {}",
                     stage->delays.of, p99 != nullptr ? "P99" : "the most",
                     delay_text(p99 != nullptr    ? p99->ns
                                : most == nullptr ? 0
                                                  : most->ns),
                     to_text(stage->from), to_text(stage->to), remedy_of(*stage));
}

}  // namespace holdfast
