// What the command lines of programs with verbs have in common: one subcommand is chosen, help and
// version are answered, a wrong word is one sentence.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace CLI {
class App;
}

namespace holdfast {

inline constexpr int kVerbDone = 0, kVerbFailure = 1, kVerbUsage = 2;

/// Asks for one subcommand, and has --version.
void begin_verbs(CLI::App& app);

/// Adds `completion bash|zsh`; the shell's name goes to `shell`.
void add_completion_verb(CLI::App& app, std::string& shell);

/// Parses. The exit status when that was all (help and version are printed, a wrong word is
/// reported), nothing when a verb is chosen.
std::optional<int> parse_verb_line(CLI::App& app, int argc, const char* const* argv);

/// The names of a verb's options ("--json"); those of no verb under "".
struct VerbOptions {
  std::string name;
  std::vector<std::string> options;
};
std::vector<VerbOptions> verb_options(const CLI::App& app);

/// Prints "PROGRAM: SENTENCE" to standard error, and returns kVerbFailure, or kVerbUsage for that
/// code.
int report_error(const std::string& program, const Error& error);

/// The status to end with: a full disk under standard output must not look like success.
int end_of_output(const std::string& program, int status);

}  // namespace holdfast
