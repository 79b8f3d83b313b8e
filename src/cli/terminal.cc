#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::size_t kUsualColumns = 80, kUsualRows = 24;

// ?1049 the alternate screen, ?25 the cursor, ?7 wrapping.
constexpr std::string_view kTake = "\033[?1049h\033[?25l\033[?7l\033[2J";
constexpr std::string_view kGiveBack = "\033[?7h\033[?25h\033[?1049l\033[0m";

void write_all(std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // it has gone; the loop hears that as a hangup
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

bool Terminal::is_ours() {
  const pid_t foreground = ::tcgetpgrp(STDOUT_FILENO);
  return foreground < 0 || foreground == ::getpgrp();  // without job control there is no background
}

void Terminal::enter() {
  if (entered_ || ::tcgetattr(STDOUT_FILENO, &before_) != 0) return;
  termios raw = before_;
  // Signals stay: Ctrl-C and Ctrl-Z do what they do everywhere.
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  ::tcsetattr(STDOUT_FILENO, TCSAFLUSH, &raw);
  write_all(kTake);
  entered_ = true;
}

void Terminal::leave() {
  if (!entered_) return;
  entered_ = false;
  write_all(kGiveBack);
  ::tcsetattr(STDOUT_FILENO, TCSAFLUSH, &before_);
}

Screen Terminal::screen() {
  Screen screen = Screen::of_standard_output();
  winsize size{};
  // Not COLUMNS: a window changes while this runs.
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    screen.columns = size.ws_col;
  }
  if (screen.columns == 0) screen.columns = kUsualColumns;
  return screen;
}

std::size_t Terminal::rows() {
  winsize size{};
  const bool told = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0;
  return told ? size.ws_row : kUsualRows;
}

void Terminal::draw(const std::vector<std::string>& lines) {
  std::string text = "\033[H";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) text += "\r\n";
    // Before the line: after a full one the cursor stands on its last character.
    text += "\033[K";
    text += lines[i];
  }
  text += "\033[J";
  write_all(text);
}

}  // namespace holdfast
