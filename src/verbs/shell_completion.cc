#include "verbs/shell_completion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace holdfast {
namespace {

// A shell function's name has no "-".
std::string function_name(std::string_view program) {
  std::string name = "_" + std::string(program);
  std::ranges::replace(name, '-', '_');
  return name;
}

std::string bash_script(std::string_view program, const std::vector<VerbOptions>& all,
                        const std::vector<OptionChoices>& choices) {
  std::string verbs, cases, values;
  for (const auto& verb : all) {
    if (verb.name.empty()) continue;
    verbs += verb.name + " ";
    const bool has_file = verb.name != "completion";
    cases += fmt::format("    {}) COMPREPLY=({}$(compgen -W '{}' -- \"$word\")) ;;\n", verb.name,
                         has_file ? "$(compgen -f -- \"$word\") " : "",
                         has_file ? fmt::format("{}", fmt::join(verb.options, " ")) : "bash zsh");
  }
  for (const auto& choice : choices) {
    values += fmt::format("    {}) choices='{}' ;;\n", choice.option, choice.words);
  }
  return fmt::format(
      "# bash completion for {0}; made by: {0} completion bash\n"
      "{1}() {{\n"
      "  local word=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}}\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    COMPREPLY=($(compgen -W '{2}--help --version' -- \"$word\"))\n    return\n  fi\n"
      "  local choices=\n  case $previous in\n{3}  esac\n"
      "  if [ -n \"$choices\" ]; then\n"
      "    COMPREPLY=($(compgen -W \"$choices\" -- \"$word\"))\n    return\n  fi\n"
      "  case ${{COMP_WORDS[1]}} in\n{4}  esac\n}}\n"
      "complete -F {1} {0}\n",
      program, function_name(program), verbs, values, cases);
}

std::string zsh_script(std::string_view program, const std::vector<VerbOptions>& all) {
  std::string verbs, cases;
  for (const auto& verb : all) {
    if (verb.name.empty()) continue;
    verbs += " " + verb.name;
    std::string options;
    for (const auto& option : verb.options) options += fmt::format(" '{}'", option);
    cases += fmt::format("    {}) _arguments{} '{}' ;;\n", verb.name, options,
                         verb.name != "completion" ? "*:file:_files" : "1:shell:(bash zsh)");
  }
  return fmt::format(
      "#compdef {0}\n"
      "# zsh completion for {0}; made by: {0} completion zsh\n"
      "{1}() {{\n"
      "  if (( CURRENT == 2 )); then\n    compadd --{2}\n    return\n  fi\n"
      "  local verb=$words[2]\n  shift words\n  (( CURRENT-- ))\n"
      "  case $verb in\n{3}  esac\n}}\n{1} \"$@\"\n",
      program, function_name(program), verbs, cases);
}

}  // namespace

std::string shell_completion(std::string_view program, const std::vector<VerbOptions>& verbs,
                             const std::vector<OptionChoices>& choices, std::string_view shell) {
  return shell == "zsh" ? zsh_script(program, verbs) : bash_script(program, verbs, choices);
}

}  // namespace holdfast
