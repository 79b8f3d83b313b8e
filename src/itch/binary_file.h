// BinaryFILE: messages in a file, each with its length before it in 2 bytes; a length of 0 is the
// end.
#pragma once

#include "itch/frame_splitter.h"

namespace holdfast {

class BinaryFileReader {
 public:
  /// As FrameSplitter. Pieces behind the end are counted and not looked at.
  void feed(std::span<const std::uint8_t> piece);
  std::optional<std::span<const std::uint8_t>> next();

  bool has_ended() const { return has_ended_; }  // the end's mark was read
  /// Bytes of a message that is cut: at the file's end they say that it is not whole.
  std::size_t unfinished() const { return splitter_.unfinished(); }
  std::uint64_t bytes_behind_end() const { return bytes_behind_end_; }

 private:
  FrameSplitter splitter_;
  bool has_ended_ = false;
  std::uint64_t bytes_behind_end_ = 0;
};

/// One message more; 1 to 65,535 bytes, as 0 would be the end.
void append_binary_file(std::vector<std::uint8_t>& out, std::span<const std::uint8_t> message);
void append_binary_file_end(std::vector<std::uint8_t>& out);

}  // namespace holdfast
