#include "gateway/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "gateway/client_parse.h"
#include "gateway/serve_parse.h"
#include "gateway/verbs.h"
#include "itch/message_layout.h"
#include "verbs/whole_number.h"

namespace holdfast {
namespace {

const std::vector<std::string> kFormats{"auto", "itch", "binaryfile", "pcap"};

struct Parsed {
  DecodeCommand decode;
  ClientParser client;
  ServeParser serve;
  ExperimentCommand experiment;
  std::string experiment_idle = "yield";
  GatewayCompletion completion;
  std::string format = "auto", types;
  bool is_csv = false, is_json = false;
};

void build_decode(CLI::App& app, Parsed& parsed) {
  auto& options = parsed.decode.options;
  auto& verb = *app.add_subcommand("decode", "ITCH messages of a file or a capture as JSON or CSV");
  verb.add_option("file", parsed.decode.file, "what to read; - is standard input")->required();
  verb.add_option("--format", parsed.format,
                  "auto (by the first bytes, the default), itch, binaryfile or pcap")
      ->type_name("FORMAT")
      ->check(CLI::IsMember(kFormats));
  auto* json = verb.add_flag("--json", parsed.is_json, "JSON, one object a line (the default)");
  verb.add_flag("--csv", parsed.is_csv, "CSV, with a line of names first")->excludes(json);
  verb.add_option("--type", parsed.types, "only these messages, by their letters: A,F,E")
      ->type_name("LETTERS");
  verb.add_option("--stock", options.stock, "only messages about this security")
      ->type_name("SYMBOL")
      ->check([](const std::string& text) {
        return text.empty() || text.size() > 8 ? std::string("a symbol has 1 to 8 letters")
                                               : std::string();
      });
  verb.add_option("--from", options.from, "only messages from this sequence number on")
      ->type_name("SEQUENCE")
      ->check(whole_number_from(0));
  verb.add_option("--limit", options.limit, "end after so many lines")
      ->type_name("N")
      ->check(whole_number_from(1));
  verb.add_option("--port", options.port,
                  "of a capture: take all UDP to this port for the feed (default: what looks like "
                  "MoldUDP64)")
      ->type_name("PORT")
      ->check(CLI::Range(1U, 65'535U));
}

void build_experiment(CLI::App& app, Parsed& parsed) {
  auto& command = parsed.experiment;
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
  verb.add_option("--idle", parsed.experiment_idle, "as of serve (default yield)")
      ->check(
          CLI::IsMember(std::vector<std::string>(std::begin(kIdleNames), std::end(kIdleNames))));
  verb.add_option("--cpu", command.cpu, "of the pinned thread (default: the last one)")
      ->type_name("CPU");
  verb.add_option("--interface", command.interface, "the way out (default lo)")->type_name("NAME");
  verb.add_option("--output", command.output, "where the JSON goes (default: standard output)")
      ->type_name("FILE");
}

void build(CLI::App& app, Parsed& parsed) {
  begin_verbs(app);
  build_decode(app, parsed);
  parsed.client.build(app);
  parsed.serve.build(app);
  build_experiment(app, parsed);
  add_completion_verb(app, parsed.completion.shell);
}

Result<std::string> letters_of(const std::string& types) {
  std::string letters;
  if (types.empty()) return letters;
  for (const auto word : split(types, ',')) {
    if (word.size() != 1 || message_layout(word[0]) == nullptr) {
      std::string known;
      for (const auto& layout : message_layouts()) known += layout.type;
      return fail(ErrorCode::usage,
                  fmt::format("decode: --type \"{}\": \"{}\" is no message of ITCH 5.0, which "
                              "are {}; write them as A,F,E",
                              types, word, fmt::join(known, " ")));
    }
    letters += word;
  }
  return letters;
}

GatewayCommand chosen(const CLI::App& app, Parsed& parsed) {
  if (app.got_subcommand("client")) {
    const auto client = parsed.client.command();
    if (!client) return report_gateway(client.error());
    return *client;
  }
  if (app.got_subcommand("serve")) {
    const auto serve = parsed.serve.command();
    if (!serve) return report_gateway(serve.error());
    return *serve;
  }
  if (app.got_subcommand("experiment")) {
    parsed.experiment.idle = *parse_name<IdleKind>(kIdleNames, parsed.experiment_idle);
    return parsed.experiment;
  }
  if (!app.got_subcommand("decode")) return parsed.completion;
  auto& options = parsed.decode.options;
  const auto letters = letters_of(parsed.types);
  if (!letters) return report_gateway(letters.error());
  options.types = *letters;
  options.form = parsed.is_csv ? LineForm::csv : LineForm::json;
  const auto format = std::ranges::find(kFormats, parsed.format) - kFormats.begin();
  options.format = static_cast<DecodeFormat>(format);
  return parsed.decode;
}

}  // namespace

GatewayCommand parse_gateway_command_line(int argc, char** argv) {
  Parsed parsed;
  CLI::App app{"holdfast-gateway reads and serves an exchange's feed.", "holdfast-gateway"};
  build(app, parsed);
  if (const auto status = parse_verb_line(app, argc, argv)) return *status;
  return chosen(app, parsed);
}

std::vector<VerbOptions> gateway_verbs() {
  Parsed parsed;
  CLI::App app{"", ""};
  build(app, parsed);
  return verb_options(app);
}

}  // namespace holdfast
