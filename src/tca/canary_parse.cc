#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

#include "tca/canary_command.h"

namespace holdfast {
namespace {

struct OptionOf {
  const char* option;
  const char* actions;  // with blanks around each
};

constexpr std::array kActions = {
    OptionOf{"--json", " decide show "},
    OptionOf{"--name", " plan "},
    OptionOf{"--pair", " plan "},
    OptionOf{"--host", " plan "},
    OptionOf{"--session", " plan "},
    OptionOf{"--block", " plan "},
    OptionOf{"--settle", " plan "},
    OptionOf{"--baseline", " plan "},
    OptionOf{"--deviation", " plan "},
    OptionOf{"--target-pairs", " plan "},
    OptionOf{"--most-pairs", " plan "},
    OptionOf{"--alpha", " plan "},
    OptionOf{"--margin", " plan "},
    OptionOf{"--worthwhile", " plan "},
    OptionOf{"--seed-file", " plan reveal show "},
    OptionOf{"--pairs", " record "},
    OptionOf{"--blocks", " record "},
    OptionOf{"--rows", " record "},
    OptionOf{"--pre", " record "},
    OptionOf{"--covariates", " record "},
    OptionOf{"--verify", " show "},
    OptionOf{"--threads", " plan record "},
    OptionOf{"--memory", " plan record "},
    OptionOf{"--null", " plan record "},
};

tl::unexpected<Error> refuse(const std::string& sentence) {
  return fail(ErrorCode::usage, "canary: " + sentence);
}

}  // namespace

void CanaryParser::build(CLI::App& app) {
  auto& verb = *app.add_subcommand("canary", "an experiment that decides whether pinning pays");
  verb_ = &verb;
  verb.add_option("action", command_.action, "plan, record, decide, show or reveal")
      ->required()
      ->check(CLI::IsMember({"plan", "record", "decide", "show", "reveal"}));
  const auto text = [&](const char* name, std::string& to, const char* sentence,
                        const char* type = "FILE") {
    verb.add_option(name, to, sentence)->type_name(type);
  };
  const auto number = [&](const char* name, auto& to, const char* sentence, const char* type) {
    verb.add_option(name, to, sentence)->type_name(type);
  };
  const auto many = [&](const char* name, std::vector<std::string>& to, const char* sentence,
                        const char* type) {
    verb.add_option(name, to, sentence)
        ->type_name(type)
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  };
  verb.add_option("--folder", command_.folder, "where the canary is kept")
      ->type_name("FOLDER")
      ->required();
  text("--json", command_.json, "decide, show: write everything as JSON; - is standard output");
  text("--name", command_.name, "plan: what it is called", "TEXT");
  many("--pair", command_.host_pairs, "plan: two hosts of one class of traffic; may be repeated",
       "CLASS=HOST,HOST");
  many("--host", command_.hosts, "plan: one host by itself; may be repeated", "HOST");
  many("--session", command_.sessions,
       "plan: from when to when, RFC 3339 in UTC or ns; may be repeated", "BEGIN/END");
  number("--block", command_.block_seconds, "plan: seconds of a block (default 600)", "SECONDS");
  number("--settle", command_.settle_seconds,
         "plan: what the host takes to settle; the washout is three times that, and at least 5 s",
         "SECONDS");
  text("--baseline", command_.baseline, "plan: pairs in which both sides were treated alike");
  many("--deviation", command_.deviations,
       "plan: the standard deviation of such pairs instead; may be repeated", "OUTCOME=NUMBER");
  number("--target-pairs", command_.target_pairs,
         "plan: how many pairs it is sharpest for (default 100)", "N");
  number("--most-pairs", command_.most_pairs, "plan: it stops after these (default 400)", "N");
  number("--alpha", command_.alpha, "plan: the level of each test (default 0.05)", "SHARE");
  number("--margin", command_.margin, "plan: what completion may lose (default 0.005)", "SHARE");
  number("--worthwhile", command_.worthwhile_bps,
         "plan: the least improvement of cost that is worth having (default 0.5)", "BPS");
  text("--seed-file", command_.seed_file,
       "the seed (default: plan draws one; then FOLDER/seed.txt)");
  text("--pairs", command_.pairs, "record: a table of pairs and their differences");
  text("--blocks", command_.blocks, "record: a table of hosts' blocks");
  text("--rows", command_.rows, "record: a table of orders");
  text("--pre", command_.pre, "record: orders of the time before, for --covariates");
  verb.add_option("--covariates", command_.covariates,
                  "record: columns that explain cost (CUPED, by --pre)")
      ->type_name("COLUMNS")
      ->delimiter(',');
  verb.add_flag("--verify", command_.verify, "show: do the schedules follow from the seed?");
  add_table_input(verb, command_.input);
}

Result<CanaryCommand> CanaryParser::command() const {
  const auto& action = command_.action;
  for (const auto& [option, actions] : kActions) {
    if (verb_->count(option) > 0 &&
        std::string_view(actions).find(" " + action + " ") == std::string_view::npos) {
      return refuse(fmt::format("{} has no {}", action, option));
    }
  }
  const std::array tables = {&command_.pairs, &command_.blocks, &command_.rows};
  const auto given = std::ranges::count_if(tables, [](const auto* one) { return !one->empty(); });
  if (action == "record" && given != 1) {
    return refuse("record needs one of --pairs, --blocks and --rows");
  }
  if (!command_.pre.empty() && (command_.rows.empty() || command_.covariates.empty())) {
    return refuse("--pre goes with --rows and --covariates");
  }
  if (!command_.covariates.empty() && command_.pre.empty()) {
    return refuse(
        "--covariates needs --pre: coefficients of the experiment's own time would take "
        "out what it is to find");
  }
  return command_;
}

}  // namespace holdfast
