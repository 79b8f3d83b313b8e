#include "cli/table.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/check.h"
#include "base/printable.h"
#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 8;  // a flexible column is never cut below this

std::string_view code_of(Style style) {
  switch (style) {
    case Style::plain: return "";
    case Style::bold: return "\033[1m";
    case Style::dim: return "\033[2m";
    case Style::red: return "\033[31m";
    case Style::yellow: return "\033[33m";
    case Style::green: return "\033[32m";
    case Style::cyan: return "\033[36m";
  }
  return "";
}

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

}  // namespace

Screen Screen::of_standard_output() {
  Screen screen;
  if (isatty(STDOUT_FILENO) == 0) return screen;
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) screen.columns = size.ws_col;
  if (const char* columns = std::getenv("COLUMNS")) {
    screen.columns = parse_number<std::size_t>(columns).value_or(screen.columns);
  }
  const char* no_colour = std::getenv("NO_COLOR");  // https://no-color.org
  const char* terminal = std::getenv("TERM");
  screen.colours = (no_colour == nullptr || *no_colour == '\0') && terminal != nullptr &&
                   std::string_view(terminal) != "dumb";
  return screen;
}

std::string styled(const Screen& screen, Style style, std::string_view text) {
  if (!screen.colours || style == Style::plain) return std::string(text);
  return fmt::format("{}{}\033[0m", code_of(style), text);
}

std::size_t width_of(std::string_view text) {
  return text.size() -
         static_cast<std::size_t>(std::count_if(text.begin(), text.end(), continues_character));
}

std::string cut_to(std::string_view text, std::size_t columns) {
  if (width_of(text) <= columns) return std::string(text);
  if (columns == 0) return {};
  std::string out;
  std::size_t used = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!continues_character(text[i]) && ++used == columns) break;
    out += text[i];
  }
  return out + "…";
}

std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent) {
  std::string out;
  std::size_t used = 0;
  for (const auto word : words_of(text)) {
    const std::size_t width = width_of(word);
    if (used > 0 && (columns == 0 || used + 1 + width <= columns)) {
      out += ' ';
      used += 1 + width;
    } else {
      if (used > 0) out += '\n';
      out.append(indent, ' ');
      used = indent + width;
    }
    out += word;
  }
  return out + '\n';
}

void Table::add(std::vector<Cell> cells) {
  HOLDFAST_CHECK(cells.size() == columns_.size());
  for (auto& cell : cells) cell.text = printable(cell.text);
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> Table::widths(const Screen& screen) const {
  std::vector<std::size_t> width(columns_.size());
  std::size_t total = kGap * (columns_.size() - 1);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    width[i] = width_of(columns_[i].title);
    for (const auto& row : rows_) width[i] = std::max(width[i], width_of(row[i].text));
    total += width[i];
  }
  while (screen.columns > 0 && total > screen.columns) {  // cut the widest flexible column
    std::size_t widest = columns_.size();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (!columns_[i].flexible || width[i] <= kNarrowest) continue;
      if (widest == columns_.size() || width[i] > width[widest]) widest = i;
    }
    if (widest == columns_.size()) break;
    --width[widest];
    --total;
  }
  return width;
}

std::string Table::to_text(const Screen& screen) const {
  const auto width = widths(screen);
  std::string out;
  const auto add_row = [&](const auto& text_of, const auto& style_of) {
    std::string line;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string text = cut_to(text_of(i), width[i]);
      const std::string blanks(width[i] - std::min(width[i], width_of(text)), ' ');
      const std::string shown = styled(screen, style_of(i), text);
      line += columns_[i].right ? blanks + shown : shown + blanks;
      if (i + 1 < columns_.size()) line.append(kGap, ' ');
    }
    line.resize(line.find_last_not_of(' ') + 1);
    out += line + '\n';
  };
  add_row([&](std::size_t i) -> std::string_view { return columns_[i].title; },
          [](std::size_t) { return Style::bold; });
  for (const auto& row : rows_) {
    add_row([&](std::size_t i) -> std::string_view { return row[i].text; },
            [&](std::size_t i) { return row[i].style; });
  }
  return out;
}

}  // namespace holdfast
