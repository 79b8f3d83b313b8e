// A table as a CSV or Parquet file.
#pragma once

#include <string>

#include "table/column.h"
#include "table/database.h"
#include "table/input_file.h"

namespace holdfast {

/// Writes `path`, over what is there. Numbers are DOUBLE, integers BIGINT, texts VARCHAR; a NaN is
/// null. In a CSV file a number is the shortest that is read as the same again, and null is an
/// empty field. Rows stay in their order, and the bytes do not depend on the number of threads.
/// `path` is in no sentence: it may be a name that the reader of the sentence did not give.
Result<void> write_table(const Database& database, const Table& table, const std::string& path,
                         FileFormat format);

}  // namespace holdfast
