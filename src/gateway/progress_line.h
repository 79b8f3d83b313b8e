// How far it is, as one line on the terminal that is drawn over itself, once it takes longer than a
// second. Only where standard error is a terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace holdfast {

class ProgressLine {
 public:
  /// `is_beside_lines`: standard output has lines meanwhile; where that is a terminal, too, the
  /// progress would stand among them, and is not shown.
  explicit ProgressLine(bool is_beside_lines = true);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine() { clear(); }

  /// Is it time to draw it?
  bool is_due();
  void draw(std::string_view text);
  void show(std::uint64_t bytes, std::optional<std::uint64_t> of, std::uint64_t messages);
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  bool is_shown_ = false;  // at all
  bool is_drawn_ = false;  // now
  Clock::time_point next_;
};

}  // namespace holdfast
