#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/printable.h"
#include "probe/delay_curve.h"
#include "probe/figure_text.h"
#include "probe/probe_text.h"
#include "probe/text_grid.h"

namespace holdfast {
namespace {

constexpr std::size_t kLabel = 9;   // columns before the plot
constexpr std::size_t kLeast = 20;  // columns of the plot
constexpr std::size_t kUsual = 80;  // of a terminal that has not said
constexpr std::size_t kColumnsOfTick = 10;
constexpr double kFirst = 0.30103;  // P50's step
constexpr double kRowsOfDecade = 4;
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

// What the rows are drawn with.
struct Strokes {
  const char *full, *axis, *tick, *floor, *line;
};
constexpr Strokes kUnicode = {"█", "│", "┴", "└", "─"};
constexpr Strokes kAscii = {"#", "|", "+", "+", "-"};

class Plot {
 public:
  Plot(std::vector<DelayCurve> curves, std::size_t columns, bool use_unicode)
      : curves_(std::move(curves)),
        strokes_(use_unicode ? kUnicode : kAscii),
        width_(std::max((columns == 0 ? kUsual : columns) - std::min(columns, kLabel + 1), kLeast)),
        ticks_(delay_ticks(curves_, width_ / kColumnsOfTick + 1)) {}

  std::string to_text() const {
    std::string out;
    for (const double step : steps()) {
      out += row(label_of(step), [&](const DelayCurve& curve) { return ns_at(curve, step); });
    }
    out += row("max", [](const DelayCurve& curve) {
      return curve.maximum ? std::optional(curve.maximum->ns) : std::nullopt;
    });
    return out + axis() + legend();
  }

 private:
  // P50, then from a quarter of a decade on to where the longest curve ends.
  std::vector<double> steps() const {
    double last = kFirst;
    for (const auto& curve : curves_) {
      if (!curve.points.empty()) last = std::max(last, curve.points.back().step);
    }
    std::vector<double> out = {kFirst};
    for (double row = 2; row / kRowsOfDecade < last + 0.01; ++row)
      out.push_back(row / kRowsOfDecade);
    return out;
  }

  // Only P50 and whole nines have a name on the axis.
  static std::string label_of(double step) {
    if (step == kFirst) return "P50";
    if (step < 1 || step != std::floor(step)) return {};
    return percentile_name(1 - std::pow(10, -step));
  }

  std::size_t column_of(double ns) const {
    const double share = std::log(ns / ticks_.front()) / std::log(ticks_.back() / ticks_.front());
    const auto last = static_cast<double>(width_ - 1);
    return static_cast<std::size_t>(std::clamp(std::round(share * last), 0.0, last));
  }

  template <class NsOf>
  std::string row(const std::string& label, const NsOf& ns_of) const {
    std::string cells(width_, ' ');
    for (std::size_t i = curves_.size(); i-- > 0;) {  // the first lies on top
      const auto ns = ns_of(curves_[i]);
      if (!ns) continue;
      if (curves_.size() > 1)
        cells[column_of(*ns)] = kLetters[i % kLetters.size()];
      else
        cells.replace(0, column_of(*ns) + 1, column_of(*ns) + 1, kFull);
    }
    cells.resize(cells.find_last_not_of(' ') + 1);
    std::string line = fmt::format("{:>{}}{}", label, kLabel, strokes_.axis);
    for (const char cell : cells) {
      if (cell == kFull)
        line += strokes_.full;
      else
        line += cell;
    }
    return line + '\n';
  }

  std::string axis() const {
    std::string marks = std::string(kLabel, ' ') + strokes_.floor;
    std::string labels(kLabel + 1, ' ');
    std::size_t used = 0;
    for (std::size_t column = 0; column < width_; ++column) {
      const auto tick = std::find_if(ticks_.begin(), ticks_.end(),
                                     [&](double ns) { return column_of(ns) == column; });
      marks += tick == ticks_.end() ? strokes_.line : strokes_.tick;
      if (tick == ticks_.end()) continue;
      const auto text = tick_text(*tick);
      const std::size_t begin = std::min(column, width_ - places_of(text));
      if (begin < used) continue;
      labels.append(begin - std::min(begin, used), ' ');
      if (used > 0 && begin == used) continue;
      labels += text;
      used = begin + places_of(text);
    }
    return marks + '\n' + labels + '\n';
  }

  std::string legend() const {
    std::string out;
    for (std::size_t i = 0; curves_.size() > 1 && i < curves_.size(); ++i) {
      out += fmt::format("{}{} {}\n", std::string(kLabel + 1, ' '), kLetters[i % kLetters.size()],
                         printable(curves_[i].name));
    }
    return out;
  }

  static constexpr char kFull = '\1';
  std::vector<DelayCurve> curves_;
  Strokes strokes_;
  std::size_t width_;
  std::vector<double> ticks_;
};

}  // namespace

std::string percentile_plot(const std::vector<ProbeResult>& results, std::size_t columns,
                            bool use_unicode) {
  const auto of = delays_to_plot(results);
  auto curves = curves_of(results, of);
  if (curves.empty()) return {};
  std::string out =
      printable(curves.size() == 1 ? fmt::format("{}: {}", curves[0].name, of) : of) + '\n';
  return out + Plot(std::move(curves), columns, use_unicode).to_text();
}

}  // namespace holdfast
