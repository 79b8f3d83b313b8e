// Rows of a query's result into columns.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "table/column.h"
#include "table/duckdb_query.h"

namespace holdfast {

/// The result's columns are, by `kinds`: DOUBLE for a number, BIGINT for an integer (or VARCHAR,
/// which must hold one exactly), VARCHAR for a text. malformed: a row's text that is no integer, as
/// "row 7: column "n" has "x", …".
Result<Table> fill_columns(QueryResult result, const std::vector<std::string>& names,
                           const std::vector<ColumnKind>& kinds);

}  // namespace holdfast
