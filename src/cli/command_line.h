// The command line as a value: its verbs and options, for parsing, completion and the manual's
// test.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cli/options.h"

namespace holdfast {

struct OptionSpec {
  std::string name;  // "--profile"
  std::string help;
  bool takes_value = false;
  std::vector<std::string> choices;  // when only these values are allowed
};

struct VerbSpec {
  std::string name;  // "show"; "" for the program itself
  std::string help;
  std::vector<std::string> words;  // what may stand behind the verb: "vectors", "bash"
  std::vector<OptionSpec> options;
};

struct CompletionOptions {
  std::string shell;  // "bash" or "zsh"
};

/// What to do; `int` is the exit status when parsing has already answered (help, version, an
/// error).
using Command = std::variant<int, ShowOptions, AuditOptions, CaptureOptions, ExecOptions,
                             LeaseOptions, CompletionOptions, PolicyOptions, PlanOptions,
                             ApplyVerbOptions, VerifyOptions, RollbackOptions, RecoverOptions,
                             RunOptions, StatusOptions, EventsOptions, TopOptions, PauseOptions,
                             ServeOptions, RegimeOptions, RssOptions, ProbeOptions, BenchOptions>;

Command parse_command_line(int argc, char** argv);
std::vector<VerbSpec> command_line_spec();

/// Seconds of "1s", "250ms", "2m" or "1.5"; nullopt for anything else or beyond an hour.
std::optional<double> parse_duration(std::string_view text);

/// The completion script of that shell.
std::string completion_script(const std::vector<VerbSpec>& spec, std::string_view shell);

}  // namespace holdfast
