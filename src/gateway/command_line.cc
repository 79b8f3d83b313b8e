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
  begin_verbs(app);
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

}  // namespace

GatewayCommand parse_gateway_command_line(int argc, char** argv) {
  CLI::App app{"holdfast-gateway reads and serves an exchange's feed.", "holdfast-gateway"};
  const auto verbs = build(app);
  if (const auto status = parse_verb_line(app, argc, argv)) return *status;
  return chosen(verbs);
}

std::vector<VerbOptions> gateway_verbs() {
  CLI::App app{"", ""};
  const auto parsers = build(app);
  return verb_options(app);
}

}  // namespace holdfast
