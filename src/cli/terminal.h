// Terminal: standard output as a screen of its own: the alternate screen, no echo, no cursor, lines
// that are cut and not wrapped. What was there is put back at the end, whatever ends it but
// SIGKILL.
//
// Sequences are those of xterm's "Control Sequences" that every terminal since knows.
#pragma once

#include <termios.h>

#include <string>
#include <vector>

#include "cli/table.h"

namespace holdfast {

class Terminal {
 public:
  Terminal() = default;
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() { leave(); }

  /// Is this process in the foreground of its terminal? In the background nothing may be drawn.
  static bool is_ours();
  /// Takes the screen, and gives it back; each does nothing the second time.
  void enter();
  void leave();
  bool entered() const { return entered_; }

  /// As wide and high as it is now; 80 by 24 where it does not say.
  static Screen screen();
  static std::size_t rows();
  /// These lines, and nothing else.
  void draw(const std::vector<std::string>& lines);

 private:
  termios before_{};
  bool entered_ = false;
};

}  // namespace holdfast
