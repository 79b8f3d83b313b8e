// What every verb that reads a table asks for.
#pragma once

#include <string>
#include <vector>

#include "table/database.h"

namespace CLI {
class App;
}

namespace holdfast {

struct TableInput {
  DatabaseOptions database;
  std::vector<std::string> null_words;  // of a CSV file, beside the empty field
};

/// Adds --threads, --memory and --null.
void add_table_input(CLI::App& verb, TableInput& input);

}  // namespace holdfast
