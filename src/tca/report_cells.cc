// Hosts, symbols and sessions, ranked.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/html_text.h"
#include "chart/plot.h"
#include "tca/report_html.h"
#include "tca/report_sections.h"
#include "tca/report_words.h"
#include "tca/sample_text.h"

namespace holdfast {
namespace {

constexpr std::size_t kDrawn = 20;  // of each kind, from the top
constexpr double kNormal = 1.959963984540054;

std::size_t with_error(const CellTable& table) {
  return static_cast<std::size_t>(std::ranges::count_if(
      table.cells, [](const RankedCell& cell) { return cell.effect.has_error(); }));
}

std::string ranking(const CellTable& table) {
  const auto drawn = std::min(kDrawn, with_error(table));
  std::vector<double> values;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < drawn; ++i) {
    const auto& cell = table.cells[i];
    names.push_back(cell.name);
    values.insert(values.end(), {cell.effect.inference.low, cell.effect.inference.high});
  }
  auto x = number_axis(values, "bps");
  const bool has_zero = x.from <= 0 && x.to >= 0;
  Plot plot(std::move(x), name_axis(names), 76 + 22 * static_cast<double>(drawn));
  if (has_zero) plot.upright(0, "zero");
  plot.upright(table.spread->mean, "guide");
  for (std::size_t i = 0; i < drawn; ++i) {
    const auto& cell = table.cells[i];
    const auto& one = cell.effect.inference;
    const auto y = static_cast<double>(i);
    const double reach = kNormal * cell.shrunk_error;
    plot.segment({one.low, y - 0.15}, {one.high, y - 0.15}, "s5 thin");
    plot.mark({one.estimate, y - 0.15}, "s5",
              fmt::format("{}: {:.4f} bps", cell.name, one.estimate), PlotMark::ring);
    plot.segment({cell.shrunk - reach, y + 0.15}, {cell.shrunk + reach, y + 0.15}, "s0");
    plot.mark({cell.shrunk, y + 0.15}, "s0",
              fmt::format("{} shrunk: {:.4f} bps", cell.name, cell.shrunk));
  }
  return plot.svg(fmt::format("Cost of drift by {}", table.by),
                  "Estimates and shrunk values, largest first; the table has the figures.");
}

std::string words_of(const CellTable& table) {
  const auto& spread = *table.spread;
  std::string words = fmt::format(
      "Mean {} bps (se {:.3f}); the true effects differ by a standard deviation of {:.3f} bps, "
      "which "
      "is {:.0f} % of the estimates' variance (I²), p {:.3g}.",
      signed_number(spread.mean, 3), spread.error, std::sqrt(spread.tau_squared),
      100 * spread.i_squared, spread.q_p);
  if (spread.tau_squared == 0) {
    words +=
        " Nothing says that they differ at all: every shrunk value is the mean, and the order "
        "below means nothing.";
  }
  return words;
}

std::string full_table(const CellTable& table) {
  HtmlTable out("", {table.by, "shrunk", "its se", "own estimate", "95 % interval",
                     "false-discovery share", "rows", "drifted", "clusters", "status"});
  for (const auto& cell : table.cells) {
    const auto& effect = cell.effect;
    const auto& one = effect.inference;
    const bool has_error = effect.has_error();
    const auto sentence = sentence_of(effect.status);
    out.row({html_text(cell.name), has_error ? figure(cell.shrunk, 3) : "–",
             has_error ? figure(cell.shrunk_error, 3) : "–",
             effect.has_estimate() ? figure(one.estimate, 3) : "–",
             has_error ? interval_figure(one.low, one.high, 3) : "–",
             has_error ? p_figure(cell.discovery_share) : "–", count_figure(effect.compared.rows),
             count_figure(effect.compared.treated), count_figure(effect.clusters),
             sentence.empty() ? std::string(name_of(effect.status))
                              : fmt::format("{}: {}", name_of(effect.status), sentence)},
            has_error && effect.status == EstimateStatus::ok ? "" : "faint");
  }
  return fmt::format("<details><summary>All {} as a table</summary>\n{}</details>\n",
                     table.cells.size(), out.html());
}

std::string table_html(const CellTable& table) {
  std::string out = fmt::format("<h3>By {}</h3>\n", html_text(table.by));
  if (!table.spread) {
    return out + paragraph("No cell has an estimate with a standard error.") + full_table(table);
  }
  const auto told = std::ranges::count_if(table.cells, [](const RankedCell& cell) {
    return cell.effect.has_error() && cell.discovery_share <= kCellDiscoveries;
  });
  out +=
      paragraph(words_of(table) + fmt::format(" {} of {} are told from 0 when one in ten of them "
                                              "may be false.",
                                              told, table.cells.size()));
  out += ranking(table);
  const auto drawn = with_error(table);
  if (drawn > kDrawn) {
    out += paragraph(fmt::format("The largest {} of {}.", kDrawn, drawn), "note");
  }
  return out + full_table(table);
}

}  // namespace

std::string cells_section(const ReportAnswer& answer) {
  const auto& cells = answer.cells;
  constexpr const char* kTitle = "Where it cost most";
  if (cells.tables.empty()) {
    return section("cells", kTitle,
                   paragraph(has_estimate(cells.status)
                                 ? "No cells were named: --by host,symbol,session does it."
                                 : fmt::format("There is no estimate: {}, {}.",
                                               name_of(cells.status), sentence_of(cells.status)),
                             "note"));
  }
  std::string out = legend_html({{"s0", "shrunk towards the mean, 95 %", LegendSample::disc},
                                 {"s5", "the cell's own estimate, 95 %", LegendSample::ring},
                                 {"guide", "mean of the cells"}});
  for (const auto& table : cells.tables) out += table_html(table);
  return section(
      "cells", kTitle,
      out + paragraph("One regression for each kind, as FE_B, in which every cell has a "
                      "drift effect of its own. An uncertain estimate is drawn towards "
                      "the mean (DerSimonian and Laird), so that the ranking does not "
                      "put the smallest cells first. What is told from 0 is by Benjamini "
                      "and Hochberg at 10 %.",
                      "note"));
}

}  // namespace holdfast
