#include <CLI/CLI.hpp>
#include <iterator>

#include "base/text.h"
#include "gateway/option_words.h"
#include "gateway/verb_parser.h"
#include "verbs/whole_number.h"

namespace holdfast {
namespace {

class ExperimentParser final : public VerbParser {
 public:
  CLI::App& build(CLI::App& app) override;
  Result<GatewayCommand> command() const override {
    auto command = command_;
    command.idle = *parse_name<IdleKind>(kIdleNames, idle_);
    return command;
  }

 private:
  ExperimentCommand command_;
  std::string idle_ = "yield";
};

CLI::App& ExperimentParser::build(CLI::App& app) {
  auto& command = command_;
  auto& verb = *app.add_subcommand("experiment", "what a topology does to batches, measured here");
  const auto number = [&](const char* name, std::uint64_t& value, const char* sentence) {
    verb.add_option(name, value, sentence)->type_name("N")->check(whole_number_from(1));
  };
  verb.add_option("name", command.name, "regression")
      ->required()
      ->check(CLI::IsMember({"regression"}));
  verb.add_option("--streams", command.streams, "streams of the first axis (default 14)")
      ->type_name("N")
      ->check(CLI::Range(1U, 31U));
  verb.add_option("--few", command.few_streams,
                  "streams of the second axis (default 2; 0: without it)")
      ->type_name("N")
      ->check(CLI::Range(0U, 31U));
  number("--rounds", command.rounds, "how often each is measured, in turns (default 5)");
  number("--messages", command.messages, "of each run (default 1000000: ten seconds with a burst)");
  verb.add_option("--rate", command.rate,
                  "messages a second, evenly (default: the generator's own times, with a burst)")
      ->type_name("N")
      ->check(CLI::Range(1.0, 1e9));
  verb.add_option("--ring", command.ring, "events of the rings (default 8192)")
      ->type_name("EVENTS")
      ->check([](const std::string& text) {
        const auto events = parse_number(text);
        return events && is_ring_size(*events) ? std::string()
                                               : text + " is no power of two from 64 to 16777216";
      });
  number("--seed", command.seed, "of the generator (default 1)");
  verb.add_option("--stocks", command.stocks, "of the generator (default 8000)")
      ->type_name("N")
      ->check(CLI::Range(1U, 65'535U));
  verb.add_option("--idle", idle_, "as of serve (default yield)")
      ->check(
          CLI::IsMember(std::vector<std::string>(std::begin(kIdleNames), std::end(kIdleNames))));
  verb.add_option("--cpu", command.cpu, "of the pinned thread (default: the last one)")
      ->type_name("CPU");
  verb.add_option("--interface", command.interface, "the way out (default lo)")->type_name("NAME");
  verb.add_option("--output", command.output, "where the JSON goes (default: standard output)")
      ->type_name("FILE");
  return verb;
}

}  // namespace

std::unique_ptr<VerbParser> make_experiment_parser() {
  return std::make_unique<ExperimentParser>();
}

}  // namespace holdfast
