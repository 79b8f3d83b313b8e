// TopGrid: rows in columns of a fixed width: first the widest columns are cut, then those of the
// lowest rank are left out.
#pragma once

#include <string>
#include <vector>

#include "cli/table.h"

namespace holdfast {

class TopGrid {
 public:
  struct Column {
    std::string title;
    std::size_t least = 4;  // never cut below this
    int rank = 0;           // the highest is left out first; 0: never
    bool right = false;     // numbers
  };
  explicit TopGrid(std::vector<Column> columns) : columns_(std::move(columns)) {}
  void add(std::vector<Table::Cell> cells);
  std::size_t size() const { return rows_.size(); }

  /// The titles.
  std::string head(const Screen& screen) const;
  std::vector<std::string> lines(const Screen& screen) const;

 private:
  /// 0: left out.
  std::vector<std::size_t> widths(const Screen& screen) const;
  std::string line(const Screen& screen, const std::vector<std::size_t>& widths,
                   const std::vector<Table::Cell>& cells) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Table::Cell>> rows_;
};

}  // namespace holdfast
