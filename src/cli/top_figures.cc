// VAM, NRS, HJ95 and SAD: now, and in the last minutes.
#include <fmt/format.h>

#include <algorithm>

#include "cli/top_line.h"
#include "cli/top_parts.h"

namespace holdfast {
namespace {

constexpr std::size_t kText = 46;      // columns of a figure before its sparkline
constexpr std::size_t kLongest = 300;  // windows: five minutes
constexpr std::size_t kShortest = 8;

struct Figure {
  const char* name;
  std::string now, more;
  std::optional<double> TopFigures::* value;
  double least;  // that a full bar stands for
  Style style = Style::plain;
};

Style of_share(const std::optional<double>& share, double warn, double bad) {
  if (!share) return Style::dim;
  if (*share >= bad) return Style::red;
  return *share >= warn ? Style::yellow : Style::green;
}

std::string jitter_text(const JitterFrame& jitter) {
  if (jitter.source == "none") return "no source";
  std::string text = fmt::format("{}, {}", jitter.source, jitter.clock);
  if (jitter.ratio) text = fmt::format("{:.2f}× aligned, {}", *jitter.ratio, text);
  if (jitter.low_n) text += fmt::format(", only {}", jitter.count);
  if (jitter.clock_suspect) text += ", clock suspect";
  return text;
}

std::vector<Figure> figures_of(const MetricFrame& frame) {
  const RegimeSettings usual;
  return {
      {"VAM", percent(frame.vam_effective),
       fmt::format("mask {}  delivered {}", percent(frame.vam_requested),
                   percent(frame.vam_delivered)),
       &TopFigures::vam, 0.1, of_share(frame.vam_effective, usual.warn.leave, usual.drifted.enter)},
      {"NRS", percent(frame.nrs.value), frame.nrs.value ? frame.nrs.source : "no node is known",
       &TopFigures::nrs, 0.1, of_share(frame.nrs.value, 0.1, 0.5)},
      {"HJ95", top_time(frame.jitter.hj95_ns), jitter_text(frame.jitter), &TopFigures::hj95_ns,
       1000, frame.jitter.hj95_ns ? Style::plain : Style::dim},
      {"SAD", frame.sad ? fmt::format("{:.2f}", *frame.sad) : "–",
       frame.leak ? fmt::format("outside all targets {}", percent(frame.leak)) : "no load",
       &TopFigures::sad, 0.2, frame.sad ? Style::plain : Style::dim}};
}

std::string history(const TopModel& model, const Figure& figure, std::size_t columns) {
  const std::size_t count = std::min({columns, kLongest, model.figures.size()});
  std::vector<std::optional<double>> values;
  bool is_empty = true;
  double most = figure.least;
  for (std::size_t i = model.figures.size() - count; i < model.figures.size(); ++i) {
    values.push_back(model.figures[i].*figure.value);
    most = std::max(most, values.back().value_or(0));
    is_empty = is_empty && !values.back();
  }
  return is_empty ? std::string() : sparkline(values, most);
}

}  // namespace

std::vector<std::string> top_figures(const TopModel& model, const TopView& view, bool brief) {
  const auto figures = figures_of(*model.frame);
  if (brief) {
    TopLine line(view.screen);
    for (const auto& figure : figures) {
      line.add(fmt::format("{} ", figure.name), Style::dim).add(figure.now, figure.style).add("  ");
    }
    return {line.text()};
  }
  std::vector<std::string> lines;
  for (const auto& figure : figures) {
    TopLine line(view.screen);
    line.add(fmt::format("{:<5}", figure.name), Style::dim);
    line.to(5).add(figure.now, figure.style).to(14).add(figure.more, Style::dim);
    const std::size_t from = std::max(kText, line.width() + 2);
    if (view.screen.columns >= from + kShortest) {
      const std::string past = history(model, figure, view.screen.columns - from);
      if (!past.empty()) line.to(from).add(past, Style::cyan);
    }
    lines.push_back(line.text());
  }
  return lines;
}

}  // namespace holdfast
