// A file or standard input, read in large pieces as far as it is needed; it is never whole in
// memory.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace holdfast {

class InputStream {
 public:
  /// "-" is standard input. absent or failed, with the path.
  static Result<InputStream> open(const std::string& path);

  InputStream(InputStream&& other) noexcept;
  InputStream& operator=(InputStream&&) = delete;
  ~InputStream();

  /// Reads once, behind what is there; with more than fits the buffer grows. Returns how much came;
  /// nothing is the end.
  Result<std::size_t> fill();
  /// Until so many bytes are there, or it ends.
  Result<void> fill_to(std::size_t bytes);

  /// Would fill() come back at once? Waits for that for a few ms.
  bool is_ready() const;

  /// What was read and not consumed.
  std::span<const std::uint8_t> bytes() const { return {buffer_.data() + from_, to_ - from_}; }
  void consume(std::size_t bytes) { from_ += bytes; }
  bool has_ended() const { return has_ended_; }

  /// Did the last fill() get less than it asked for? Then more may be long in coming.
  bool was_short() const { return was_short_; }
  std::uint64_t total_read() const { return total_read_; }
  std::optional<std::uint64_t> size() const { return size_; }  // of a regular file

 private:
  InputStream(int fd, std::string name);

  int fd_ = -1;
  std::string name_;
  std::vector<std::uint8_t> buffer_;
  std::size_t from_ = 0, to_ = 0;
  bool has_ended_ = false, was_short_ = false;
  std::uint64_t total_read_ = 0;
  std::optional<std::uint64_t> size_;
};

}  // namespace holdfast
