#include <CLI/CLI.hpp>

#include "tca/account_command.h"

namespace holdfast {

void build_account(CLI::App& app, AccountCommand& command) {
  auto& verb = *app.add_subcommand("account", "what each order cost, split exactly");
  add_order_files(verb, command.files);
  verb.add_option("--labels", command.affinity.labels,
                  "child_id and D, as label writes them: what drift cost is taken out of the costs")
      ->type_name("FILE");
  verb.add_option("--decomposition", command.affinity.decomposition,
                  "what decompose wrote by --json: drift's effects by channel, for --labels")
      ->type_name("FILE");
  verb.add_option("-o,--output", command.output,
                  "folder for tca_parents, tca_children and tca_fills")
      ->type_name("FOLDER");
  verb.add_option("--format", command.format, "of these files: csv (the default) or parquet")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"csv", "parquet"}));
  verb.add_option("--json", command.json, "write the totals as JSON; - is standard output")
      ->type_name("FILE");
  add_table_input(verb, command.input);
}

Result<void> check_account(const AccountCommand& command) {
  const auto& files = command.affinity;
  if (files.labels.empty() != files.decomposition.empty()) {
    return fail(ErrorCode::usage, "account: --labels and --decomposition go together");
  }
  return {};
}

}  // namespace holdfast
