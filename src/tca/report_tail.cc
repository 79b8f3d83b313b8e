// The curve of quantile effects, and the stop-loss tail.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "chart/plot.h"
#include "stats/normal_quantile.h"
#include "tca/report_html.h"
#include "tca/report_sections.h"
#include "tca/report_words.h"
#include "tca/sample_text.h"

namespace holdfast {
namespace {

std::string level_name(double tau) { return fmt::format("p{:.6g}", 100 * tau); }

// Quantiles as far apart as those of a normal distribution: the tail has room.
Axis level_axis(double from, double to) {
  Axis axis{.from = normal_quantile(from) - 0.08,
            .to = normal_quantile(to) + 0.08,
            .ticks = {},
            .title = "quantile of cost (spaced as a normal distribution's)"};
  for (const double tau : {.001, .01, .05, .1, .25, .5, .75, .9, .95, .975, .99, .999, .9999}) {
    if (tau >= from && tau <= to) axis.ticks.push_back({normal_quantile(tau), level_name(tau)});
  }
  return axis;
}

std::string curve(const TailAnswer& tail) {
  std::vector<double> values{0};
  std::vector<PlotPoint> effects, matched;
  std::vector<BandPoint> band;
  for (const auto& [one, stop_loss] : tail.effects) {
    const double x = normal_quantile(one.tau);
    effects.push_back({x, one.effect});
    values.push_back(one.effect);
    if (one.status != EstimateStatus::ok) continue;
    band.push_back({x, one.low, one.high});
    values.insert(values.end(), {one.low, one.high});
  }
  for (const auto& one : tail.matched) {
    matched.push_back({normal_quantile(one.tau), one.quantile});
    values.push_back(one.quantile);
  }
  Plot plot(level_axis(tail.effects.front().quantile.tau, tail.effects.back().quantile.tau),
            number_axis(values, "bps", 7), 380);
  plot.level(0, "zero");
  plot.band(band, "s0");
  plot.line(matched, "s5 thin");
  plot.line(effects, "s0");
  for (std::size_t i = 0; i < effects.size(); ++i) {
    plot.mark(
        effects[i], "s0",
        fmt::format("{}: {:.4f} bps", level_name(tail.effects[i].quantile.tau), effects[i].y));
  }
  return legend_html({{"s0", "quantile effect"},
                      {"s0", "95 % interval at each quantile (MOVER)", LegendSample::band},
                      {"s5", "matched quantile difference (biased; for comparison)"}}) +
         plot.svg("What drift did to the quantiles of cost",
                  "Quantile effects from low to high quantiles; the table has the figures.");
}

}  // namespace

std::string tail_section(const CdtCommand& command, const ReportAnswer& answer) {
  const auto& tail = answer.tail;
  constexpr const char* kTitle = "The costly orders";
  if (tail.effects.empty()) {
    return section("tail", kTitle,
                   paragraph(fmt::format("There is no estimate: {}, {}.", name_of(tail.status),
                                         sentence_of(tail.status))));
  }
  HtmlTable table("", {"quantile", "aligned", "drifted", "effect, bps", "95 % interval",
                       "beyond (threshold)", "stop-loss effect, bps", "95 % interval", "matched"});
  for (std::size_t i = 0; i < tail.effects.size(); ++i) {
    const auto& [one, stop_loss] = tail.effects[i];
    if (std::ranges::find(command.taus, one.tau) == command.taus.end()) continue;
    const auto& loss = stop_loss.effect;
    table.row({level_name(one.tau), figure(one.control, 3), figure(one.treated, 3),
               figure(one.effect, 3),
               one.status == EstimateStatus::ok ? interval_figure(one.low, one.high, 3) : "–",
               figure(stop_loss.threshold, 3), figure(loss.estimate, 3),
               loss.status == EstimateStatus::ok ? interval_figure(loss.low, loss.high, 3) : "–",
               i < tail.matched.size() ? figure(tail.matched[i].quantile, 3) : "–"});
  }
  const auto note = fmt::format(
      "By {}'s implied weights: the regression's coefficient is a difference of two weighted "
      "means, "
      "and the same weights give both distributions. The stop-loss effect at a quantile is what "
      "drift adds beyond the aligned orders' quantile, per order beyond it; it bounds the "
      "difference "
      "in expected shortfall from above. Status {}.",
      tail.model == "fe_b" ? "FE_B" : "FE_A", name_of(tail.status));
  return section("tail", kTitle, curve(tail) + table.html() + paragraph(note, "note"));
}

}  // namespace holdfast
