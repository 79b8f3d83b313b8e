// The answer, what became of the rows, and what the page was made of.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/html_text.h"
#include "table/database.h"
#include "tca/report_html.h"
#include "tca/report_sections.h"
#include "tca/report_words.h"
#include "tca/sample_text.h"

namespace holdfast {
namespace {

std::string list_of(const std::vector<std::string>& names) {
  return html_text(fmt::format("{}", fmt::join(names, ", ")));
}

void add_source(HtmlTable& table, const char* what, const AnalysisSource& source) {
  table.row({what, html_text(source.file), source.format, count_figure(source.bytes),
             "<code>" + source.sha256 + "</code>"});
}

std::string bins_of(const AnalysisColumns& columns, const std::vector<std::vector<double>>& cuts) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < columns.coarsened.size(); ++i) {
    words.push_back(
        fmt::format("{} at {:.6g}", columns.coarsened[i].column, fmt::join(cuts[i], ", ")));
  }
  return html_text(fmt::format("{}", fmt::join(words, "; ")));
}

}  // namespace

std::string answer_section(const CdtCommand& command, const ReportAnswer& answer) {
  std::string out = "<section id=\"answer\">\n<h1>What drift cost</h1>\n" +
                    paragraph(report_sentence(command, answer), "answer") +
                    paragraph(html_text(usd_words(answer.cdt.usd)), "note") + "<ul>\n";
  for (const auto& caveat : report_caveats(command, answer)) {
    out += fmt::format("<li>{}</li>\n", html_text(caveat));
  }
  return out + "</ul>\n</section>\n";
}

std::string flow_section(const CdtCommand& command, const ReportAnswer& answer) {
  const auto& flow = answer.cdt.flow;
  const auto& match = answer.cdt.estimates.match;
  HtmlTable table("", {"rows", "all", "drifted", "aligned"});
  table.row({"read", count_figure(flow.read), "", ""});
  for (const auto& drop : flow.dropped) {
    table.row({html_text(fmt::format("dropped: {} is {}", drop.column, drop.reason)),
               count_figure(drop.rows), "", ""});
  }
  table.row({"kept", count_figure(flow.kept), count_figure(flow.treated),
             count_figure(flow.kept - flow.treated)});
  const auto matched = match.matched_treated + match.matched_control;
  table.row({"pruned: their stratum holds one regime only", count_figure(flow.kept - matched),
             count_figure(match.treated - match.matched_treated),
             count_figure(match.control - match.matched_control)});
  table.row({"matched", count_figure(matched), count_figure(match.matched_treated),
             count_figure(match.matched_control)});
  if (const auto* one = headline_of(answer.cdt.estimates)) {
    table.row({fmt::format("used by {}", estimate_title(one->name)), count_figure(one->rows),
               count_figure(one->treated), count_figure(one->rows - one->treated)},
              "headline");
  }
  auto words =
      fmt::format("{} of {} strata hold both regimes.", match.matched_strata, match.strata);
  if (!command.is_pruned) words += " The regressions were told to use all rows (--no-prune).";
  return section("flow", "Which orders were compared", table.html() + paragraph(words, "note"));
}

std::string inputs_section(const CdtCommand& command, const ReportAnswer& answer) {
  HtmlTable inputs("", {"input", "file", "format", "bytes", "SHA-256"});
  add_source(inputs, "analysis rows", answer.cdt.source);
  const auto& [events, canary, grid] = answer.given;
  if (events) add_source(inputs, "events", events->source);
  if (canary) add_source(inputs, "canary", canary->source);
  if (grid) add_source(inputs, "sensitivity", grid->source);
  const auto& columns = command.columns;
  HtmlTable options("", {"option", "value"});
  options.row({"treatment", html_text(columns.treatment)});
  options.row({"outcome", html_text(columns.outcome)});
  options.row({"covariates", list_of(columns.covariates)});
  options.row({"matched in bins cut", bins_of(columns, answer.cdt.estimates.cuts)});
  options.row({"matched exactly", list_of(columns.exact)});
  options.row({"effects of FE_A", list_of(columns.few_effects)});
  options.row({"effects of FE_B", list_of(columns.effects)});
  options.row({"clusters", html_text(columns.cluster)});
  options.row({"second clusters",
               columns.second_cluster.empty() ? "none" : html_text(columns.second_cluster)});
  return section(
      "inputs", "What this was made of",
      inputs.html() + "<div class=\"words\">" + options.html() + "</div>" +
          paragraph(fmt::format("holdfast-tca {}, DuckDB {}. The same rows and options give the "
                                "same page, whatever the machine's threads.",
                                HOLDFAST_VERSION, Database::version()),
                    "note"));
}

}  // namespace holdfast
