// The CPUs of the window: where their time went.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/top_grid.h"
#include "cli/top_parts.h"

namespace holdfast {
namespace {

constexpr std::size_t kBar = 20, kNarrowBar = 10;

/// "████▒▒░·······": softirq, irq, steal.
std::string bar_of(const CpuFrame& cpu, std::size_t columns) {
  const double shares[] = {cpu.softirq, cpu.irq, cpu.steal};
  const char* marks[] = {"█", "▒", "░"};
  std::string bar;
  std::size_t drawn = 0;
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    sum += std::clamp(shares[i], 0.0, 1.0);
    const auto until = std::min(
        columns, static_cast<std::size_t>(std::lround(sum * static_cast<double>(columns))));
    for (; drawn < until; ++drawn) bar += marks[i];
  }
  for (; drawn < columns; ++drawn) bar += "·";
  return bar;
}

double busy(const CpuFrame& cpu) { return cpu.softirq + cpu.irq + cpu.steal; }

}  // namespace

TopPart top_cpus(const TopModel& model, const TopView& view) {
  const bool narrow = view.screen.columns < kTopNarrow;
  const std::size_t bar = narrow ? kNarrowBar : kBar;
  TopGrid grid({{"CPU", 3, 0, true},
                {"", 2, 5, false},
                {narrow ? "busy" : "softirq irq steal", bar, 0, false},
                {"soft", 5, 0, true},
                {"irq", 5, 0, true},
                {"steal", 5, 0, true},
                {"idle", 5, 3, true},
                {"pkt/s", 5, 2, true},
                {"drop", 4, 4, true},
                {"squeeze", 7, 6, true}});
  std::vector<CpuFrame> cpus;
  for (const auto& cpu : model.frame->cpus) {
    const std::string name = fmt::format("cpu{}", cpu.cpu.value);
    if (passes(view, {name})) cpus.push_back(cpu);
  }
  std::sort(cpus.begin(), cpus.end(), [](const CpuFrame& a, const CpuFrame& b) {
    if (a.target != b.target) return a.target;
    const double more = busy(a) - busy(b);
    // Only what is seen as different: rows should not dance.
    if (more > 0.1 || more < -0.1) return more > 0;
    return a.cpu < b.cpu;
  });
  const double seconds = model.frame->seconds > 0 ? model.frame->seconds : 1;
  for (const auto& cpu : cpus) {
    const bool lost = cpu.dropped > 0, squeezed = cpu.time_squeezed > 0;
    std::string marks = cpu.target ? "t" : " ";
    marks += model.isolated.contains(cpu.cpu) ? "i" : "";
    grid.add({{fmt::format("{}", cpu.cpu.value), Style::bold},
              {marks == " " ? "" : marks, Style::dim},
              {bar_of(cpu, bar), busy(cpu) > 0.8 ? Style::red : Style::cyan},
              {percent(cpu.softirq)},
              {percent(cpu.irq)},
              {percent(cpu.steal), cpu.steal > 0.05 ? Style::red : Style::plain},
              {percent(cpu.idle)},
              {top_count(static_cast<double>(cpu.packets) / seconds)},
              {top_count(static_cast<double>(cpu.dropped)), lost ? Style::red : Style::dim},
              {top_count(static_cast<double>(cpu.time_squeezed)),
               squeezed ? Style::yellow : Style::dim}});
  }
  return {top_title("CPUs", "t: in a target, i: isolated", cpus.size(), model.frame->cpus.size()),
          grid.head(view.screen), grid.lines(view.screen)};
}

}  // namespace holdfast
