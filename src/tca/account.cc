#include "tca/account_command.h"
#include "tca/account_tables.h"
#include "tca/output.h"
#include "tca/table_output.h"
#include "tca/verbs.h"

namespace holdfast {

int run_account(const AccountCommand& command) {
  const auto database = Database::open(command.input.database);
  if (!database) return report_tca(database.error());
  const auto tables = read_order_tables(*database, command.files, command.input.null_words);
  if (!tables) return report_tca(tables.error());
  if (!command.output.empty()) {
    std::vector<NamedTable> written;
    written.push_back({"tca_parents", parents_table(**tables)});
    written.push_back({"tca_children", children_table(**tables)});
    written.push_back({"tca_fills", fills_table(**tables)});
    const auto format = command.format == "csv" ? FileFormat::csv : FileFormat::parquet;
    const auto wrote = write_tables(*database, command.output, written, format);
    if (!wrote) return report_tca(wrote.error());
  }
  return write_outputs([&] { return account_text(**tables); },
                       {{command.json, [&] { return account_json(command, **tables); }}});
}

}  // namespace holdfast
