#include "tca/account_command.h"
#include "tca/account_tables.h"
#include "tca/affinity_columns.h"
#include "tca/output.h"
#include "tca/table_output.h"
#include "tca/verbs.h"

namespace holdfast {

int run_account(const AccountCommand& command) {
  const auto database = Database::open(command.input.database);
  if (!database) return report_tca(database.error());
  const auto tables = read_order_tables(*database, command.files, command.input.null_words);
  if (!tables) return report_tca(tables.error());
  std::optional<AccountAffinity> affinity;
  if (!command.affinity.labels.empty()) {
    auto read =
        read_account_affinity(*database, command.affinity, **tables, command.input.null_words);
    if (!read) return report_tca(read.error());
    affinity = std::move(*read);
  }
  const auto* netted = affinity ? &*affinity : nullptr;
  if (!command.output.empty()) {
    std::vector<NamedTable> written;
    written.push_back({"tca_parents", parents_table(**tables)});
    if (netted != nullptr) add_affinity_columns(written.back().table, *netted);
    written.push_back({"tca_children", children_table(**tables)});
    written.push_back({"tca_fills", fills_table(**tables)});
    const auto format = command.format == "csv" ? FileFormat::csv : FileFormat::parquet;
    const auto wrote = write_tables(*database, command.output, written, format);
    if (!wrote) return report_tca(wrote.error());
  }
  return write_outputs([&] { return account_text(**tables, netted); },
                       {{command.json, [&] { return account_json(command, **tables, netted); }}});
}

}  // namespace holdfast
