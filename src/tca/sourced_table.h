// A table with where it came from, for verbs that read several.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "table/read_table.h"
#include "tca/analysis_sample.h"
#include "tca/table_input.h"

namespace holdfast {

struct SourcedTable {
  AnalysisSource source;
  Table table;
};

/// A column that is read where the file has it.
struct ColumnOffered {
  ColumnWanted column;
  bool is_required = false;
};

/// Columns of the file; with `rest`, all others too, as numbers. `path` "-": standard input.
Result<SourcedTable> read_sourced(const Database& database, const std::string& path,
                                  const std::vector<ColumnOffered>& columns, bool rest,
                                  const std::vector<std::string>& null_words);

/// Of `inputs` in JSON.
nlohmann::ordered_json source_json(const AnalysisSource& source);

}  // namespace holdfast
