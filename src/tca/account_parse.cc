#include <CLI/CLI.hpp>

#include "tca/account_command.h"

namespace holdfast {

void build_account(CLI::App& app, AccountCommand& command) {
  auto& verb = *app.add_subcommand("account", "what each order cost, split exactly");
  add_order_files(verb, command.files);
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

}  // namespace holdfast
