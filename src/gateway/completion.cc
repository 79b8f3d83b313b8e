#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>

#include "gateway/verb_parser.h"

namespace holdfast {
namespace {

// Words behind a verb, and files where it takes one; the choices of options that have some.
std::string bash_script() {
  std::string verbs, cases;
  for (const auto& verb : gateway_verbs()) {
    if (verb.name.empty()) continue;
    verbs += verb.name + " ";
    const bool has_file = verb.name != "completion";
    cases += fmt::format("    {}) COMPREPLY=({}$(compgen -W '{}' -- \"$word\")) ;;\n", verb.name,
                         has_file ? "$(compgen -f -- \"$word\") " : "",
                         has_file ? fmt::format("{}", fmt::join(verb.options, " ")) : "bash zsh");
  }
  return fmt::format(
      "# bash completion for holdfast-gateway; made by: holdfast-gateway completion bash\n"
      "_holdfast_gateway() {{\n"
      "  local word=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}}\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    COMPREPLY=($(compgen -W '{}--help --version' -- \"$word\"))\n    return\n  fi\n"
      "  local choices=\n  case $previous in\n"
      "    --format) choices='auto itch binaryfile pcap' ;;\n"
      "    --topology) choices='{}' ;;\n    --idle) choices='{}' ;;\n"
      "    --stream-policy) choices='{}' ;;\n    --policy) choices='other fifo rr' ;;\n"
      "    --rate) choices='max recorded' ;;\n    --speed) choices='max' ;;\n  esac\n"
      "  if [ -n \"$choices\" ]; then\n"
      "    COMPREPLY=($(compgen -W \"$choices\" -- \"$word\"))\n    return\n  fi\n"
      "  case ${{COMP_WORDS[1]}} in\n{}  esac\n}}\n"
      "complete -F _holdfast_gateway holdfast-gateway\n",
      verbs, fmt::join(kTopologyNames, " "), fmt::join(kIdleNames, " "),
      fmt::join(kStreamPolicyNames, " "), cases);
}

std::string zsh_script() {
  std::string verbs, cases;
  for (const auto& verb : gateway_verbs()) {
    if (verb.name.empty()) continue;
    verbs += " " + verb.name;
    std::string options;
    for (const auto& option : verb.options) options += fmt::format(" '{}'", option);
    cases += fmt::format("    {}) _arguments{} '{}' ;;\n", verb.name, options,
                         verb.name != "completion" ? "*:file:_files" : "1:shell:(bash zsh)");
  }
  return fmt::format(
      "#compdef holdfast-gateway\n"
      "# zsh completion for holdfast-gateway; made by: holdfast-gateway completion zsh\n"
      "_holdfast_gateway() {{\n"
      "  if (( CURRENT == 2 )); then\n    compadd --{}\n    return\n  fi\n"
      "  local verb=$words[2]\n  shift words\n  (( CURRENT-- ))\n"
      "  case $verb in\n{}  esac\n}}\n_holdfast_gateway \"$@\"\n",
      verbs, cases);
}

class CompletionParser final : public VerbParser {
 public:
  CLI::App& build(CLI::App& app) override {
    auto& verb = *app.add_subcommand("completion", "print the completion script of a shell");
    verb.add_option("shell", command_.shell, "bash or zsh")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh"}));
    return verb;
  }
  Result<GatewayCommand> command() const override { return command_; }

 private:
  GatewayCompletion command_;
};

}  // namespace

std::unique_ptr<VerbParser> make_completion_parser() {
  return std::make_unique<CompletionParser>();
}

std::string gateway_completion(std::string_view shell) {
  return shell == "zsh" ? zsh_script() : bash_script();
}

}  // namespace holdfast
