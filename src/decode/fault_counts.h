// What was malformed in an input: how often, and where first. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace holdfast {

enum class DecodeFault : std::uint8_t {
  unknown_type,    // no message of the specification
  wrong_length,    // a known type, with more or fewer bytes than it has
  cut_message,     // the input ends within it
  behind_end,      // bytes behind BinaryFILE's end
  cut_packet,      // the capture kept less of it than was sent
  cut_frame,       // not even a UDP header, or a length that cannot be
  unknown_link,    // a capture of neither ethernet nor IP
  no_header,       // a datagram that is shorter than MoldUDP64's header
  cut_block,       // a datagram with fewer messages than it says
  spare_bytes,     // a datagram with bytes behind its messages
  broken_capture,  // a length of the capture file cannot be, or it is cut off
};
inline constexpr std::size_t kDecodeFaults = 11;

class FaultCounts {
 public:
  /// `place` is a function that makes "in message 17: type '!'"; it is called for the first only.
  template <class Place>
  void count(DecodeFault fault, Place&& place, std::uint64_t times = 1) {
    auto& row = rows_[static_cast<std::size_t>(fault)];
    if (row.times == 0) row.place = place();
    row.times += times;
  }

  std::uint64_t times(DecodeFault fault) const {
    return rows_[static_cast<std::size_t>(fault)].times;
  }
  bool has_any() const;
  /// A sentence for each kind that there was, in the order above.
  std::vector<std::string> sentences() const;

 private:
  struct Row {
    std::uint64_t times = 0;
    std::string place;
  };
  std::array<Row, kDecodeFaults> rows_;
};

}  // namespace holdfast
