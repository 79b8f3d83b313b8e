// A table in memory: structure of arrays, in the file's row order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast {

enum class ColumnKind {
  number,   // float64; NaN where null
  integer,  // int64, exact; 0 where null
  text,     // codes into levels; 0 where null
};

struct Column {
  std::string name;
  ColumnKind kind = ColumnKind::number;
  std::vector<double> numbers;
  std::vector<std::int64_t> integers;
  std::vector<std::uint32_t> codes;
  std::vector<std::string> levels;    // of a text: its values, each once, sorted by bytes
  std::vector<std::uint8_t> is_null;  // one per row, 1 where null; empty: nowhere
  std::size_t rows() const {
    return kind == ColumnKind::number    ? numbers.size()
           : kind == ColumnKind::integer ? integers.size()
                                         : codes.size();
  }
  bool is_null_at(std::size_t row) const { return !is_null.empty() && is_null[row] != 0; }
};

struct Table {
  std::vector<Column> columns;
  std::size_t rows = 0;
  /// nullptr without it.
  const Column* find(std::string_view name) const {
    for (const auto& column : columns) {
      if (column.name == name) return &column;
    }
    return nullptr;
  }
};

}  // namespace holdfast
