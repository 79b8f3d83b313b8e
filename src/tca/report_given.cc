// What other verbs found, drawn.
#include <fmt/format.h>

#include <array>

#include "base/html_text.h"
#include "chart/plot.h"
#include "tca/report_html.h"
#include "tca/report_sections.h"
#include "tca/report_words.h"

namespace holdfast {
namespace {

void add(std::vector<double>& values, const std::optional<double>& value) {
  if (value) values.push_back(*value);
}

std::string event_plot(const EventOutcome& outcome) {
  std::vector<double> at, values{0};
  std::vector<PlotPoint> path;
  std::vector<BandPoint> band;
  for (const auto& one : outcome.betas) {
    at.push_back(one.k);
    path.push_back({one.k, one.beta});
    for (const auto& value :
         {std::optional(one.beta), one.low, one.high, one.band_low, one.band_high}) {
      add(values, value);
    }
    band.push_back({one.k, one.band_low.value_or(one.beta), one.band_high.value_or(one.beta)});
  }
  auto x = number_axis(at, "bins after the change", 16);
  x.from -= 0.5;
  x.to += 0.5;
  Plot plot(std::move(x), number_axis(values, outcome.outcome, 7), 320);
  plot.level(0, "zero");
  plot.upright(-0.5, "guide");
  plot.band(band, "s0");
  plot.line(path, "s0 thin");
  for (const auto& one : outcome.betas) {
    if (one.low && one.high) plot.segment({one.k, *one.low}, {one.k, *one.high}, "s0");
    plot.mark({one.k, one.beta}, "s0", fmt::format("{}: {:.4f}", one.k, one.beta));
  }
  return plot.svg("Event study of " + outcome.outcome,
                  "Difference to hosts without a change, before and after it.");
}

std::string event_title(const EventOutcome& outcome) {
  auto title = outcome.outcome;
  if (outcome.direction) {
    title += *outcome.direction == "repair" ? ", around repairs" : ", around drifts";
  }
  if (outcome.cause) title += ", " + *outcome.cause;
  return title;
}

std::string event_words(const EventOutcome& outcome) {
  auto words = fmt::format("Status {}.", outcome.status);
  if (outcome.pretrend_p) {
    words += fmt::format(" Before the change: p {:.3g}, {}.", *outcome.pretrend_p,
                         *outcome.pretrend_p < 0.05
                             ? "the hosts differed already, and what follows is doubted"
                             : "nothing says that the hosts differed already");
  }
  return words;
}

std::string event_table(const EventOutcome& outcome) {
  HtmlTable table("", {"bin", "effect", "se", "95 %", "sup-t band"});
  for (const auto& one : outcome.betas) {
    table.row({figure(one.k, 0), figure(one.beta, 4), figure(one.error, 4),
               figure(one.low, 4) + " to " + figure(one.high, 4),
               figure(one.band_low, 4) + " to " + figure(one.band_high, 4)});
  }
  return "<details><summary>As a table</summary>\n" + table.html() + "</details>\n";
}

struct Evidence {
  const char* style;
  const char* name;
  std::optional<double> GivenCanaryLook::* member;
};
constexpr std::array<Evidence, 3> kEvidence{
    {{"s0", "cost", &GivenCanaryLook::cost},
     {"s1", "HJ99", &GivenCanaryLook::jitter},
     {"s2", "completion not worse", &GivenCanaryLook::completion}}};

std::string evidence_plot(const GivenCanary& canary) {
  std::vector<double> pairs{0}, values{0};
  add(values, canary.threshold);
  for (const auto& look : canary.looks) {
    pairs.push_back(look.pairs);
    for (const auto& one : kEvidence) add(values, look.*one.member);
  }
  Plot plot(number_axis(pairs, "pairs", 10), number_axis(values, "evidence, ln e", 7), 320);
  plot.level(0, "zero");
  if (canary.threshold) plot.level(*canary.threshold, "guide");
  std::vector<LegendEntry> legend;
  for (const auto& [style, name, member] : kEvidence) {
    std::vector<PlotPoint> path;
    for (const auto& look : canary.looks) {
      if (look.*member) path.push_back({look.pairs, *(look.*member)});
    }
    plot.line(path, style);
    legend.push_back({style, name});
  }
  legend.push_back({"guide", "enough to promote"});
  return legend_html(legend) + plot.svg("Evidence of the canary", "ln e by pairs of blocks.");
}

std::string sequence_plot(const GivenCanary& canary) {
  std::vector<double> pairs{0}, values{0};
  std::vector<BandPoint> band;
  for (const auto& look : canary.looks) {
    pairs.push_back(look.pairs);
    if (!look.low || !look.high) continue;
    band.push_back({look.pairs, *look.low, *look.high});
    values.insert(values.end(), {*look.low, *look.high});
  }
  if (band.empty()) return "";
  Plot plot(number_axis(pairs, "pairs", 10), number_axis(values, "cost, treated − control", 6),
            240);
  plot.band(band, "s0");
  plot.level(0, "zero");
  return plot.svg("Confidence sequence of the canary's cost",
                  "The interval that holds at every look, by pairs of blocks.");
}

std::string look_table(const GivenCanary& canary) {
  HtmlTable table(
      "", {"pairs", "ln e cost", "ln e HJ99", "ln e completion", "cost, treated − control"});
  for (const auto& look : canary.looks) {
    table.row({figure(look.pairs, 0), figure(look.cost, 3), figure(look.jitter, 3),
               figure(look.completion, 3), figure(look.low, 3) + " to " + figure(look.high, 3)});
  }
  return "<details><summary>As a table</summary>\n" + table.html() + "</details>\n";
}

std::string specification(const GridPoint& point) {
  auto words = point.effects + ", " + point.pruning;
  if (point.threshold) words += fmt::format(", VAM {:g}", *point.threshold);
  if (point.washout) words += fmt::format(", {:g} s", *point.washout);
  return words;
}

std::string grid_plot(const GivenGrid& grid) {
  std::vector<double> values{0};
  std::vector<std::string> names;
  for (const auto& point : grid.points) {
    names.push_back(specification(point));
    for (const auto& value : {point.estimate, point.low, point.high}) add(values, value);
  }
  Plot plot(number_axis(values, "bps, 95 % interval"), name_axis(names),
            76 + 24 * static_cast<double>(names.size()));
  plot.upright(0, "zero");
  for (std::size_t i = 0; i < grid.points.size(); ++i) {
    const auto& point = grid.points[i];
    const auto y = static_cast<double>(i);
    const char* style = point.effects == "FE_B" ? "s1" : "s0";
    if (point.low && point.high) plot.segment({*point.low, y}, {*point.high, y}, style);
    if (!point.estimate) continue;
    plot.mark({*point.estimate, y}, style,
              fmt::format("{}: {:.4f} bps", names[i], *point.estimate));
  }
  return plot.svg("The estimate under other specifications",
                  "One estimate with its interval for each; the table has the figures.");
}

std::string missing(std::string_view id, std::string_view title, std::string_view how) {
  return section(id, title, paragraph(how, "note"));
}

}  // namespace

std::string grid_section(const ReportAnswer& answer) {
  constexpr const char* kTitle = "Does the answer hang on how it was asked?";
  const auto& grid = answer.given.grid;
  if (!grid || grid->points.empty()) {
    return missing(
        "grid", kTitle,
        "Not given: holdfast-tca sensitivity --analysis ROWS --json sensitivity.json, then "
        "--sensitivity-json sensitivity.json here.");
  }
  HtmlTable table("", {"effects, pruning", "bps", "se", "95 % interval", "status"});
  for (const auto& point : grid->points) {
    table.row({html_text(specification(point)), figure(point.estimate, 3), figure(point.error, 4),
               figure(point.low, 3) + " to " + figure(point.high, 3),
               html_text(point.status.value_or("OK"))});
  }
  return section("grid", kTitle, grid_plot(*grid) + table.html());
}

std::string events_section(const ReportAnswer& answer) {
  constexpr const char* kTitle = "Around changes of affinity";
  const auto& events = answer.given.events;
  if (!events || events->outcomes.empty()) {
    return missing("events", kTitle,
                   "Not given: holdfast-tca events --panel PANEL --events CHANGES --json "
                   "events.json, then --events events.json "
                   "here.");
  }
  std::string out = legend_html({{"s0", "effect, 95 % at each bin"},
                                 {"s0", "sup-t band: all bins at once, 95 %", LegendSample::band},
                                 {"guide", "the change"}});
  for (const auto& outcome : events->outcomes) {
    out += fmt::format("<h3>{}</h3>\n", html_text(event_title(outcome))) +
           paragraph(event_words(outcome));
    if (!outcome.betas.empty()) out += event_plot(outcome) + event_table(outcome);
  }
  return section("events", kTitle, out);
}

std::string canary_section(const ReportAnswer& answer) {
  constexpr const char* kTitle = "The canary";
  const auto& canary = answer.given.canary;
  if (!canary) {
    return missing(
        "canary", kTitle,
        "Not given: holdfast-tca canary decide --folder FOLDER --json canary.json, then --canary "
        "canary.json here.");
  }
  std::string out = paragraph(fmt::format("Decision: {}.", canary->decision));
  if (canary->looks.empty()) return section("canary", kTitle, out + paragraph("No look yet."));
  return section(
      "canary", kTitle,
      out + evidence_plot(*canary) + sequence_plot(*canary) + look_table(*canary) +
          paragraph("Evidence may be looked at after every block: an e-process above its "
                    "threshold at any look is as rare under no effect as the level says.",
                    "note"));
}

}  // namespace holdfast
