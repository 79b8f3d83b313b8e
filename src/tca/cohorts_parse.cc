#include <CLI/CLI.hpp>

#include "tca/cohorts_command.h"

namespace holdfast {

void build_cohorts(CLI::App& app, CohortsCommand& command) {
  auto& verb = *app.add_subcommand("cohorts", "orders by the interrupt vector that served them");
  const auto option = [&](const char* name, std::string& value, const char* sentence,
                          const char* type) {
    return verb.add_option(name, value, sentence)->type_name(type);
  };
  option("--children", command.children, "child_orders, CSV or Parquet", "FILE")->required();
  option("--execs", command.executions, "exec_reports, CSV or Parquet", "FILE")->required();
  option("--affinity", command.affinity, "host_affinity, CSV or Parquet", "FILE")->required();
  option("--mapping", command.mapping, "YAML: what the columns are called, and their units",
         "FILE");
  option("--outcome", command.outcome, "whose tail is compared: ack_rtt_us (default) or handler_us",
         "NAME")
      ->check(CLI::IsMember({"ack_rtt_us", "handler_us"}));
  verb.add_option("--tau", command.tau, "where the tail begins, as a share (default 0.95)")
      ->type_name("SHARE")
      ->check([](const std::string& word) {
        double share = 0;
        const bool is_share = CLI::detail::lexical_cast(word, share) && share > 0 && share < 1;
        return is_share ? std::string() : "\"" + word + "\" is no share between 0 and 1";
      });
  option("--json", command.json, "write everything as JSON; - is standard output", "FILE");
  option("--csv", command.csv, "write the cohorts as CSV; - is standard output", "FILE");
  add_table_input(verb, command.input);
}

}  // namespace holdfast
