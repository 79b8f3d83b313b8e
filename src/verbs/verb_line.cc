#include "verbs/verb_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/printable.h"

namespace holdfast {
namespace {

VerbOptions options_of(const CLI::App& app) {
  VerbOptions verb{app.get_name(), {}};
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_lnames().empty()) continue;
    verb.options.push_back("--" + option->get_lnames().front());
  }
  return verb;
}

}  // namespace

void begin_verbs(CLI::App& app) {
  app.require_subcommand(1);
  app.set_version_flag("--version", app.get_name() + " " HOLDFAST_VERSION);
}

void add_completion_verb(CLI::App& app, std::string& shell) {
  auto& completion = *app.add_subcommand("completion", "print the completion script of a shell");
  completion.add_option("shell", shell, "bash or zsh")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh"}));
}

std::optional<int> parse_verb_line(CLI::App& app, int argc, const char* const* argv) {
  const auto& program = app.get_name();
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const auto verbs = app.get_subcommands();
    std::fputs((verbs.empty() ? app.help() : verbs.front()->help(program)).c_str(), stdout);
    return end_of_output(program, kVerbDone);
  } catch (const CLI::CallForVersion&) {
    std::puts((program + " " HOLDFAST_VERSION).c_str());
    return end_of_output(program, kVerbDone);
  } catch (const CLI::ParseError& error) {
    return report_error(
        program, Error{ErrorCode::usage,
                       fmt::format("{}; {} --help lists what there is", error.what(), program)});
  }
  return std::nullopt;
}

std::vector<VerbOptions> verb_options(const CLI::App& app) {
  std::vector<VerbOptions> verbs{options_of(app)};
  verbs.front().name.clear();
  for (const CLI::App* verb : app.get_subcommands(nullptr)) verbs.push_back(options_of(*verb));
  return verbs;
}

int report_error(const std::string& program, const Error& error) {
  fmt::print(stderr, "{}: {}\n", program, printable(error.sentence));
  return error.code == ErrorCode::usage ? kVerbUsage : kVerbFailure;
}

int end_of_output(const std::string& program, int status) {
  const bool is_lost = std::fflush(stdout) != 0 || std::ferror(stdout) != 0;
  if (!is_lost || status != kVerbDone) return status;
  return report_error(program, Error{ErrorCode::failed, "standard output: could not be written"});
}

}  // namespace holdfast
