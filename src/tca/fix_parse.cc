#include <CLI/CLI.hpp>

#include "tca/fix_command.h"

namespace holdfast {

void build_fix(CLI::App& app, FixCommand& command) {
  auto& verb = *app.add_subcommand("fix", "the order tables out of logs of FIX");
  verb.add_option("logs", command.logs,
                  "logs with FIX messages, whatever stands between; - is standard input")
      ->type_name("LOG ...")
      ->required();
  verb.add_option("--host", command.orders.host,
                  "the host whose logs they are, as its telemetry calls it")
      ->type_name("NAME")
      ->required();
  verb.add_option("-o,--output", command.output,
                  "folder for parent_orders, child_orders and exec_reports")
      ->type_name("FOLDER")
      ->required();
  verb.add_option("--parent-tag", command.orders.parent_tag,
                  "the tag that names an order's parent (default 583, and 526 without it)")
      ->type_name("TAG")
      ->check(CLI::Range(1U, 4'000'000'000U));
  verb.add_flag(
      "!--no-log-times", command.orders.uses_log_times,
      "take SendingTime (52) for when a message was sent or seen, whatever the log says before it");
  verb.add_flag("--skip-damaged", command.skips_damage,
                "count messages that are damaged and go on behind them");
  verb.add_option("--json", command.json, "write the counts as JSON; - is standard output")
      ->type_name("FILE");
}

}  // namespace holdfast
