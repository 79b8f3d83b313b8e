#include "cli/bench_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/printable.h"
#include "probe/figure_text.h"

namespace holdfast {
namespace {

constexpr std::size_t kPlainColumns = 120;  // of what is no terminal

// "12.1 → 9.80"; "–" when a window has it not.
std::string pair_text(const LayerResult& result, BenchFigure figure) {
  const auto change = change_of(result, figure);
  if (!change) return "–";
  return fmt::format("{} → {}", microseconds_text(change->off), microseconds_text(change->on));
}

// "−38", "+4.1", "0.0", ">+999": per cent.
std::string percent(double change) {
  constexpr double kMost = 999;
  const double value = change * 100, size = std::abs(value);
  if (value > kMost) return fmt::format(">+{}", kMost);
  std::string digits = size >= 9.95 ? fmt::format("{:.0f}", size) : fmt::format("{:.1f}", size);
  if (digits == "0.0") return digits;
  return (value < 0 ? "−" : "+") + digits;
}

std::string change_text(const LayerResult& result, BenchFigure figure) {
  const auto change = change_of(result, figure);
  if (!change) return "–";
  std::string text = percent(change->change) + " %";
  if (change->low && change->high) {
    text += fmt::format(" ({} … {})", percent(*change->low), percent(*change->high));
  }
  return text;
}

template <class Member>
double median_over(const std::vector<TrafficReading>& readings, Member member) {
  std::vector<double> values;
  for (const auto& reading : readings) values.push_back(reading.*member);
  return values.empty() ? 0 : median_of(values);
}

Style style_of(LayerVerdict verdict) {
  switch (verdict) {
    case LayerVerdict::helps: return Style::green;
    case LayerVerdict::hurts: return Style::red;
    case LayerVerdict::refused: return Style::yellow;
    case LayerVerdict::no_difference: return Style::plain;
  }
  return Style::plain;
}

std::string verdict_text(const LayerResult& result) {
  std::string text(name_of(result.verdict));
  std::replace(text.begin(), text.end(), '-', ' ');
  const bool undone = !result.kept && result.verdict != LayerVerdict::refused;
  return text + (undone ? ", undone" : "");
}

void add_row(Table& table, const LayerResult& result, BenchFigure figure) {
  const bool measured = !result.off.empty() && !result.on.empty();
  const auto paid = [&](auto member, const char* format) {
    if (!measured) return std::string("–");
    return fmt::format(fmt::runtime(format), median_over(result.off, member),
                       median_over(result.on, member));
  };
  table.add({{printable(result.layer.name), Style::bold},
             {pair_text(result, BenchFigure::p50)},
             {pair_text(result, BenchFigure::p99)},
             {pair_text(result, BenchFigure::p999)},
             {change_text(result, figure)},
             {paid(&TrafficReading::interrupts_per_second, "{:.0f} → {:.0f}")},
             {paid(&TrafficReading::busy_cpus, "{:.2f} → {:.2f}")},
             {verdict_text(result), style_of(result.verdict)}});
}

std::string figure_title(BenchFigure figure) {
  switch (figure) {
    case BenchFigure::p50: return "P50";
    case BenchFigure::p99: return "P99";
    case BenchFigure::p999: return "P99.9";
  }
  return "";
}

// "12 of 60 windows are spoilt, e.g. (eth0 vectors (4)) taken off its CPU 4 times".
std::string spoilt_text(const std::vector<const LayerResult*>& rows) {
  std::size_t windows = 0, spoilt = 0, lost = 0;
  std::string example;
  for (const auto* row : rows) {
    for (const auto* readings : {&row->off, &row->on}) {
      for (const auto& reading : *readings) {
        ++windows;
        lost += reading.lost;
        if (reading.spoilt.empty()) continue;
        ++spoilt;
        if (example.empty()) example = fmt::format("{}: {}", row->layer.name, reading.spoilt);
      }
    }
  }
  std::string text;
  if (lost > 0) text += fmt::format("{} packets were lost.\n", count_text(lost));
  if (spoilt > 0) {
    text += fmt::format("{} of {} windows are spoilt, e.g. of {}.\n", spoilt, windows, example);
  }
  return text;
}

}  // namespace

std::string text_of(const BenchResult& result, BenchFigure figure, const Screen& screen) {
  std::vector<const LayerResult*> rows;
  for (const auto& one : result.layers) rows.push_back(&one);
  if (result.together) rows.push_back(&*result.together);
  if (rows.empty()) return "";
  Table table({{"layer", false, true},
               {"P50 µs", true, false},
               {"P99 µs", true, false},
               {"P99.9 µs", true, false},
               {fmt::format("change of {} (95 %)", figure_title(figure)), true, false},
               {"interrupts/s", true, false},
               {"busy CPUs", true, false},
               {"", false, false}});
  for (const auto* row : rows) add_row(table, *row, figure);
  std::string text = table.to_text(screen);
  const std::size_t columns = screen.columns > 0 ? screen.columns : kPlainColumns;
  std::string below = spoilt_text(rows);
  for (const auto* row : rows) {
    if (!row->why.empty()) below += fmt::format("{}: {}\n", row->layer.name, printable(row->why));
  }
  if (!below.empty()) text += "\n";
  for (std::size_t at = 0; at < below.size();) {
    const auto end = below.find('\n', at);
    text += wrapped(below.substr(at, end - at), columns, 0);
    at = end + 1;
  }
  return text;
}

}  // namespace holdfast
