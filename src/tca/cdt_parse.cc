#include "tca/cdt_parse.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/text.h"
#include "tca/analysis_rows.h"
#include "tca/bad_controls.h"
#include "tca/sensitivity_parse.h"

namespace holdfast {
namespace {

std::string list_of(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ","));
}

std::string list_of(const std::vector<Coarsening>& coarsened) {
  std::vector<std::string> words;
  for (const auto& one : coarsened) words.push_back(fmt::format("{}:{}", one.column, one.bins));
  return list_of(words);
}

tl::unexpected<Error> refuse(std::string sentence) {
  return fail(ErrorCode::usage, "analysis rows: " + std::move(sentence));
}

// "spread_bps:4"
Result<Coarsening> coarsening_of(const std::string& word) {
  const auto colon = word.rfind(':');
  Coarsening coarsening{word.substr(0, colon), 4, {}};
  if (colon != word.npos) {
    const auto bins = parse_number<unsigned>(std::string_view(word).substr(colon + 1));
    if (!bins || *bins < 2 || *bins > 1000) {
      return refuse(
          fmt::format("--coarsen \"{}\": behind the colon stands a number of bins from 2 to "
                      "1000",
                      word));
    }
    coarsening.bins = *bins;
  }
  return coarsening;
}

// "spread_bps=2,4.5"
Result<Coarsening> cuts_of(const std::string& word) {
  const auto equal = word.find('=');
  Coarsening coarsening{word.substr(0, equal), 0, {}};
  if (equal == word.npos || equal == 0) {
    return refuse(fmt::format("--cuts \"{}\" is not COLUMN=CUT,CUT,…", word));
  }
  for (const auto& cut : names_in(word.substr(equal + 1))) {
    double value = 0;
    if (!CLI::detail::lexical_cast(cut, value) || !std::isfinite(value)) {
      return refuse(fmt::format("--cuts \"{}\": \"{}\" is no number", word, cut));
    }
    coarsening.cuts.push_back(value);
  }
  if (coarsening.cuts.empty() ||
      std::ranges::adjacent_find(coarsening.cuts, std::ranges::greater_equal{}) !=
          coarsening.cuts.end()) {
    return refuse(fmt::format("--cuts \"{}\": the cuts have to ascend", word));
  }
  return coarsening;
}

const char* name_of(CdtPart part) {
  constexpr const char* kNames[] = {"cdt",   "tail",   "decompose", "sensitivity",
                                    "cells", "report", "features"};
  return kNames[static_cast<int>(part)];
}

const char* help_of(CdtPart part) {
  switch (part) {
    case CdtPart::cdt: return "what drift cost, of rows that are labelled already";
    case CdtPart::tail: return "what drift did to the costly orders, of such rows";
    case CdtPart::decompose:
      return "which part of what drift cost goes with each mediator, of such rows";
    case CdtPart::cells: return "what drift cost each host, symbol and session, of such rows";
    case CdtPart::report: return "all of it as one page, of such rows";
    case CdtPart::features:
      return "what drift adds to the tail, as the agent's features page loads it";
    case CdtPart::sensitivity: break;
  }
  return "how far what drift cost may be relied on: placebos, confounders, other models";
}

void add_report_files(CLI::App& verb, ReportFiles& files) {
  const auto option = [&](const char* names, std::string& value, const char* sentence,
                          const char* type = "FILE") {
    return verb.add_option(names, value, sentence)->type_name(type);
  };
  option("-o,--output", files.page, "the page, HTML; - is standard output")->required();
  option("--csv", files.csv_folder, "write the tables as CSV files into this folder", "FOLDER");
  option("--events", files.events, "what events --json wrote: the event study is shown too");
  option("--canary", files.canary, "what canary --json wrote: its evidence is shown too");
  option("--sensitivity-json", files.sensitivity,
         "what sensitivity --json wrote: its grid is shown too");
}

// Those of host, symbol and session that the regressions use anyway.
std::vector<std::string> usual_cells(const AnalysisColumns& columns) {
  std::vector<std::string> used, cells;
  const auto add = [&](const std::string& factor) {
    for (auto& part : parts_of_factor(factor)) used.push_back(std::move(part));
  };
  for (const auto& factor : columns.effects) add(factor);
  for (const auto& factor : columns.few_effects) add(factor);
  add(columns.cluster);
  for (const char* name : {"host", "symbol", "session"}) {
    if (std::ranges::find(used, name) != used.end()) cells.emplace_back(name);
  }
  return cells;
}

// Only one output can have standard output, and only one input standard input.
Result<void> check_streams(const CdtCommand& command) {
  const auto& files = command.report;
  if ((command.json == "-") + (command.csv == "-") + (files.page == "-") > 1) {
    return refuse(command.part == CdtPart::report
                      ? "--json - and -o -: only one of them can have standard output"
                      : "--json - and --csv -: only one of them can have standard output");
  }
  if ((command.analysis == "-") + (files.events == "-") + (files.canary == "-") +
          (files.sensitivity == "-") >
      1) {
    return refuse(
        "--analysis, --events, --canary, --sensitivity-json: only one of them can have "
        "standard input");
  }
  return {};
}

Result<std::vector<double>> taus_of(const std::string& list) {
  std::vector<double> taus;
  for (const auto& word : names_in(list)) {
    double tau = 0;
    if (!CLI::detail::lexical_cast(word, tau) || !(tau > 0 && tau < 1)) {
      return refuse(fmt::format("--tau \"{}\": \"{}\" is no share between 0 and 1", list, word));
    }
    taus.push_back(tau);
  }
  if (taus.empty()) return refuse("--tau needs a share between 0 and 1");
  return taus;
}

}  // namespace

struct CdtParser::Words {
  CdtCommand command;
  std::string covariates, coarsened, exact, effects, few_effects, mediators, channels, cell_kinds;
  std::string taus = "0.5,0.9,0.95,0.99";
  std::vector<std::string> cuts;
  bool is_whole = false;
  std::string check;
  SensitivityWords sensitivity;
};

CdtParser::CdtParser(CdtPart part) : words_(std::make_unique<Words>()) {
  words_->command.part = part;
  const AnalysisColumns columns;
  words_->covariates = list_of(columns.covariates);
  words_->coarsened = list_of(columns.coarsened);
  words_->exact = list_of(columns.exact);
  words_->effects = list_of(columns.effects);
  words_->few_effects = list_of(columns.few_effects);
  words_->mediators = list_of(words_->command.mediators);
  words_->channels = list_of(words_->command.channels);
}
CdtParser::~CdtParser() = default;

void CdtParser::build(CLI::App& app) {
  auto& verb = *app.add_subcommand(name_of(words_->command.part), help_of(words_->command.part));
  auto& [command, covariates, coarsened, exact, effects, few_effects, mediators, channels,
         cell_kinds, taus, cuts, is_whole, check, sensitivity] = *words_;
  auto& columns = command.columns;
  const auto option = [&](const char* name, std::string& value, const char* sentence,
                          const char* type = "COLUMNS") {
    verb.add_option(name, value, sentence)->type_name(type);
  };
  verb.add_option("--analysis", command.analysis, "the rows, CSV or Parquet; - is standard input")
      ->type_name("FILE")
      ->required();
  option("--treatment", columns.treatment, "0 (aligned) or 1 (drifted) (default D)", "COLUMN");
  option("--outcome", columns.outcome, "the cost, positive is bad (default y)", "COLUMN");
  option("--covariates", covariates, "regressors beside the treatment");
  option("--coarsen", coarsened, "matched in bins: COLUMN:BINS, cut at quantiles of all rows");
  verb.add_option("--cuts", cuts,
                  "a column matched in bins with these cuts instead; may be given more than once")
      ->type_name("COLUMN=CUT,…")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  option("--exact", exact, "matched exactly; a:b is each combination of a and b");
  option("--fe", effects, "fixed effects of the headline (FE_B)");
  option("--fe-a", few_effects, "fixed effects of the smaller model (FE_A)");
  option("--cluster", columns.cluster, "errors are grouped by it (default host:session)", "COLUMN");
  option("--second-cluster", columns.second_cluster,
         "and, as a check, by this too (default symbol:session; \"\": by none)", "COLUMN");
  verb.add_flag("--no-prune", is_whole, "regress on all rows, not on matched strata only");
  verb.add_flag("--sensitivity", command.allows_bad_controls,
                "hold columns fixed that drift itself moves, to see what that does");
  option("--json", command.json, "write everything as JSON; - is standard output", "FILE");
  const bool is_report = command.part == CdtPart::report;
  if (is_report || command.part == CdtPart::tail) {
    option("--tau", taus, "the quantiles (default 0.5,0.9,0.95,0.99)", "SHARES");
  }
  if (command.part == CdtPart::tail) {
    verb.add_flag("--quantile-regression", command.has_quantile_regression,
                  "and quantile regressions, exact, without and with fixed effects");
  }
  if (command.part == CdtPart::sensitivity) add_sensitivity_options(verb, command, sensitivity);
  if (command.part == CdtPart::cdt) {
    option("--check", check, "nn: and nearest neighbours, by distance and by propensity", "CHECK");
  }
  if (command.part == CdtPart::features) {
    taus = "0.95";
    option("--tau", taus, "where the tail begins (default 0.95)", "SHARE");
  }
  if (is_report || command.part == CdtPart::cdt) {
    option("--notional", command.notional,
           "what an order was worth, USD, for the sum that drift cost (default notional_usd, where "
           "it is; \"\": no sum)",
           "COLUMN");
  }
  if (is_report || command.part == CdtPart::decompose) {
    option("--mediators", mediators, "what drift may have cost through");
    option("--channels", channels, "outcomes that add up to the cost");
  }
  if (is_report || command.part == CdtPart::cells) {
    option("--by", cell_kinds,
           "cells; a:b is each combination (default: host, symbol and session, as far as they are "
           "effects or clusters)");
  }
  if (is_report) {
    add_report_files(verb, command.report);
  } else if (command.part == CdtPart::cdt || command.part == CdtPart::cells) {
    option("--csv", command.csv, "write the estimates as CSV; - is standard output", "FILE");
  }
  add_table_input(verb, command.input);
}

Result<CdtCommand> CdtParser::command() const {
  CdtCommand command = words_->command;
  auto& columns = command.columns;
  columns.covariates = names_in(words_->covariates);
  columns.exact = names_in(words_->exact);
  columns.effects = names_in(words_->effects);
  columns.few_effects = names_in(words_->few_effects);
  columns.coarsened.clear();
  for (const auto& word : names_in(words_->coarsened)) {
    auto coarsening = coarsening_of(word);
    if (!coarsening) return tl::unexpected(coarsening.error());
    columns.coarsened.push_back(std::move(*coarsening));
  }
  for (const auto& word : words_->cuts) {
    auto coarsening = cuts_of(word);
    if (!coarsening) return tl::unexpected(coarsening.error());
    std::erase_if(columns.coarsened,
                  [&](const auto& one) { return one.column == coarsening->column; });
    columns.coarsened.push_back(std::move(*coarsening));
  }
  auto taus = taus_of(words_->taus);
  if (!taus) return tl::unexpected(taus.error());
  command.taus = std::move(*taus);
  command.mediators = names_in(words_->mediators);
  command.channels = names_in(words_->channels);
  if (command.mediators.empty() || command.channels.empty()) {
    return refuse("--mediators and --channels need a column each");
  }
  if (!words_->check.empty() && words_->check != "nn") {
    return refuse(fmt::format("--check \"{}\" is not there; there is nn", words_->check));
  }
  command.checks_nearest = !words_->check.empty();
  if (const auto sound = take_sensitivity(words_->sensitivity, command); !sound) {
    return tl::unexpected(sound.error());
  }
  if (const auto sound = refuse_bad_controls(columns); !command.allows_bad_controls && !sound) {
    return tl::unexpected(sound.error());
  }
  const CdtCommand usual;
  command.has_parts = command.mediators != usual.mediators || command.channels != usual.channels;
  command.cell_kinds = names_in(words_->cell_kinds);
  if (command.cell_kinds.empty()) command.cell_kinds = usual_cells(columns);
  if (command.part == CdtPart::cells && command.cell_kinds.empty()) {
    return refuse("no effect or cluster is host, symbol or session; name the cells with --by");
  }
  command.is_pruned = !words_->is_whole;
  if (const auto sound = check_streams(command); !sound) return tl::unexpected(sound.error());
  if (columns.cluster.empty()) return refuse("--cluster needs a column");
  const auto& covariates = columns.covariates;
  for (const auto& name : {columns.treatment, columns.outcome}) {
    if (std::ranges::find(covariates, name) != covariates.end()) {
      return refuse(
          fmt::format("--covariates has \"{}\", which is the treatment or the outcome", name));
    }
  }
  return command;
}

}  // namespace holdfast
