#include "probe/text_grid.h"

#include <algorithm>

#include "base/check.h"
#include "base/printable.h"
#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::size_t kGap = 2;

}  // namespace

std::size_t places_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U;  // continues no character
  }));
}

std::string folded(std::string_view text, std::size_t columns, std::size_t indent) {
  std::string out;
  std::size_t used = 0;
  for (const auto word : words_of(text)) {
    const std::size_t places = places_of(word);
    if (used > 0 && columns > 0 && used + 1 + places > columns) {
      out += '\n';
      out.append(indent, ' ');
      used = indent;
    } else if (used > 0) {
      out += ' ';
      ++used;
    }
    out += word;
    used += places;
  }
  return out + '\n';
}

void TextGrid::add(std::vector<std::string> cells) {
  HOLDFAST_CHECK(cells.size() == columns_.size());
  for (auto& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

// Numbers of the columns that fit.
std::vector<std::size_t> TextGrid::shown(std::size_t columns,
                                         const std::vector<std::size_t>& width) const {
  std::vector<std::size_t> out;
  std::size_t total = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    out.push_back(i);
    total += width[i] + (i > 0 ? kGap : 0);
  }
  while (columns > 0 && total > columns) {
    const auto least = std::max_element(out.begin(), out.end(), [&](std::size_t a, std::size_t b) {
      return columns_[a].rank < columns_[b].rank;
    });
    if (columns_[*least].rank == 0) break;
    total -= width[*least] + kGap;
    out.erase(least);
  }
  return out;
}

std::string TextGrid::to_text(std::size_t columns, std::size_t indent) const {
  std::vector<std::size_t> width;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    width.push_back(places_of(columns_[i].title));
    for (const auto& row : rows_) width[i] = std::max(width[i], places_of(row[i]));
  }
  const auto which = shown(columns > indent ? columns - indent : columns, width);
  std::string out;
  const auto add_line = [&](const auto& text_of) {
    std::string line(indent, ' ');
    for (const auto i : which) {
      const std::string& text = text_of(i);
      const std::string blanks(width[i] - places_of(text), ' ');
      if (i != which.front()) line.append(kGap, ' ');
      line += columns_[i].is_right ? blanks + text : text + blanks;
    }
    line.resize(line.find_last_not_of(' ') + 1);
    out += line + '\n';
  };
  if (std::any_of(columns_.begin(), columns_.end(),
                  [](const auto& c) { return !c.title.empty(); })) {
    add_line([&](std::size_t i) -> const std::string& { return columns_[i].title; });
  }
  for (const auto& row : rows_) {
    add_line([&](std::size_t i) -> const std::string& { return row[i]; });
  }
  return out;
}

}  // namespace holdfast
