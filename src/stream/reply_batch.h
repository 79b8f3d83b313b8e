// ReplyBatch: datagrams to be sent, each with the number of whom to send it to.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace holdfast {

/// Allocates when it is made and never again.
class ReplyBatch {
 public:
  struct Reply {
    std::uint32_t asker = 0;  // the caller's number
    std::size_t bytes = 0;
  };

  /// At most `datagrams` of at most `limit` bytes.
  ReplyBatch(std::size_t datagrams, std::size_t limit)
      : limit_(limit), bytes_(datagrams * limit), replies_(datagrams) {}

  std::size_t limit() const { return limit_; }
  std::size_t size() const { return size_; }
  std::size_t room() const { return replies_.size() - size_; }
  void clear() { size_ = 0; }

  const Reply& reply(std::size_t i) const { return replies_[i]; }
  std::span<const std::uint8_t> datagram(std::size_t i) const {
    return std::span(bytes_).subspan(i * limit_, replies_[i].bytes);
  }

  /// Where the next one is written, `limit` bytes; then push() adds it. With room() only.
  std::span<std::uint8_t> blank() { return std::span(bytes_).subspan(size_ * limit_, limit_); }
  void push(Reply reply) { replies_[size_++] = reply; }

 private:
  std::size_t limit_;
  std::vector<std::uint8_t> bytes_;
  std::vector<Reply> replies_;
  std::size_t size_ = 0;
};

}  // namespace holdfast
