// LineBuffer: bytes as they come → whole lines, within a bound. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast {

class LineBuffer {
 public:
  explicit LineBuffer(std::size_t longest) : longest_(longest) {}

  void append(std::string_view bytes);
  /// The next whole line, without its newline; valid until the next call. A line beyond the bound
  /// is left out and counted.
  std::optional<std::string_view> next();
  void clear();
  std::uint64_t too_long() const { return too_long_; }

 private:
  std::size_t longest_;
  std::string bytes_;
  std::size_t begin_ = 0;    // what was given out before it
  std::size_t scanned_ = 0;  // no newline before it
  bool skipping_ = false;    // in a line beyond the bound
  std::uint64_t too_long_ = 0;
};

}  // namespace holdfast
