// Plot: one picture as SVG, for a page that has the style of its classes (chart/plot_style.h).
//
// Everything is placed in the values of both axes and drawn in the order in which it is given. A
// value that is not finite is left out. `style` is one of the classes s0 … s5 (colours that can be
// told apart), zero, guide and thin.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "chart/axis.h"

namespace holdfast {

struct PlotPoint {
  double x = 0, y = 0;
};

struct BandPoint {
  double x = 0, low = 0, high = 0;
};

enum class PlotMark { disc, ring, diamond };

class Plot {
 public:
  /// `height` of the picture, whose width is kPlotWidth; the page scales it.
  Plot(Axis x, Axis y, double height = 330);

  void line(std::span<const PlotPoint> points, std::string_view style);
  void band(std::span<const BandPoint> points, std::string_view style);
  /// `tells` is shown to who points at it.
  void mark(PlotPoint at, std::string_view style, const std::string& tells,
            PlotMark kind = PlotMark::disc);
  void segment(PlotPoint from, PlotPoint to, std::string_view style);
  /// A box from corner to corner.
  void box(PlotPoint from, PlotPoint to, std::string_view style, const std::string& tells);
  /// Over the whole width, or the whole height.
  void level(double y, std::string_view style);
  void upright(double x, std::string_view style);
  /// Centred above (`dy` below 0) or beneath the place, in pixels.
  void text(PlotPoint at, const std::string& text, double dy);

  /// `title` for everyone; `about` for who cannot see it.
  std::string svg(const std::string& title, const std::string& about) const;

 private:
  double across(double x) const;
  double down(double y) const;
  bool is_seen(PlotPoint at) const;
  std::string grid() const;

  Axis x_, y_;
  double height_, left_;
  std::string items_;
};

inline constexpr double kPlotWidth = 880;

/// How each style looks, beside its name: a legend.
enum class LegendSample { line, band, disc, ring };
struct LegendEntry {
  std::string style, name;
  LegendSample shows = LegendSample::line;
};
std::string legend_html(const std::vector<LegendEntry>& entries);

}  // namespace holdfast
