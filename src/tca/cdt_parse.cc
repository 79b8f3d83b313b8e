#include "tca/cdt_parse.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/text.h"

namespace holdfast {
namespace {

std::vector<std::string> names_of(const std::string& list) {
  std::vector<std::string> names;
  for (const auto name : split(list, ',')) {
    if (!trim(name).empty()) names.emplace_back(trim(name));
  }
  return names;
}

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
  for (const auto& cut : names_of(word.substr(equal + 1))) {
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
  switch (part) {
    case CdtPart::cdt: return "cdt";
    case CdtPart::tail: return "tail";
    case CdtPart::decompose: return "decompose";
    case CdtPart::features: break;
  }
  return "features";
}

const char* help_of(CdtPart part) {
  switch (part) {
    case CdtPart::cdt: return "what drift cost, of rows that are labelled already";
    case CdtPart::tail: return "what drift did to the costly orders, of such rows";
    case CdtPart::decompose:
      return "which part of what drift cost goes with each mediator, of such rows";
    case CdtPart::features: break;
  }
  return "what drift adds to the tail, as the agent's features page loads it";
}

Result<std::vector<double>> taus_of(const std::string& list) {
  std::vector<double> taus;
  for (const auto& word : names_of(list)) {
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
  std::string covariates, coarsened, exact, effects, few_effects, mediators, channels;
  std::string taus = "0.5,0.9,0.95,0.99";
  std::vector<std::string> cuts;
  bool is_whole = false;
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
  auto& [command, covariates, coarsened, exact, effects, few_effects, mediators, channels, taus,
         cuts, is_whole] = *words_;
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
  option("--json", command.json, "write everything as JSON; - is standard output", "FILE");
  if (command.part == CdtPart::tail) {
    option("--tau", taus, "the quantiles (default 0.5,0.9,0.95,0.99)", "SHARES");
  } else if (command.part == CdtPart::features) {
    taus = "0.95";
    option("--tau", taus, "where the tail begins (default 0.95)", "SHARE");
  } else if (command.part == CdtPart::decompose) {
    option("--mediators", mediators, "what drift may have cost through");
    option("--channels", channels, "outcomes that add up to the cost");
  } else {
    option("--csv", command.csv, "write the estimates as CSV; - is standard output", "FILE");
  }
  add_table_input(verb, command.input);
}

Result<CdtCommand> CdtParser::command() const {
  CdtCommand command = words_->command;
  auto& columns = command.columns;
  columns.covariates = names_of(words_->covariates);
  columns.exact = names_of(words_->exact);
  columns.effects = names_of(words_->effects);
  columns.few_effects = names_of(words_->few_effects);
  columns.coarsened.clear();
  for (const auto& word : names_of(words_->coarsened)) {
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
  command.mediators = names_of(words_->mediators);
  command.channels = names_of(words_->channels);
  if (command.mediators.empty() || command.channels.empty()) {
    return refuse("--mediators and --channels need a column each");
  }
  command.is_pruned = !words_->is_whole;
  if (command.json == "-" && command.csv == "-") {
    return refuse("--json - and --csv -: only one of them can have standard output");
  }
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
