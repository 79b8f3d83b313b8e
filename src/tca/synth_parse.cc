#include <CLI/CLI.hpp>
#include <string>

#include "tca/synth_command.h"
#include "verbs/whole_number.h"

namespace holdfast {
namespace {

void number(CLI::App& verb, const char* name, double& value, const char* sentence) {
  verb.add_option(name, value, sentence)->type_name("N")->capture_default_str();
}

template <class T>
void count(CLI::App& verb, const char* name, T& value, std::uint64_t least, const char* sentence) {
  verb.add_option(name, value, sentence)
      ->type_name("N")
      ->capture_default_str()
      ->check(whole_number_from(least));
}

}  // namespace

void build_synth(CLI::App& app, SynthCommand& command) {
  auto& verb = *app.add_subcommand("synth", "orders whose cost under drift is known, from a seed");
  auto& options = command.options;
  verb.add_option_function<std::string>(
          "--mode",
          [&command](const std::string& word) {
            command.mode = word == "raw"      ? SynthMode::raw
                           : word == "events" ? SynthMode::events
                                              : SynthMode::analysis;
          },
          "analysis (rows that are labelled, the default), raw (the tables they come from), or "
          "events "
          "(a panel of hosts with changes of affinity)")
      ->type_name("MODE")
      ->check(CLI::IsMember({"analysis", "raw", "events"}));
  verb.add_option("-o,--output", command.output,
                  "folder for the tables and truth.json; - (the default): rows to standard output")
      ->type_name("FOLDER");
  verb.add_option("--truth", command.truth, "with -o -: write truth.json to this file")
      ->type_name("FILE");
  count(verb, "--rows", options.rows, 1, "child orders");
  count(verb, "--seed", options.seed, 0, "the same seed makes the same bytes");
  count(verb, "--threads", command.threads, 0, "threads that make rows; 0: one for each CPU");
  count(verb, "--hosts", options.hosts, 1, "hosts");
  count(verb, "--sessions", options.sessions, 1, "sessions");
  count(verb, "--symbols", options.symbols, 1, "symbols");
  number(verb, "--effect-scale", options.effect_scale, "times the usual effect of drift; 0: none");
  number(verb, "--hidden", options.hidden,
         "bps per unit of the market's state that no column shows");
  number(verb, "--logit-slope", options.logit_slope, "how much drift goes with the market's state");
  number(verb, "--tail-aligned", options.tail_aligned, "share of orders in the tail without drift");
  number(verb, "--tail-drifted", options.tail_drifted, "share of orders in the tail under drift");
  number(verb, "--missing", options.missing, "share of rows that lack D, spread_bps, vol_bps or y");
  number(verb, "--clock-skew-us", options.clock_skew_us,
         "standard deviation of the hosts' clock offsets");
  verb.add_flag("--one-host-always-drifted", options.one_host_always_drifted,
                "the first host is never aligned");
  verb.add_flag("--disjoint-symbols", options.disjoint_symbols,
                "no symbol is traded under both regimes");
}

}  // namespace holdfast
