#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>

#include "base/text.h"
#include "tca/events_command.h"
#include "verbs/whole_number.h"

namespace holdfast {
namespace {

constexpr int kMostBins = 10'000;

std::vector<std::string> words_of(const std::string& list) {
  std::vector<std::string> words;
  for (const auto word : split(list, ',')) {
    if (!trim(word).empty()) words.emplace_back(trim(word));
  }
  return words;
}

tl::unexpected<Error> refuse(std::string sentence) {
  return fail(ErrorCode::usage, std::move(sentence));
}

// "-10:20"
Result<EventWindow> window_of(const std::string& word) {
  const auto colon = word.find(':');
  EventWindow window;
  if (colon == word.npos || !CLI::detail::lexical_cast(word.substr(0, colon), window.first) ||
      !CLI::detail::lexical_cast(word.substr(colon + 1), window.last) || window.first > -1 ||
      window.last < 0 || window.first < -kMostBins || window.last > kMostBins) {
    return refuse(fmt::format(
        "--window \"{}\" is not FIRST:LAST in bins, as -10:20; it holds -1 and 0, and at most {} "
        "bins on either side",
        word, kMostBins));
  }
  return window;
}

}  // namespace

struct EventsParser::Words {
  EventsCommand command;
  std::string window = "-10:20", outcomes, by, repair_causes;
  double bin_seconds = 10;
};

EventsParser::EventsParser() : words_(std::make_unique<Words>()) {}
EventsParser::~EventsParser() = default;

void EventsParser::build(CLI::App& app) {
  auto& verb = *app.add_subcommand("events", "what changes of affinity did to hosts, bin by bin");
  auto& [command, window, outcomes, by, repair_causes, bin_seconds] = *words_;
  const auto option = [&](const char* name, std::string& value, const char* sentence,
                          const char* type) {
    return verb.add_option(name, value, sentence)->type_name(type);
  };
  option("--panel", command.panel, "host, session, bin or ts_ns, outcomes; CSV or Parquet", "FILE");
  option("--latencies", command.latencies,
         "instead: pkt_latency, of which the panel is made; CSV or Parquet", "FILE");
  option("--events", command.events, "host, ts_ns or bin, cause, direction; CSV or Parquet", "FILE")
      ->required();
  option("--outcomes", outcomes, "columns of the panel (default: all that are left)", "COLUMNS");
  verb.add_option("--bin-seconds", bin_seconds, "how long a bin is (default 10)")->type_name("S");
  option("--window", window, "bins around an event that are compared (default -10:20)",
         "FIRST:LAST");
  verb.add_option("--life", command.window.life,
                  "for how many bins an event may last, and rules out others (default 40)")
      ->type_name("BINS")
      ->check(CLI::Range(0, kMostBins));
  option("--by", by, "cause: also each cause by itself", "WHAT")->check(CLI::IsMember({"cause"}));
  option("--repair-causes", repair_causes,
         "events of these causes are repairs, all others drifts (where there is no direction)",
         "CAUSES");
  verb.add_option("--seed", command.seed, "of what is drawn (default 1)")
      ->type_name("N")
      ->check(whole_number_from(0));
  verb.add_option("--draws", command.draws, "of the band and of the signs (default 9999)")
      ->type_name("N")
      ->check(CLI::Range(99U, 1'000'000U));
  option("--json", command.json, "write everything as JSON; - is standard output", "FILE");
  option("--csv", command.csv, "write the effects as CSV; - is standard output", "FILE");
  add_table_input(verb, command.input);
}

Result<EventsCommand> EventsParser::command() const {
  EventsCommand command = words_->command;
  const auto window = window_of(words_->window);
  if (!window) return tl::unexpected(window.error());
  command.window.first = window->first;
  command.window.last = window->last;
  const double bin_seconds = words_->bin_seconds;
  if (!(bin_seconds >= 1e-6 && bin_seconds <= 86'400)) {
    return refuse(fmt::format("--bin-seconds {}: a bin is from 0.000001 to 86400 s", bin_seconds));
  }
  command.bin_ns = std::llround(bin_seconds * 1e9);
  command.outcomes = words_of(words_->outcomes);
  command.repair_causes = words_of(words_->repair_causes);
  command.is_by_cause = !words_->by.empty();
  if (command.json == "-" && command.csv == "-") {
    return refuse("--json - and --csv -: only one of them can have standard output");
  }
  if (command.panel.empty() == command.latencies.empty()) {
    return refuse("events: --panel or --latencies is needed, and not both");
  }
  if (!command.latencies.empty() && !command.outcomes.empty()) {
    return refuse("--outcomes is for --panel: of --latencies they are hj95_us and hj95x_us");
  }
  if (command.panel + command.latencies == "-" && command.events == "-") {
    return refuse("--events -: only one of the files can be standard input");
  }
  return command;
}

}  // namespace holdfast
