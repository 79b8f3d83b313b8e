#include "cli/top_grid.h"

#include <algorithm>

#include "base/check.h"
#include "base/printable.h"
#include "cli/top_line.h"

namespace holdfast {
namespace {

constexpr std::size_t kGap = 2;

std::size_t total_of(const std::vector<std::size_t>& widths) {
  std::size_t total = 0;
  for (const auto width : widths) total += width == 0 ? 0 : width + kGap;
  return total == 0 ? 0 : total - kGap;
}

}  // namespace

void TopGrid::add(std::vector<Table::Cell> cells) {
  HOLDFAST_CHECK(cells.size() == columns_.size());
  for (auto& cell : cells) cell.text = printable(cell.text);
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> TopGrid::widths(const Screen& screen) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = std::max<std::size_t>(width_of(columns_[i].title), 1);
    for (const auto& row : rows_) width = std::max(width, width_of(row[i].text));
    widths.push_back(width);
  }
  while (total_of(widths) > screen.columns) {
    std::size_t widest = widths.size(), last = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (widths[i] == 0) continue;
      const bool may_shrink = widths[i] > columns_[i].least;
      if (may_shrink && (widest == widths.size() || widths[i] > widths[widest])) widest = i;
      const bool may_go = columns_[i].rank > 0;
      if (may_go && (last == widths.size() || columns_[i].rank > columns_[last].rank)) last = i;
    }
    if (widest < widths.size()) {
      --widths[widest];
    } else if (last < widths.size()) {
      widths[last] = 0;
    } else {
      break;  // TopLine cuts the rest
    }
  }
  return widths;
}

std::string TopGrid::line(const Screen& screen, const std::vector<std::size_t>& widths,
                          const std::vector<Table::Cell>& cells) const {
  TopLine line(screen);
  std::size_t column = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (widths[i] == 0) continue;
    const std::string text = cut_to(cells[i].text, widths[i]);
    const std::size_t blanks = widths[i] - std::min(widths[i], width_of(text));
    // Blanks come with the next cell: a line has none at its end.
    line.to(column + (columns_[i].right && !text.empty() ? blanks : 0));
    line.add(text, cells[i].style);
    column += widths[i] + kGap;
  }
  return line.text();
}

std::string TopGrid::head(const Screen& screen) const {
  std::vector<Table::Cell> titles;
  for (const auto& column : columns_) titles.push_back({column.title, Style::dim});
  return line(screen, widths(screen), titles);
}

std::vector<std::string> TopGrid::lines(const Screen& screen) const {
  const auto all = widths(screen);
  std::vector<std::string> out;
  out.reserve(rows_.size());
  for (const auto& row : rows_) out.push_back(line(screen, all, row));
  return out;
}

}  // namespace holdfast
