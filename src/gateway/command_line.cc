#include "gateway/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "gateway/verb_parser.h"
#include "gateway/verbs.h"

namespace holdfast {
namespace {

struct Verb {
  std::unique_ptr<VerbParser> parser;
  const CLI::App* app;
};

std::vector<Verb> build(CLI::App& app) {
  app.require_subcommand(1);
  app.set_version_flag("--version", "holdfast-gateway " HOLDFAST_VERSION);
  std::vector<Verb> verbs;
  for (const auto make : {make_decode_parser, make_client_parser, make_serve_parser,
                          make_replay_parser, make_experiment_parser, make_completion_parser}) {
    verbs.push_back({make(), nullptr});
    verbs.back().app = &verbs.back().parser->build(app);
  }
  return verbs;
}

GatewayCommand chosen(const std::vector<Verb>& verbs) {
  const auto verb = std::ranges::find_if(verbs, [](const Verb& one) { return one.app->parsed(); });
  auto command = verb->parser->command();
  if (!command) return report_gateway(command.error());
  return *std::move(command);
}

GatewayVerb verb_of(const CLI::App& app) {
  GatewayVerb verb{app.get_name(), {}};
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_lnames().empty()) continue;
    verb.options.push_back("--" + option->get_lnames().front());
  }
  return verb;
}

}  // namespace

GatewayCommand parse_gateway_command_line(int argc, char** argv) {
  CLI::App app{"holdfast-gateway reads and serves an exchange's feed.", "holdfast-gateway"};
  const auto verbs = build(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const auto named = app.get_subcommands();
    std::fputs((named.empty() ? app.help() : named.front()->help("holdfast-gateway")).c_str(),
               stdout);
    return kGatewayDone;
  } catch (const CLI::CallForVersion&) {
    std::puts("holdfast-gateway " HOLDFAST_VERSION);
    return kGatewayDone;
  } catch (const CLI::ParseError& error) {
    return report_gateway(
        Error{ErrorCode::usage,
              std::string(error.what()) + "; holdfast-gateway --help lists what there is"});
  }
  return chosen(verbs);
}

std::vector<GatewayVerb> gateway_verbs() {
  CLI::App app{"", ""};
  const auto parsers = build(app);
  std::vector<GatewayVerb> verbs{verb_of(app)};
  for (const CLI::App* verb : app.get_subcommands({})) verbs.push_back(verb_of(*verb));
  return verbs;
}

}  // namespace holdfast
