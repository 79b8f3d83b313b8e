// How far it is, as one line on the terminal that is drawn over itself, once it takes longer than a
// second. Only where standard error is a terminal and standard output is none: there it would stand
// among the lines.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace holdfast {

class ProgressLine {
 public:
  ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine() { clear(); }

  void show(std::uint64_t bytes, std::optional<std::uint64_t> of, std::uint64_t messages);
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  bool is_shown_ = false;  // at all
  bool is_drawn_ = false;  // now
  Clock::time_point next_;
};

}  // namespace holdfast
