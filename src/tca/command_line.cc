#include "tca/command_line.h"

#include <CLI/CLI.hpp>

#include "tca/cdt_parse.h"
#include "tca/verbs.h"

namespace holdfast {
namespace {

struct Parsed {
  SynthCommand synth;
  ValidateCommand validate;
  AccountCommand account;
  LabelCommand label;
  TcaCompletion completion;
  CanaryParser canary;
  FeaturesParser features;
  CdtParser cdt{CdtPart::cdt}, tail{CdtPart::tail}, decompose{CdtPart::decompose};
  CdtParser sensitivity{CdtPart::sensitivity}, cells{CdtPart::cells}, report{CdtPart::report};
  EventsParser events;
  CohortsCommand cohorts;
  FixCommand fix;
};

void build(CLI::App& app, Parsed& parsed) {
  begin_verbs(app);
  for (auto* parser : {&parsed.cdt, &parsed.tail, &parsed.decompose, &parsed.sensitivity,
                       &parsed.cells, &parsed.report}) {
    parser->build(app);
  }
  build_validate(app, parsed.validate);
  build_account(app, parsed.account);
  build_label(app, parsed.label);
  build_fix(app, parsed.fix);
  build_synth(app, parsed.synth);
  parsed.canary.build(app);
  parsed.events.build(app);
  build_cohorts(app, parsed.cohorts);
  parsed.features.build(app);
  build_selftest(app);
  add_completion_verb(app, parsed.completion.shell);
}

template <class Command>
TcaCommand command_or_usage(Result<Command> command) {
  if (!command) return report_tca(command.error());
  return std::move(*command);
}

TcaCommand chosen(const CLI::App& app, Parsed& parsed) {
  if (app.got_subcommand("cdt")) return command_or_usage(parsed.cdt.command());
  if (app.got_subcommand("tail")) return command_or_usage(parsed.tail.command());
  if (app.got_subcommand("decompose")) return command_or_usage(parsed.decompose.command());
  if (app.got_subcommand("sensitivity")) return command_or_usage(parsed.sensitivity.command());
  if (app.got_subcommand("cells")) return command_or_usage(parsed.cells.command());
  if (app.got_subcommand("report")) return command_or_usage(parsed.report.command());
  if (app.got_subcommand("validate")) return parsed.validate;
  if (app.got_subcommand("account")) {
    const auto sound = check_account(parsed.account);
    if (!sound) return report_tca(sound.error());
    return parsed.account;
  }
  if (app.got_subcommand("label")) {
    const auto sound = check_label(parsed.label);
    if (!sound) return report_tca(sound.error());
    return parsed.label;
  }
  if (app.got_subcommand("synth")) return parsed.synth;
  if (app.got_subcommand("canary")) return command_or_usage(parsed.canary.command());
  if (app.got_subcommand("events")) return command_or_usage(parsed.events.command());
  if (app.got_subcommand("cohorts")) return parsed.cohorts;
  if (app.got_subcommand("fix")) return parsed.fix;
  if (app.got_subcommand("features")) return command_or_usage(parsed.features.command());
  if (app.got_subcommand("selftest")) return SelftestCommand{};
  return parsed.completion;
}

}  // namespace

TcaCommand parse_tca_command_line(int argc, char** argv) {
  Parsed parsed;
  CLI::App app{"holdfast-tca works out what affinity drift cost the orders.", "holdfast-tca"};
  build(app, parsed);
  if (const auto status = parse_verb_line(app, argc, argv)) return *status;
  return chosen(app, parsed);
}

std::vector<VerbOptions> tca_verbs() {
  Parsed parsed;
  CLI::App app{"", ""};
  build(app, parsed);
  return verb_options(app);
}

}  // namespace holdfast
