#include "tca/command_line.h"

#include <CLI/CLI.hpp>

#include "tca/cdt_parse.h"
#include "tca/verbs.h"

namespace holdfast {
namespace {

struct Parsed {
  SynthCommand synth;
  ValidateCommand validate;
  TcaCompletion completion;
  CanaryParser canary;
  FeaturesParser features;
  CdtParser cdt{CdtPart::cdt}, tail{CdtPart::tail}, decompose{CdtPart::decompose};
};

void build(CLI::App& app, Parsed& parsed) {
  begin_verbs(app);
  for (auto* parser : {&parsed.cdt, &parsed.tail, &parsed.decompose}) parser->build(app);
  build_validate(app, parsed.validate);
  build_synth(app, parsed.synth);
  parsed.canary.build(app);
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
  if (app.got_subcommand("validate")) return parsed.validate;
  if (app.got_subcommand("synth")) return parsed.synth;
  if (app.got_subcommand("canary")) return command_or_usage(parsed.canary.command());
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
