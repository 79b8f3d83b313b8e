#include <CLI/CLI.hpp>

#include "tca/label_command.h"

namespace holdfast {

void build_label(CLI::App& app, LabelCommand& command) {
  auto& verb =
      *app.add_subcommand("label", "the regime of hosts, and of the orders decided under it");
  auto& label = command.settings.label;
  auto& windows = command.settings.windows;
  verb.add_option("tables", command.telemetry.tables, "telemetry: TABLE=FILE, as host_irq=irq.csv")
      ->type_name("TABLE=FILE");
  verb.add_option("--store", command.telemetry.stores,
                  "telemetry: an agent's folder, or the holdfast.db in it; may be given more than "
                  "once")
      ->type_name("PATH")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add_order_files(verb, command.files);
  for (const char* name : {"--parents", "--children", "--execs", "--quotes"}) {
    verb.get_option(name)->required(false);
  }
  verb.add_option("--adv", command.volumes,
                  "a table of symbol and adv_usd: what is traded of it on a day (log_adv)")
      ->type_name("FILE");
  verb.add_option("--venues", command.venues,
                  "a table of venue and lit, 1 or 0: which venues show their book (lit_share)")
      ->type_name("FILE");
  const auto share = [&](const char* name, double& value, const char* sentence) {
    verb.add_option(name, value, sentence)->type_name("VAM")->check(CLI::Range(0.0, 1.0));
  };
  share("--vam-up", label.drifted.enter, "drifted from here on, three windows long (default 0.15)");
  share("--vam-down", label.drifted.leave, "aligned below, six windows long (default 0.04)");
  verb.add_flag("--intersect", windows.is_intersecting,
                "a vector is off its target only when no CPU of it is inside");
  verb.add_option("--min-interrupts", windows.least_interrupts,
                  "in a window, for a vector to count (default 1)")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, UINT64_MAX));
  verb.add_flag("--sparse", windows.is_sparse,
                "host_irq has only what fired, as the agent's store: a vector that is not in a "
                "reading is not gone");
  verb.add_option("--washout", command.settings.washout_seconds,
                  "orders so soon after a change are in no comparison (default 5)")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.0, 86400.0));
  verb.add_option("-o,--output", command.output, "folder for host_windows and analysis_rows")
      ->type_name("FOLDER");
  verb.add_option("--format", command.format, "of these files: csv (the default) or parquet")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"csv", "parquet"}));
  verb.add_option("--json", command.json, "write the counts as JSON; - is standard output")
      ->type_name("FILE");
  add_table_input(verb, command.input);
}

Result<void> check_label(const LabelCommand& command) {
  const auto& files = command.files;
  const bool is_none = files.parents.empty() && files.children.empty() && files.reports.empty() &&
                       files.quotes.empty();
  const bool is_all = !files.parents.empty() && !files.children.empty() && !files.reports.empty() &&
                      !files.quotes.empty();
  if (!is_none && !is_all) {
    return fail(ErrorCode::usage,
                "label: orders need all of --parents, --children, --execs and --quotes");
  }
  if (command.telemetry.tables.empty() && command.telemetry.stores.empty()) {
    return fail(ErrorCode::usage,
                "label: there is no telemetry: give host_irq=FILE and "
                "host_affinity=FILE, or --store");
  }
  if (!(command.settings.label.drifted.leave <= command.settings.label.drifted.enter)) {
    return fail(ErrorCode::usage, "label: --vam-down is above --vam-up");
  }
  return {};
}

}  // namespace holdfast
