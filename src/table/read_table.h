// Columns of a CSV or Parquet file, in the file's row order, whatever the number of threads.
#pragma once

#include <string>
#include <vector>

#include "table/column.h"
#include "table/database.h"
#include "table/input_file.h"

namespace holdfast {

struct ColumnWanted {
  std::string name;
  ColumnKind kind = ColumnKind::number;
};

struct FileColumn {
  std::string name;
  std::string type;  // Parquet: DuckDB's name of it; CSV: "" (it has none)
};

/// What the file has, in its order.
Result<std::vector<FileColumn>> list_columns(const Database& database, const InputFile& file);

/// Reads these columns. In a CSV file an empty field is null, and so is one that is one of
/// `null_words`; NaN and infinities are numbers, which the caller has to look at. Of a Parquet file
/// a number may be of any numeric or boolean type, an integer also a timestamp (nanoseconds since
/// 1970), a text also an integer, a boolean or a date.
///
/// malformed: one sentence with the file and the line, row or row group.
Result<Table> read_table(const Database& database, const InputFile& file,
                         const std::vector<ColumnWanted>& wanted,
                         const std::vector<std::string>& null_words = {});

}  // namespace holdfast
