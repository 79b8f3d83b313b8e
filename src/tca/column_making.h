// Columns made of functions of the row.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "table/column.h"
#include "table/text_coder.h"

namespace holdfast {

/// `value`: the number of a row, or nothing.
template <class Value>
Column number_column(std::string name, std::size_t rows, Value value) {
  Column column{.name = std::move(name), .kind = ColumnKind::number};
  column.numbers.reserve(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::optional<double> one = value(row);
    column.numbers.push_back(one.value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  return column;
}

template <class Value>
Column integer_column(std::string name, std::size_t rows, Value value) {
  Column column{.name = std::move(name), .kind = ColumnKind::integer};
  column.integers.reserve(rows);
  column.is_null.reserve(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::optional<std::int64_t> one = value(row);
    column.integers.push_back(one.value_or(0));
    column.is_null.push_back(one ? 0 : 1);
  }
  return column;
}

/// `value`: the text of a row; an empty one is null.
template <class Value>
Column text_column(std::string name, std::size_t rows, Value value) {
  Column column{.name = std::move(name), .kind = ColumnKind::text};
  TextCoder coder;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::string_view one = value(row);
    column.codes.push_back(one.empty() ? TextCoder::kNone : coder.place(one));
    column.is_null.push_back(one.empty() ? 1 : 0);
  }
  column.levels = coder.finish(column.codes);
  return column;
}

/// The rows of `from` that `row_of` names; a row of kNoRow, and a column that is not there, is
/// null.
template <class RowOf>
Column column_of_rows(std::string name, const Column* from, std::size_t rows, RowOf row_of) {
  return text_column(std::move(name), rows, [&](std::size_t row) -> std::string_view {
    const std::uint32_t at = row_of(row);
    if (from == nullptr || at == 0xffffffff || from->is_null_at(at)) return {};
    return from->levels[from->codes[at]];
  });
}

}  // namespace holdfast
