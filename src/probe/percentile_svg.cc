#include "probe/percentile_svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/html_text.h"
#include "probe/figure_text.h"

namespace holdfast {
namespace {

constexpr double kWidth = 880, kHeight = 440;
constexpr double kLeft = 70, kRight = 16, kTop = 12, kBottom = 46;
constexpr double kFirst = 0.30103;  // P50's step
constexpr std::size_t kMostTicks = 10;
constexpr double kMark = 4;

// A mark of its own for every curve, so that colour is not all that tells them apart.
std::string mark(std::size_t series, double x, double y, const char* kind) {
  const auto path = [&](const char* shape) {
    return fmt::format(R"svg(<path class="{}" transform="translate({:.1f} {:.1f})" d="{}"/>)svg",
                       kind, x, y, shape);
  };
  switch (series % 4) {
    case 0:
      return fmt::format(R"(<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="{}"/>)", kind, x, y,
                         kMark);
    case 1: return path("M-3.6-3.6h7.2v7.2h-7.2z");
    case 2: return path("M0-4.8 4.6 3.4h-9.2z");
    default: return path("M0-5 5 0 0 5-5 0z");
  }
}

class Picture {
 public:
  Picture(const std::vector<DelayCurve>& curves, const std::string& of)
      : curves_(curves), of_(of), ticks_(delay_ticks(curves, kMostTicks)) {
    for (const auto& curve : curves_) {
      if (!curve.points.empty()) last_ = std::max(last_, curve.points.back().step);
      if (curve.maximum) last_ = std::max(last_, curve.maximum->step);
    }
  }

  std::string to_svg() const {
    std::string out =
        fmt::format(R"(<svg class="plot" viewBox="0 0 {} {}" role="img" )"
                    R"(aria-labelledby="plot-title plot-about">)"
                    "\n<title id=\"plot-title\">Percentiles of delay, {}</title>\n<desc "
                    "id=\"plot-about\">{}</desc>\n",
                    kWidth, kHeight, html_text(of_), html_text(about()));
    out += grid();
    for (std::size_t i = curves_.size(); i-- > 0;) out += series(i);  // the first lies on top
    return out + "</svg>\n";
  }

 private:
  double x(double step) const {
    const double share = (std::max(step, kFirst) - kFirst) / (last_ - kFirst);
    return kLeft + share * (kWidth - kLeft - kRight);
  }
  double y(double ns) const {
    const double share = std::log(ns / ticks_.front()) / std::log(ticks_.back() / ticks_.front());
    return kHeight - kBottom - std::clamp(share, 0.0, 1.0) * (kHeight - kTop - kBottom);
  }

  // For who cannot see it: the medians and the maxima; the table has the rest.
  std::string about() const {
    std::string out = "Delay against percentile, both logarithmic.";
    for (const auto& curve : curves_) {
      out += ' ' + curve.name + ':';
      if (const auto median = ns_at(curve, kFirst)) out += " P50 " + delay_text(*median) + ',';
      if (curve.maximum) out += " max " + delay_text(curve.maximum->ns) + '.';
    }
    return out;
  }

  std::string grid() const {
    std::string out = "<g class=\"grid\">\n";
    const double bottom = kHeight - kBottom;
    for (const double ns : ticks_) {
      out +=
          fmt::format(R"(<line x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>)"
                      R"(<text x="{}" y="{:.1f}" class="end">{}</text>)",
                      kLeft, kWidth - kRight, y(ns), y(ns), kLeft - 8, y(ns) + 4, tick_text(ns)) +
          '\n';
    }
    std::vector<double> steps = {kFirst};
    for (double step = 1; step <= last_ + 1e-6; ++step) steps.push_back(step);
    for (const double step : steps) {
      out += fmt::format(R"(<line x1="{0:.1f}" x2="{0:.1f}" y1="{1}" y2="{2}"/>)"
                         R"(<text x="{0:.1f}" y="{3}" class="middle">{4}</text>)",
                         x(step), kTop, bottom, bottom + 18,
                         step == kFirst ? "P50" : percentile_name(1 - std::pow(10, -step))) +
             '\n';
    }
    return out +
           fmt::format(R"(<text x="{:.1f}" y="{}" class="middle">)"
                       "percentile; whiskers: 95 % interval; hollow marks: the maximum</text>",
                       (kLeft + kWidth - kRight) / 2, kHeight - 8) +
           "\n</g>\n";
  }

  std::string point(std::size_t i, const DelayCurve::Point& one, const std::string& name,
                    const char* kind) const {
    std::string out;
    if (one.low_ns && one.high_ns) {
      out += fmt::format(
          R"(<line class="whisker" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}"/>)",
          x(one.step), y(*one.low_ns), y(*one.high_ns));
    }
    return out + fmt::format("<g>{}<title>{} {}: {}</title></g>\n",
                             mark(i, x(one.step), y(one.ns), kind), html_text(curves_[i].name),
                             name, delay_text(one.ns));
  }

  std::string series(std::size_t i) const {
    const auto& curve = curves_[i];
    std::string out = fmt::format("<g class=\"s{}\">\n", i % kSeries), path;
    for (const auto& one : curve.points) {
      path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x(one.step), y(one.ns));
    }
    if (!path.empty()) out += fmt::format("<path class=\"line\" d=\"{}\"/>\n", path);
    if (curve.maximum) out += point(i, *curve.maximum, "max", "hollow");
    for (const auto& one : curve.points) {
      out += point(i, one, percentile_name(1 - std::pow(10, -one.step)), "full");
    }
    return out + "</g>\n";
  }

  const std::vector<DelayCurve>& curves_;
  const std::string& of_;
  std::vector<double> ticks_;
  double last_ = 1;  // step at the right edge
};

}  // namespace

std::string series_sample(std::size_t series) {
  return fmt::format(
      R"(<svg class="sample s{}" width="34" height="12" viewBox="0 0 34 12" aria-hidden="true">)"
      R"(<path class="line" d="M1 6h32"/>{}</svg>)",
      series % kSeries, mark(series, 17, 6, "full"));
}

std::string percentile_svg(const std::vector<DelayCurve>& curves, const std::string& of) {
  return Picture(curves, of).to_svg();
}

}  // namespace holdfast
