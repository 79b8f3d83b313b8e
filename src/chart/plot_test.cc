#include "chart/plot.h"

#include <gmock/gmock.h>

#include <cmath>

namespace holdfast {
namespace {

using testing::HasSubstr;
using testing::Not;

Plot plot_of_ten() {
  return {number_axis(std::vector{0.0, 10.0}, "time"), number_axis(std::vector{0.0, 10.0}, "cost"),
          300};
}

TEST(Plot, PutsMoreHigherUpAndFurtherRight) {
  auto plot = plot_of_ten();
  plot.line(std::vector<PlotPoint>{{0, 0}, {10, 10}}, "s0");
  double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
  const auto svg = plot.svg("t", "a");
  const auto at = svg.find("d=\"M");
  ASSERT_EQ(std::sscanf(svg.c_str() + at, "d=\"M%lf %lfL%lf %lf\"", &x1, &y1, &x2, &y2), 4);
  EXPECT_LT(x1, x2);
  EXPECT_GT(y1, y2);
  EXPECT_LE(x2, kPlotWidth);
  EXPECT_GE(y2, 0);
}

TEST(Plot, LeavesOutWhatIsNotFinite) {
  auto plot = plot_of_ten();
  plot.line(std::vector<PlotPoint>{{0, 0}, {1, std::nan("")}, {2, 2}, {3, 3}}, "s0");
  plot.band(std::vector<BandPoint>{{0, 0, 1}, {1, -INFINITY, 1}, {2, 0, 1}}, "s0");
  plot.mark({NAN, 1}, "s1", "nowhere");
  plot.box({0, 0}, {INFINITY, 1}, "s1", "nowhere");
  const auto svg = plot.svg("t", "a");
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, Not(HasSubstr("inf")));
  EXPECT_THAT(svg, Not(HasSubstr("nowhere")));
  const auto path = svg.substr(svg.find("d=\"M"), 80);
  EXPECT_EQ(std::count(path.begin(), path.begin() + static_cast<long>(path.find("\"/>")), 'M'), 2)
      << "a gap";
}

TEST(Plot, LeavesRoomForTheLongestLabel) {
  const auto left = [](const std::string& name) {
    Plot plot(number_axis({}, ""), name_axis({name}));
    const auto svg = plot.svg("t", "a");
    double x = 0;
    std::sscanf(svg.c_str() + svg.find("class=\"end\""), "class=\"end\" x=\"%lf\"", &x);
    return x;
  };
  EXPECT_GT(left("participation"), left("x") + 50);
  EXPECT_LT(left(std::string(1000, 'x')), kPlotWidth / 2);
  EXPECT_EQ(left("é"), left("e")) << "letters count, not bytes";
}

TEST(Plot, TextIsNoMarkup) {
  auto plot = plot_of_ten();
  plot.mark({1, 1}, "s0", "<script>");
  plot.text({1, 1}, "a & b", -5);
  const auto svg = plot.svg("<t>", "\"a\"");
  EXPECT_THAT(svg, Not(HasSubstr("<script>")));
  EXPECT_THAT(svg, HasSubstr("a &amp; b"));
  EXPECT_THAT(legend_html({{"s0", "<b>"}}), HasSubstr("&lt;b&gt;"));
}

}  // namespace
}  // namespace holdfast
