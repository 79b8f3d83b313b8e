#include <fmt/format.h>

#include "cli/command_line.h"

namespace holdfast {
namespace {

std::string joined(const std::vector<std::string>& words, const char* separator = " ") {
  return fmt::format("{}", fmt::join(words, separator));
}

// A value's completion: its choices, files for the options that name one, nothing else.
std::string bash_value(const OptionSpec& option) {
  if (!option.choices.empty()) {
    return fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$word\"))", joined(option.choices));
  }
  if (option.name == "--from" || option.name == "--output")
    return "COMPREPLY=($(compgen -f -- \"$word\"))";
  if (option.name == "--root") return "COMPREPLY=($(compgen -d -- \"$word\"))";
  return "COMPREPLY=()";
}

std::string bash_verb(const VerbSpec& verb) {
  std::string values;
  std::vector<std::string> words = verb.words;
  for (const auto& option : verb.options) {
    words.push_back(option.name);
    if (option.takes_value) {
      values += fmt::format("        {}) {}; return ;;\n", option.name, bash_value(option));
    }
  }
  if (verb.name == "policy" || verb.name == "regime") {  // behind its word stands a file
    for (const auto& word : verb.words) {
      values +=
          fmt::format("        {}) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n", word);
    }
  }
  return fmt::format(
      "    {})\n      case $previous in\n{}      esac\n"
      "      COMPREPLY=($(compgen -W '{}' -- \"$word\")) ;;\n",
      verb.name, values, joined(words));
}

std::string bash_script(const std::vector<VerbSpec>& spec) {
  std::string cases;
  std::vector<std::string> verbs;
  for (const auto& verb : spec) {
    if (verb.name.empty()) continue;
    verbs.push_back(verb.name);
    cases += bash_verb(verb);
  }
  return fmt::format(
      "# bash completion for holdfast; made by: holdfast completion bash\n"
      "_holdfast() {{\n"
      "  local word=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}}\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    COMPREPLY=($(compgen -W '{} --help --version' -- \"$word\"))\n    return\n  fi\n"
      "  case ${{COMP_WORDS[1]}} in\n{}  esac\n}}\n"
      "complete -F _holdfast holdfast\n",
      joined(verbs), cases);
}

// zsh's _arguments gives '[', ']' and ':' a meaning of their own, the shell "'".
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
      continue;
    }
    if (c == '[' || c == ']' || c == ':') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_option(const OptionSpec& option) {
  std::string value;
  if (!option.choices.empty()) {
    value = fmt::format(":value:({})", joined(option.choices));
  } else if (option.name == "--from" || option.name == "--output") {
    value = ":file:_files";
  } else if (option.name == "--root") {
    value = ":folder:_files -/";
  } else if (option.takes_value) {
    value = ":value: ";
  }
  return fmt::format("        '{}[{}]{}' \\\n", option.name, zsh_text(option.help), value);
}

std::string zsh_script(const std::vector<VerbSpec>& spec) {
  std::string cases;
  std::string verbs;
  for (const auto& verb : spec) {
    if (verb.name.empty()) continue;
    verbs += fmt::format("    '{}:{}'\n", verb.name, zsh_text(verb.help));
    std::string options;
    for (const auto& option : verb.options) options += zsh_option(option);
    const std::string words =
        verb.words.empty() ? "" : fmt::format("        '1:what:({})' \\\n", joined(verb.words));
    const char* rest =
        verb.name == "policy" || verb.name == "regime" ? "*:file:_files" : "*: :_net_interfaces";
    cases += fmt::format("    {})\n      _arguments \\\n{}{}        '{}' ;;\n", verb.name, options,
                         words, rest);
  }
  return fmt::format(
      "#compdef holdfast\n# zsh completion for holdfast; made by: holdfast completion zsh\n"
      "_holdfast() {{\n  local -a verbs\n  verbs=(\n{}  )\n"
      "  if (( CURRENT == 2 )); then\n    _describe verb verbs\n    return\n  fi\n"
      "  local verb=$words[2]\n  shift words\n  (( CURRENT-- ))\n"
      "  case $verb in\n{}  esac\n}}\n_holdfast \"$@\"\n",
      verbs, cases);
}

}  // namespace

std::string completion_script(const std::vector<VerbSpec>& spec, std::string_view shell) {
  return shell == "zsh" ? zsh_script(spec) : bash_script(spec);
}

}  // namespace holdfast
