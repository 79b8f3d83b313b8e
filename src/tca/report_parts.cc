// Which part of the cost goes with what drift moves.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/html_text.h"
#include "chart/plot.h"
#include "tca/report_html.h"
#include "tca/report_sections.h"
#include "tca/report_words.h"
#include "tca/sample_text.h"

namespace holdfast {
namespace {

std::string mediator_title(const std::string& column) {
  if (column == "nrs") return "numa-cross (nrs)";
  if (column == "llc_misses") return "cache-miss (llc_misses)";
  if (column == "softirq_us") return "softirq-jitter (softirq_us)";
  if (column == "drift_us") return "causal-drift (drift_us)";
  return column;
}

std::vector<std::string> part_titles(const CdtCommand& command) {
  std::vector<std::string> titles;
  for (const auto& column : command.mediators) titles.push_back(mediator_title(column));
  titles.emplace_back("unattributed");
  return titles;
}

std::string waterfall(const CdtCommand& command, const GelbachRow& sum) {
  auto names = part_titles(command);
  names.emplace_back("all");
  std::vector<double> values{0};
  double reached = 0;
  for (const auto& part : sum.parts) {
    reached += part.value;
    values.insert(values.end(), {reached, reached - part.error, reached + part.error});
  }
  Plot plot(number_axis(values, "bps; whiskers: one standard error of the part"), name_axis(names),
            76 + 34 * static_cast<double>(names.size()));
  plot.upright(0, "zero");
  constexpr double kHalf = 0.32;
  double y = 0;
  reached = 0;
  const auto box = [&](double from, double to, const GelbachPart& part, const char* style) {
    plot.box({from, y - kHalf}, {to, y + kHalf}, style,
             fmt::format("{}: {:.4f} bps, se {:.4f}", names[static_cast<std::size_t>(y)],
                         part.value, part.error));
    if (part.error > 0) plot.segment({to - part.error, y}, {to + part.error, y}, "zero");
  };
  for (const auto& part : sum.parts) {
    const bool is_last = &part == &sum.parts.back();
    box(reached, reached + part.value, part, is_last ? "s5" : part.separable ? "s0" : "s4");
    reached += part.value;
    plot.segment({reached, y + kHalf}, {reached, y + 1 - kHalf}, "s5 thin");
    ++y;
  }
  box(0, sum.total.value, sum.total, "s1");
  return plot.svg("What drift cost, by what it moves",
                  "The parts one after the other up to the whole; the table has the figures.");
}

// The error stands beneath: seven columns side by side have no room for it.
std::string part_figure(const GelbachPart& part, bool has_error) {
  auto text = figure(part.value, 3);
  if (has_error) text += fmt::format("<br><small>se {}</small>", figure(part.error, 4));
  if (has_error && !part.separable) text += "<br><span class=\"warn\">not separable</span>";
  return text;
}

std::string matrix(const CdtCommand& command, const DecomposeAnswer& parts) {
  std::vector<std::string> heads{"bps"};
  for (auto& title : part_titles(command)) heads.push_back(std::move(title));
  heads.emplace_back("all");
  HtmlTable table("", heads);
  const bool has_error = parts.status == EstimateStatus::ok;
  const auto add = [&](const std::string& name, const GelbachRow& row, const char* style) {
    std::vector<std::string> cells{html_text(name)};
    for (const auto& part : row.parts) cells.push_back(part_figure(part, has_error));
    cells.push_back(part_figure(row.total, has_error));
    table.row(cells, style);
  };
  for (std::size_t i = 0; i < parts.parts.rows.size(); ++i) {
    add(command.channels[i], parts.parts.rows[i], "");
  }
  add("all channels", parts.parts.sum, "headline");
  return table.html();
}

std::string inflations(const CdtCommand& command, const Gelbach& parts) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < parts.gamma.size(); ++i) {
    words.push_back(fmt::format("{} {:.3g} ({:.2f})", command.mediators[i], parts.gamma[i],
                                parts.variance_inflation[i + 1]));
  }
  return fmt::format("Drift moves the mediators by (variance inflation in brackets): {}.",
                     fmt::join(words, ", "));
}

std::string left_out(const CdtCommand& command, const Gelbach& parts) {
  const auto sentence = dropped_sentence(command, parts);
  return sentence.empty() ? "" : " " + sentence + ".";
}

}  // namespace

std::string parts_section(const CdtCommand& command, const ReportAnswer& answer) {
  constexpr const char* kTitle = "What it went with";
  if (!answer.parts) {
    return section(
        "parts", kTitle,
        paragraph(
            fmt::format("The rows do not have values in all of {} and {}: name the mediators "
                        "and the channels with --mediators and --channels.",
                        fmt::join(command.mediators, ", "), fmt::join(command.channels, ", ")),
            "note"));
  }
  const auto& parts = *answer.parts;
  if (parts.parts.rows.empty()) {
    return section("parts", kTitle,
                   paragraph(fmt::format("There is no decomposition: {}, {}.",
                                         name_of(parts.status), sentence_of(parts.status))));
  }
  const auto note = fmt::format(
      "A part is how much drift moves a mediator times what a unit of it costs (Gelbach), the same "
      "whatever the order; parts add up exactly, for each channel and over the channels. A part is "
      "not separable when its standard error is above half of the row's whole. The parts say what "
      "went together: that they are causes needs that nothing else moves a mediator and the cost. "
      "Of {} rows. {}{}",
      parts.flow.kept, inflations(command, parts.parts), left_out(command, parts.parts));
  return section(
      "parts", kTitle,
      waterfall(command, parts.parts.sum) + matrix(command, parts) + paragraph(note, "note"));
}

}  // namespace holdfast
