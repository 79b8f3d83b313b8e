#include "cli/top_line.h"

#include "base/printable.h"

namespace holdfast {

std::size_t TopLine::left() const {
  return screen_->columns > width_ ? screen_->columns - width_ : 0;
}

TopLine& TopLine::add(std::string_view text, Style style) {
  const std::string shown = cut_to(printable(text), left());
  if (shown.empty()) return *this;
  width_ += width_of(shown);
  text_ += styled(*screen_, style, shown);
  return *this;
}

TopLine& TopLine::to(std::size_t column) {
  if (column > width_) add(std::string(column - width_, ' '));
  return *this;
}

}  // namespace holdfast
