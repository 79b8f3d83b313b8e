// holdfast-tca account: what each order cost against the price at its decision.
#pragma once

#include <string>

#include "tca/account_affinity.h"
#include "tca/order_tables.h"
#include "tca/table_input.h"

namespace CLI {
class App;
}

namespace holdfast {

struct AccountCommand {
  OrderFiles files;
  AffinityFiles affinity;
  std::string output;          // a folder; empty: no tables
  std::string format = "csv";  // or "parquet"
  std::string json;            // a file, or "-"; empty: none
  TableInput input;
};

/// Adds the verb, which fills `command`.
void build_account(CLI::App& app, AccountCommand& command);

/// usage: one of the files of the drift without the other.
Result<void> check_account(const AccountCommand& command);

/// docs/schema/account.schema.json. `affinity` may be nullptr.
std::string account_json(const AccountCommand& command, const OrderTables& tables,
                         const AccountAffinity* affinity);
std::string account_text(const OrderTables& tables, const AccountAffinity* affinity);

}  // namespace holdfast
