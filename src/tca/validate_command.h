// holdfast-tca validate: what is in the tables, and what is wrong with them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tca/table_checks.h"
#include "tca/table_input.h"

namespace CLI {
class App;
}

namespace holdfast {

struct ValidateCommand {
  std::vector<std::string> tables;  // "quotes=q.parquet"
  std::string mapping;              // a file; empty: none
  std::string json;                 // a file, or "-"; empty: none
  TableInput input;
};

/// Adds the verb, which fills `command`.
void build_validate(CLI::App& app, ValidateCommand& command);

/// docs/schema/validate.schema.json.
std::string validate_json(const std::vector<TableReport>& reports);
std::string validate_text(const std::vector<TableReport>& reports);

}  // namespace holdfast
