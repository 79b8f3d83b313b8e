// holdfast-tca account: what each order cost against the price at its decision.
#pragma once

#include <string>

#include "tca/order_tables.h"
#include "tca/table_input.h"

namespace CLI {
class App;
}

namespace holdfast {

struct AccountCommand {
  OrderFiles files;
  std::string output;          // a folder; empty: no tables
  std::string format = "csv";  // or "parquet"
  std::string json;            // a file, or "-"; empty: none
  TableInput input;
};

/// Adds the verb, which fills `command`.
void build_account(CLI::App& app, AccountCommand& command);

/// docs/schema/account.schema.json.
std::string account_json(const AccountCommand& command, const OrderTables& tables);
std::string account_text(const OrderTables& tables);

}  // namespace holdfast
