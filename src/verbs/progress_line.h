// How far it is, as one line on the terminal that is drawn over itself, once it takes longer than a
// second. Only where standard error is a terminal.
#pragma once

#include <chrono>
#include <string_view>

namespace holdfast {

class ProgressLine {
 public:
  /// `prints_lines`: the verb writes to standard output, and where that is a terminal too nothing
  /// is shown: it would stand among the lines.
  explicit ProgressLine(bool prints_lines);
  ProgressLine() : ProgressLine(true) {}
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine() { clear(); }

  /// Whether it is time to draw again.
  bool is_due() const;
  void draw(std::string_view how_far);
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  bool is_shown_ = false;  // at all
  bool is_drawn_ = false;  // now
  Clock::time_point next_;
};

}  // namespace holdfast
