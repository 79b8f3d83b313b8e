// The four estimates with every inference, and how well matching balances.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "base/html_text.h"
#include "chart/plot.h"
#include "tca/report_html.h"
#include "tca/report_sections.h"
#include "tca/report_words.h"
#include "tca/sample_text.h"

namespace holdfast {
namespace {

constexpr double kRow = 34, kFrame = 76;  // of plots with a row for each name

std::string forest(const CdtEstimates& estimates) {
  std::vector<double> values{0};
  std::vector<std::string> names;
  for (const auto& one : estimates.estimates) {
    names.emplace_back(estimate_title(one.name));
    if (!one.has_estimate()) continue;
    values.push_back(one.estimate);
    if (const auto* deciding = one.deciding()) {
      values.insert(values.end(), {deciding->low, deciding->high});
    }
  }
  Plot plot(number_axis(values, "bps, 95 % interval by the largest standard error"),
            name_axis(names), kFrame + kRow * static_cast<double>(names.size()));
  plot.upright(0, "zero");
  double y = 0;
  for (const auto& one : estimates.estimates) {
    const double at = y++;
    if (!one.has_estimate()) continue;
    const auto* style = one.name == estimates.headline ? "s1" : "s0";
    if (const auto* deciding = one.deciding()) {
      plot.segment({deciding->low, at}, {deciding->high, at}, style);
    }
    plot.mark({one.estimate, at}, style,
              fmt::format("{}: {:.4f} bps", estimate_title(one.name), one.estimate),
              one.name == estimates.headline ? PlotMark::diamond : PlotMark::disc);
  }
  return plot.svg("Four estimates of what drift cost",
                  "Each estimate with its interval; the table has the figures.");
}

void add_rows(HtmlTable& table, const CdtEstimate& one, bool is_headline) {
  const auto* style = is_headline ? "headline" : "";
  const auto title = std::string(estimate_title(one.name));
  if (!one.has_estimate()) {
    table.row({title, fmt::format("{}: {}", name_of(one.status), sentence_of(one.status))});
    return;
  }
  const auto rows = count_figure(one.rows), clusters = count_figure(one.clusters);
  if (one.inference.empty()) {
    table.row(
        {title, figure(one.estimate, 3), "no inference", "–", "–", "–", "–", "–", rows, clusters},
        style);
  }
  bool is_first = true;
  for (const auto& each : one.inference) {
    const auto mark = &each == one.deciding() ? " (decides)" : "";
    table.row({is_first ? title : "", is_first ? figure(one.estimate, 3) : "",
               std::string(method_title(each.method)) + mark, figure(each.error, 4),
               figure(each.degrees, each.method == "cr2" ? 1 : 0),
               interval_figure(each.low, each.high, 3), p_figure(each.p),
               figure(each.smallest_detectable, 3), is_first ? rows : "", is_first ? clusters : ""},
              &each == one.deciding() ? style : "");
    is_first = false;
  }
  if (one.wild) {
    const auto& wild = *one.wild;
    table.row({"", "", wild.webb ? "wild bootstrap (Webb)" : "wild bootstrap", "–", "–",
               wild.low && wild.high ? interval_figure(*wild.low, *wild.high, 3) : "–",
               wild.status == EstimateStatus::ok ? p_figure(wild.p) : "–", "–", "", ""});
  }
}

std::string love_plot(const std::vector<CovariateBalance>& balance) {
  std::vector<double> values{-0.15, 0.15};
  std::vector<std::string> names;
  for (const auto& [column, row] : balance) {
    names.push_back(column);
    for (const auto* side : {&row.before, &row.after}) values.push_back(side->smd.value_or(0));
  }
  Plot plot(number_axis(values, "standardised mean difference, drifted − aligned", 9),
            name_axis(names), kFrame + 26 * static_cast<double>(names.size()));
  plot.upright(0, "zero");
  for (const double at : {-0.1, -0.05, 0.05, 0.1}) {
    plot.upright(at, std::abs(at) > 0.07 ? "guide" : "guide thin");
  }
  for (std::size_t i = 0; i < balance.size(); ++i) {
    const auto& [before, after] = balance[i].row;
    const auto y = static_cast<double>(i);
    if (before.smd && after.smd) plot.segment({*before.smd, y}, {*after.smd, y}, "s5 thin");
    if (before.smd) {
      plot.mark({*before.smd, y}, "s5", fmt::format("{} before: {:.3f}", names[i], *before.smd),
                PlotMark::ring);
    }
    if (after.smd) {
      plot.mark({*after.smd, y}, "s0", fmt::format("{} after: {:.3f}", names[i], *after.smd));
    }
  }
  return plot.svg("Balance before and after matching",
                  "Standardised mean differences of each covariate; the table has the figures.");
}

std::string verdict_of(const Balance& after) {
  if (after.verdict == BalanceVerdict::pass) return "balanced";
  return after.verdict == BalanceVerdict::warn ? "<span class=\"warn\">above 0.05</span>"
                                               : "<span class=\"bad\">not balanced</span>";
}

}  // namespace

std::string estimates_section(const CdtCommand& command, const ReportAnswer& answer) {
  const auto& estimates = answer.cdt.estimates;
  HtmlTable table("", {"estimate", "bps", "errors", "SE", "df", "95 % interval", "p", "MDE", "rows",
                       "clusters"});
  for (const auto& one : estimates.estimates) add_rows(table, one, one.name == estimates.headline);
  const auto note = fmt::format(
      "Cost is {}, positive is bad for us. The naive and the matched difference are biased when "
      "drift goes with the state of the market; FE_A holds {}, FE_B holds {}. Of the standard "
      "errors by clusters of {} the largest decides. MDE: an effect that would be found four times "
      "of five.",
      command.columns.outcome, fmt::join(command.columns.few_effects, ", "),
      fmt::join(command.columns.effects, ", "), command.columns.cluster);
  return section("estimates", "Four estimates, and how sure each is",
                 forest(estimates) + table.html() + paragraph(note, "note"));
}

std::string balance_section(const ReportAnswer& answer) {
  const auto& balance = answer.cdt.estimates.balance;
  constexpr const char* kTitle = "Were like orders compared?";
  if (balance.empty()) {
    return section(
        "balance", kTitle,
        paragraph("There is no covariate to compare, or one regime has no row.", "note"));
  }
  HtmlTable table("", {"covariate", "SMD before", "SMD after", "variance ratio before",
                       "variance ratio after", "KS before", "KS after", "verdict"});
  for (const auto& [column, row] : balance) {
    table.row({html_text(column), figure(row.before.smd, 3), figure(row.after.smd, 3),
               figure(row.before.variance_ratio, 2), figure(row.after.variance_ratio, 2),
               figure(row.before.ks, 3), figure(row.after.ks, 3), verdict_of(row.after)});
  }
  return section(
      "balance", kTitle,
      legend_html({{"s5", "before matching", LegendSample::ring},
                   {"s0", "after", LegendSample::disc},
                   {"guide", "0.05 and 0.1"}}) +
          love_plot(balance) + table.html() +
          paragraph(
              "The difference of means in the drifted orders' standard deviations, before and "
              "after matching; the variance ratio should lie within 0.5 and 2. KS is the "
              "largest distance of the distribution functions. The regressions make the rest "
              "of the covariates' differences exactly 0.",
              "note"));
}

}  // namespace holdfast
