// The command line of holdfast-gateway as a value.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "decode/decode_options.h"
#include "gateway/client_command.h"
#include "gateway/experiment_command.h"
#include "gateway/replay_command.h"
#include "gateway/serve_command.h"
#include "verbs/verb_line.h"

namespace holdfast {

struct DecodeCommand {
  std::string file;  // "-": standard input
  DecodeOptions options;
};

struct GatewayCompletion {
  std::string shell;  // "bash" or "zsh"
};

/// What to do; `int` is the exit status when parsing has already answered (help, version, an
/// error).
using GatewayCommand = std::variant<int, DecodeCommand, ClientCommand, ServeCommand, ReplayCommand,
                                    ExperimentCommand, GatewayCompletion>;

GatewayCommand parse_gateway_command_line(int argc, char** argv);

/// The names of all options ("--json"), those of no verb under "": for the manual's test.
std::vector<VerbOptions> gateway_verbs();

/// The completion script of that shell.
std::string gateway_completion(std::string_view shell);

}  // namespace holdfast
