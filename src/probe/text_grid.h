// TextGrid: rows of text in columns for a person; what is too wide loses its least wanted columns.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast {

/// Places on a terminal that `text` takes (UTF-8 code points).
std::size_t places_of(std::string_view text);

/// `text` in lines of at most `columns` (0: as long as it is), each ended; words stay whole, lines
/// after the first begin with `indent` blanks.
std::string folded(std::string_view text, std::size_t columns, std::size_t indent);

class TextGrid {
 public:
  struct Column {
    std::string title;
    bool is_right = true;  // numbers
    int rank = 0;          // over 0: may be left out, the highest first
  };

  explicit TextGrid(std::vector<Column> columns) : columns_(std::move(columns)) {}
  /// As many cells as there are columns. Control characters become visible.
  void add(std::vector<std::string> cells);
  /// Lines of at most `columns` (0: any), unless those that may not be left out are wider. Titles
  /// first, unless all are empty.
  std::string to_text(std::size_t columns, std::size_t indent) const;

 private:
  std::vector<std::size_t> shown(std::size_t columns, const std::vector<std::size_t>& width) const;
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace holdfast
