#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>

#include "gateway/verb_parser.h"
#include "verbs/shell_completion.h"

namespace holdfast {
namespace {

class CompletionParser final : public VerbParser {
 public:
  CLI::App& build(CLI::App& app) override {
    add_completion_verb(app, command_.shell);
    return *app.get_subcommand("completion");
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
  const auto words = [](const auto& names) { return fmt::format("{}", fmt::join(names, " ")); };
  return shell_completion("holdfast-gateway", gateway_verbs(),
                          {{"--format", "auto itch binaryfile pcap"},
                           {"--topology", words(kTopologyNames)},
                           {"--idle", words(kIdleNames)},
                           {"--stream-policy", words(kStreamPolicyNames)},
                           {"--scheduling", "other fifo rr"},
                           {"--rate", "max recorded"},
                           {"--speed", "max"}},
                          shell);
}

}  // namespace holdfast
