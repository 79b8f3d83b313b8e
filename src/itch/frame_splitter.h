// Cuts a stream of bytes, however it comes in pieces, into frames that have their length before
// them in 2 bytes: BinaryFILE and SoupBinTCP. A frame that is whole in its piece is not copied; at
// most one frame (64 KiB) is held.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace holdfast {

class FrameSplitter {
 public:
  /// The next piece. next() has returned nullopt since the last one; `piece` lives until it does.
  void feed(std::span<const std::uint8_t> piece);

  /// A frame without its length, valid until the next call; nullopt: another piece is needed.
  std::optional<std::span<const std::uint8_t>> next();

  /// Forgets the rest of the piece and what is held of a frame. The bytes forgotten.
  std::size_t drop();

  /// Bytes held of a frame that has not come whole yet.
  std::size_t unfinished() const { return is_given_ ? 0 : held_.size(); }

 private:
  bool fill_held();

  std::span<const std::uint8_t> rest_;
  std::vector<std::uint8_t> held_;
  bool is_given_ = false;  // held_ was returned by next(), and is to be cleared
};

/// `frame` with its length before it, appended to `out`. At most 65,535 bytes.
void append_frame(std::vector<std::uint8_t>& out, std::span<const std::uint8_t> frame);

}  // namespace holdfast
