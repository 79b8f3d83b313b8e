#include "chart/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/html_text.h"

namespace holdfast {
namespace {

constexpr double kRight = 20, kTop = 26, kBottom = 44;
constexpr double kLetter = 7.2;  // about as wide as one at the labels' size
constexpr double kMostLabel = 240;

// Letters, not bytes.
std::size_t letters(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char byte) { return (byte & 0xc0) != 0x80; }));
}

double label_width(const Axis& axis) {
  std::size_t most = 0;
  for (const auto& tick : axis.ticks) most = std::max(most, letters(tick.label));
  return std::min(kMostLabel, kLetter * static_cast<double>(most));
}

std::string tooltip(const std::string& tells) {
  return tells.empty() ? "" : fmt::format("<title>{}</title>", html_text(tells));
}

std::string line_element(std::string_view style, double x1, double y1, double x2, double y2) {
  return fmt::format(R"(<line class="{}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>)", style,
                     x1, y1, x2, y2) +
         '\n';
}

}  // namespace

Plot::Plot(Axis x, Axis y, double height)
    : x_(std::move(x)), y_(std::move(y)), height_(height), left_(20 + label_width(y_)) {}

double Plot::across(double x) const {
  return left_ + (x - x_.from) / (x_.to - x_.from) * (kPlotWidth - kRight - left_);
}

double Plot::down(double y) const {
  const double share = (y - y_.from) / (y_.to - y_.from);
  return height_ - kBottom - share * (height_ - kTop - kBottom);
}

bool Plot::is_seen(PlotPoint at) const { return std::isfinite(at.x) && std::isfinite(at.y); }

void Plot::line(std::span<const PlotPoint> points, std::string_view style) {
  std::string path;
  bool is_down = false;  // the pen
  for (const auto& at : points) {
    if (is_seen(at)) {
      path += fmt::format("{}{:.1f} {:.1f}", is_down ? 'L' : 'M', across(at.x), down(at.y));
    }
    is_down = is_seen(at);
  }
  if (!path.empty()) items_ += fmt::format("<path class=\"line {}\" d=\"{}\"/>\n", style, path);
}

void Plot::band(std::span<const BandPoint> points, std::string_view style) {
  std::string there, back;
  for (const auto& at : points) {
    if (!is_seen({at.x, at.low}) || !is_seen({at.x, at.high})) continue;
    there += fmt::format("{}{:.1f} {:.1f}", there.empty() ? 'M' : 'L', across(at.x), down(at.high));
    back.insert(0, fmt::format("L{:.1f} {:.1f}", across(at.x), down(at.low)));
  }
  if (there.empty()) return;
  items_ += fmt::format("<path class=\"band {}\" d=\"{}{}Z\"/>\n", style, there, back);
}

void Plot::mark(PlotPoint at, std::string_view style, const std::string& tells, PlotMark kind) {
  if (!is_seen(at)) return;
  const double x = across(at.x), y = down(at.y);
  if (kind == PlotMark::diamond) {
    items_ += fmt::format(
        R"svg(<path class="disc {}" transform="translate({:.1f} {:.1f})" d="M0-5 5 0 0 5-5 0z">{}</path>)svg",
        style, x, y, tooltip(tells));
  } else {
    items_ += fmt::format(R"(<circle class="{} {}" cx="{:.1f}" cy="{:.1f}" r="3.5">{}</circle>)",
                          kind == PlotMark::disc ? "disc" : "ring", style, x, y, tooltip(tells));
  }
  items_ += '\n';
}

void Plot::segment(PlotPoint from, PlotPoint to, std::string_view style) {
  if (!is_seen(from) || !is_seen(to)) return;
  items_ += line_element(fmt::format("line {}", style), across(from.x), down(from.y), across(to.x),
                         down(to.y));
}

void Plot::box(PlotPoint from, PlotPoint to, std::string_view style, const std::string& tells) {
  if (!is_seen(from) || !is_seen(to)) return;
  const double x1 = across(from.x), x2 = across(to.x), y1 = down(from.y), y2 = down(to.y);
  const double left = std::min(x1, x2), right = std::max(x1, x2);
  const double top = std::min(y1, y2), bottom = std::max(y1, y2);
  items_ += fmt::format(
      R"(<rect class="box {}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}">{}</rect>)",
      style, left, top, std::max(right - left, 1.0), std::max(bottom - top, 1.0), tooltip(tells));
  items_ += '\n';
}

void Plot::level(double y, std::string_view style) { segment({x_.from, y}, {x_.to, y}, style); }
void Plot::upright(double x, std::string_view style) { segment({x, y_.from}, {x, y_.to}, style); }

void Plot::text(PlotPoint at, const std::string& text, double dy) {
  if (!is_seen(at)) return;
  items_ += fmt::format(R"(<text class="middle" x="{:.1f}" y="{:.1f}">{}</text>)", across(at.x),
                        down(at.y) + dy, html_text(text));
  items_ += '\n';
}

std::string Plot::grid() const {
  std::string out = "<g class=\"grid\">\n";
  const double bottom = height_ - kBottom, right = kPlotWidth - kRight;
  for (const auto& tick : y_.ticks) {
    const double y = down(tick.value);
    out += line_element("rule", left_, y, right, y) +
           fmt::format(R"(<text class="end" x="{:.1f}" y="{:.1f}">{}</text>)", left_ - 8, y + 4,
                       html_text(tick.label)) +
           '\n';
  }
  for (const auto& tick : x_.ticks) {
    const double x = across(tick.value);
    out += line_element("rule", x, kTop, x, bottom) +
           fmt::format(R"(<text class="middle" x="{:.1f}" y="{:.1f}">{}</text>)", x, bottom + 17,
                       html_text(tick.label)) +
           '\n';
  }
  out += fmt::format(R"(<text x="{:.1f}" y="14">{}</text>)", y_.is_names ? 4.0 : left_ - 8,
                     html_text(y_.title));
  return out +
         fmt::format(R"(<text class="middle" x="{:.1f}" y="{:.1f}">{}</text>)", (left_ + right) / 2,
                     height_ - 8, html_text(x_.title)) +
         "\n</g>\n";
}

std::string Plot::svg(const std::string& title, const std::string& about) const {
  return fmt::format(
      "<svg class=\"plot\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n"
      "<title>{}</title>\n<desc>{}</desc>\n{}{}</svg>\n",
      kPlotWidth, height_, html_text(title), html_text(title), html_text(about), grid(), items_);
}

namespace {

std::string sample_of(const LegendEntry& entry) {
  switch (entry.shows) {
    case LegendSample::line: break;
    case LegendSample::band:
      return fmt::format(R"(<path class="band {}" d="M0 1h28v10h-28z"/>)", entry.style);
    case LegendSample::disc:
      return fmt::format(R"(<circle class="disc {}" cx="14" cy="6" r="4.5"/>)", entry.style);
    case LegendSample::ring:
      return fmt::format(R"(<circle class="ring {}" cx="14" cy="6" r="4.5"/>)", entry.style);
  }
  return fmt::format(R"(<path class="line {}" d="M1 6h26"/>)", entry.style);
}

}  // namespace

std::string legend_html(const std::vector<LegendEntry>& entries) {
  std::string out = "<p class=\"legend\">";
  for (const auto& entry : entries) {
    out += fmt::format(
        R"(<span><svg class="plot" width="28" height="12" viewBox="0 0 28 12" aria-hidden="true">)"
        R"({}</svg> {}</span> )",
        sample_of(entry), html_text(entry.name));
  }
  return out + "</p>\n";
}

}  // namespace holdfast
