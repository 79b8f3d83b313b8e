// Table: rows of text in columns that fit a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast {

enum class Style { plain, bold, dim, red, yellow, green, cyan };

/// What standard output can show.
struct Screen {
  std::size_t columns = 0;  // 0: not a terminal, lines may be as long as they like
  bool colours = false;

  /// That of this process: the terminal's width (or COLUMNS), colours unless NO_COLOR is set.
  static Screen of_standard_output();
};

/// `text` in `style`, or as it is when the screen has no colours.
std::string styled(const Screen& screen, Style style, std::string_view text);

/// Columns that `text` takes on a terminal (UTF-8 code points; control bytes count one).
std::size_t width_of(std::string_view text);

/// At most `columns` of it; what was cut shows as "…".
std::string cut_to(std::string_view text, std::size_t columns);

/// `text` in lines of at most `columns`, each begun with `indent` blanks; words stay whole.
std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent);

class Table {
 public:
  struct Column {
    std::string title;
    bool right = false;     // numbers
    bool flexible = false;  // cut with "…" when the terminal is too narrow
  };
  struct Cell {
    std::string text;
    Style style = Style::plain;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  /// As many cells as there are columns.
  void add(std::vector<Cell> cells);
  bool empty() const { return rows_.empty(); }
  std::string to_text(const Screen& screen) const;

 private:
  std::vector<std::size_t> widths(const Screen& screen) const;
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace holdfast
