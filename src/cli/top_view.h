// TopView: what of it is wanted on the screen, and how keys change that. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cli/table.h"

namespace holdfast {

enum class TopFocus { all, vectors, cpus, events };

struct TopView {
  Screen screen;         // its columns, from 40
  std::size_t rows = 0;  // 0: as many as there are, for a file
  TopFocus focus = TopFocus::all;
  std::size_t scroll = 0;  // rows of the focused part that are above the screen
  std::string filter;      // only rows that hold it, in whatever case
  bool typing = false;     // the filter is being typed
  bool help = false;
  bool paused = false;  // the display stands still
  bool ended = false;   // q was pressed
  bool live = true;     // keys can be pressed

  /// Keys as a terminal sends them, several at once; what is no key of ours does nothing.
  void press(std::string_view bytes);

 private:
  void press_one(std::string_view key);
  void type(std::string_view key);
  void set_focus(TopFocus wanted);
  void move(std::ptrdiff_t rows_down);
};

}  // namespace holdfast
