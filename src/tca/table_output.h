// Tables into a folder, where they appear together or not at all.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "table/write_table.h"

namespace holdfast {

struct NamedTable {
  std::string name;  // of the file, without its ending
  Table table;
};

/// As `name.csv` or `name.parquet`. The folder is made where there is none.
Result<void> write_tables(const Database& database, const std::string& folder,
                          const std::vector<NamedTable>& tables, FileFormat format);

}  // namespace holdfast
