// TopLine: one line of a screen, in styles, cut where the screen ends.
#pragma once

#include <string>
#include <string_view>

#include "cli/table.h"

namespace holdfast {

class TopLine {
 public:
  explicit TopLine(const Screen& screen) : screen_(&screen) {}
  /// What does not fit is cut, with "…" at the end. Foreign bytes are made printable.
  TopLine& add(std::string_view text, Style style = Style::plain);
  /// Blanks up to this column.
  TopLine& to(std::size_t column);
  std::size_t width() const { return width_; }
  std::size_t left() const;
  std::string text() const { return text_; }

 private:
  const Screen* screen_;
  std::string text_;
  std::size_t width_ = 0;
};

}  // namespace holdfast
