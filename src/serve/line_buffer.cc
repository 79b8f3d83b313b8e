#include "serve/line_buffer.h"

namespace holdfast {

void LineBuffer::append(std::string_view bytes) {
  if (begin_ > 0) {
    bytes_.erase(0, begin_);
    scanned_ -= begin_;
    begin_ = 0;
  }
  bytes_.append(bytes);
}

std::optional<std::string_view> LineBuffer::next() {
  while (true) {
    const auto end = bytes_.find('\n', scanned_);
    if (end == std::string::npos) {
      scanned_ = bytes_.size();
      if (bytes_.size() - begin_ > longest_) {
        too_long_ += skipping_ ? 0 : 1;
        skipping_ = true;
        begin_ = bytes_.size();
      }
      return std::nullopt;
    }
    const std::string_view line(bytes_.data() + begin_, end - begin_);
    begin_ = scanned_ = end + 1;
    if (skipping_) {
      skipping_ = false;
    } else if (line.size() > longest_) {
      ++too_long_;
    } else {
      return line;
    }
  }
}

void LineBuffer::clear() {
  bytes_.clear();
  begin_ = scanned_ = 0;
  skipping_ = false;
}

}  // namespace holdfast
