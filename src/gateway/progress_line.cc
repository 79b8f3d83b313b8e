#include "gateway/progress_line.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace holdfast {
namespace {

constexpr auto kFirst = std::chrono::seconds(1);
constexpr auto kEvery = std::chrono::milliseconds(250);

double mebibytes(std::uint64_t bytes) { return static_cast<double>(bytes) / (1U << 20U); }

}  // namespace

ProgressLine::ProgressLine(bool is_beside_lines)
    : is_shown_(::isatty(STDERR_FILENO) != 0 && !(is_beside_lines && ::isatty(STDOUT_FILENO) != 0)),
      next_(Clock::now() + kFirst) {}

bool ProgressLine::is_due() {
  if (!is_shown_ || Clock::now() < next_) return false;
  next_ = Clock::now() + kEvery;
  return true;
}

void ProgressLine::draw(std::string_view text) {
  is_drawn_ = true;
  fmt::print(stderr, "\r{}\033[K", text);
}

void ProgressLine::show(std::uint64_t bytes, std::optional<std::uint64_t> of,
                        std::uint64_t messages) {
  if (!is_due()) return;
  std::string how_far = fmt::format("{:.0f} MiB", mebibytes(bytes));
  if (of && *of > 0) {
    how_far += fmt::format(" of {:.0f} ({:.0f} %)", mebibytes(*of),
                           100 * static_cast<double>(bytes) / static_cast<double>(*of));
  }
  draw(fmt::format("{}, {:.1f} M messages", how_far, static_cast<double>(messages) / 1e6));
}

void ProgressLine::clear() {
  if (!is_drawn_) return;
  is_drawn_ = false;
  std::fputs("\r\033[K", stderr);
}

}  // namespace holdfast
