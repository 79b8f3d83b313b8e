// What is in a table, and what is wrong with it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "table/column.h"
#include "tca/table_spec.h"

namespace holdfast {

struct ColumnCoverage {
  std::string column;
  bool is_there = false, is_required = false;
  std::size_t nulls = 0;
  std::string least, most;    // as text; empty: no value
  std::size_t decreases = 0;  // rows below the row before; of texts 0
  std::size_t distinct = 0;   // values of a text; of numbers 0
};

struct TableViolation {
  std::string id;  // "MISSING_COLUMN", "NULL", "TIME", "SIGN", "SIDE", "DUPLICATE_KEY", "ORDER",
                   // "QUANTITY", "ORPHAN"
  std::string sentence;
  std::size_t rows = 0;
  std::optional<std::size_t> first_row;  // from 1, in the file's order
};

struct TableReport {
  std::string table, file;
  std::size_t rows = 0;
  std::vector<ColumnCoverage> columns;
  std::vector<TableViolation> violations;
  /// Of quotes: one-sided, locked and crossed, which are passed over; absent elsewhere.
  std::optional<std::size_t> unusable_quotes;
};

/// `table` has those of the spec's columns that the file has.
TableReport check_table(const TableSpec& spec, const Table& table);

/// Rows of `table` whose `column` is not among the values of `other`'s.
std::optional<TableViolation> check_reference(const Table& table, const Table& other,
                                              std::string_view column);

/// Execution reports in which the child's quantity is not cum_qty + leaves_qty, while it is open.
std::optional<TableViolation> check_quantities(const Table& children, const Table& reports);

}  // namespace holdfast
