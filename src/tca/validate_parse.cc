#include <CLI/CLI.hpp>

#include "tca/validate_command.h"

namespace holdfast {

void build_validate(CLI::App& app, ValidateCommand& command) {
  auto& verb = *app.add_subcommand("validate", "what is in tables, and what is wrong with them");
  verb.add_option("tables", command.tables, "TABLE=FILE, as quotes=quotes.parquet")
      ->type_name("TABLE=FILE")
      ->required();
  verb.add_option("--mapping", command.mapping,
                  "YAML: what the columns are called, and their units")
      ->type_name("FILE");
  verb.add_option("--json", command.json, "write everything as JSON; - is standard output")
      ->type_name("FILE");
  add_table_input(verb, command.input);
}

}  // namespace holdfast
