// What became of datagrams that were to be sent.
#pragma once

#include <array>
#include <cstdint>

namespace holdfast {

struct RefusedSends {
  int error = 0;
  std::uint64_t datagrams = 0;
};

struct SendCounts {
  std::uint64_t calls = 0;                 // of the system
  std::uint64_t datagrams = 0;             // that the kernel took
  std::uint64_t bytes = 0;                 // of those
  std::uint64_t segmented = 0;             // of those, how many went down together with others
  std::uint64_t refused = 0;               // datagrams that it took not
  std::array<RefusedSends, 4> by_error{};  // the first errnos that came up, and how often

  void refuse(int error, std::uint64_t more) {
    refused += more;
    for (auto& row : by_error) {
      if (row.datagrams > 0 && row.error != error) continue;
      row.error = error;
      row.datagrams += more;
      return;
    }
  }
};

}  // namespace holdfast
