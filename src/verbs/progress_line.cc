#include "verbs/progress_line.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace holdfast {
namespace {

constexpr auto kFirst = std::chrono::seconds(1);
constexpr auto kEvery = std::chrono::milliseconds(250);

}  // namespace

ProgressLine::ProgressLine(bool prints_lines)
    : is_shown_(::isatty(STDERR_FILENO) != 0 && !(prints_lines && ::isatty(STDOUT_FILENO) != 0)),
      next_(Clock::now() + kFirst) {}

bool ProgressLine::is_due() const { return is_shown_ && Clock::now() >= next_; }

void ProgressLine::draw(std::string_view how_far) {
  next_ = Clock::now() + kEvery;
  is_drawn_ = true;
  fmt::print(stderr, "\r{}\033[K", how_far);
}

void ProgressLine::clear() {
  if (!is_drawn_) return;
  is_drawn_ = false;
  std::fputs("\r\033[K", stderr);
}

}  // namespace holdfast
