#include "cli/top_line.h"

#include "base/printable.h"

namespace holdfast {

std::string cut_to(std::string_view text, std::size_t columns) {
  if (width_of(text) <= columns) return std::string(text);
  if (columns == 0) return {};
  std::string out;
  std::size_t used = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xc0) != 0x80;
    if (begins && ++used == columns) break;
    out += text[i];
  }
  return out + "…";
}

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
