// SequenceRange: sequence numbers from `first` up to, and without, `end`.
#pragma once

#include <cstdint>

namespace holdfast {

struct SequenceRange {
  std::uint64_t first = 0, end = 0;
  std::uint64_t size() const { return end > first ? end - first : 0; }
  bool is_empty() const { return size() == 0; }
  friend bool operator==(const SequenceRange&, const SequenceRange&) = default;
};

}  // namespace holdfast
