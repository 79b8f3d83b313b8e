#include "cli/top_view.h"

#include <algorithm>

#include "base/printable.h"

namespace holdfast {
namespace {

constexpr std::string_view kUp = "\033[A", kDown = "\033[B", kPageUp = "\033[5~",
                           kPageDown = "\033[6~", kHome = "\033[H", kEnd = "\033[F";
constexpr std::size_t kLongestFilter = 60;

/// The first key of `bytes`: an escape sequence (CSI or SS3, as ECMA-48 has them), a character of
/// UTF-8, or a byte.
std::size_t size_of_key(std::string_view bytes) {
  if (bytes.front() == '\033' && bytes.size() > 1 && (bytes[1] == '[' || bytes[1] == 'O')) {
    for (std::size_t i = 2; i < bytes.size(); ++i) {
      if (bytes[i] >= 0x40 && bytes[i] <= 0x7e) return i + 1;
    }
    return bytes.size();
  }
  std::size_t size = 1;
  while (size < bytes.size() && size < 4 && static_cast<unsigned char>(bytes.front()) >= 0xc0 &&
         (static_cast<unsigned char>(bytes[size]) & 0xc0) == 0x80) {
    ++size;
  }
  return size;
}

}  // namespace

void TopView::press(std::string_view bytes) {
  while (!bytes.empty() && !ended) {
    const std::size_t size = size_of_key(bytes);
    std::string key(bytes.substr(0, size));
    bytes.remove_prefix(size);
    // A terminal in application mode sends SS3 for CSI.
    if (key.size() == 3 && key[1] == 'O') key[1] = '[';
    if (typing) {
      type(key);
    } else {
      press_one(key);
    }
  }
}

void TopView::type(std::string_view key) {
  if (key == "\r" || key == "\n") {
    typing = false;
  } else if (key == "\033") {
    typing = false;
    filter.clear();
  } else if (key == "\177" || key == "\b") {
    while (!filter.empty() && (static_cast<unsigned char>(filter.back()) & 0xc0) == 0x80) {
      filter.pop_back();
    }
    if (!filter.empty()) filter.pop_back();
  } else if (key.size() <= 4 && printable(key) == key && filter.size() < kLongestFilter) {
    filter += key;
  }
  scroll = 0;
}

void TopView::set_focus(TopFocus wanted) {
  focus = focus == wanted ? TopFocus::all : wanted;
  scroll = 0;
  help = false;
}

void TopView::move(std::ptrdiff_t rows_down) {
  // Scrolling is of one part: of the vectors unless another was chosen.
  if (focus == TopFocus::all) focus = TopFocus::vectors;
  scroll = rows_down < 0 ? scroll - std::min(scroll, static_cast<std::size_t>(-rows_down))
                         : scroll + static_cast<std::size_t>(rows_down);
}

void TopView::press_one(std::string_view key) {
  const auto page = static_cast<std::ptrdiff_t>(rows > 8 ? rows - 8 : 1);
  if (key == "q") ended = true;
  if (key == "p") paused = !paused;
  if (key == "?" || key == "h") help = !help;
  if (key == "v") set_focus(TopFocus::vectors);
  if (key == "c") set_focus(TopFocus::cpus);
  if (key == "e") set_focus(TopFocus::events);
  if (key == "/") typing = true;
  if (key == kUp || key == "k") move(-1);
  if (key == kDown || key == "j") move(1);
  if (key == kPageUp) move(-page);
  if (key == kPageDown || key == " ") move(page);
  if (key == kHome || key == "g") scroll = 0;
  if (key == kEnd || key == "G") scroll = SIZE_MAX / 2;  // drawing holds it within what there is
  if (key == "\033") {
    if (help) {
      help = false;
    } else if (!filter.empty()) {
      filter.clear();
    } else {
      focus = TopFocus::all;
    }
    scroll = 0;
  }
}

}  // namespace holdfast
