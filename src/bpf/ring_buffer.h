// RingBuffer: records that programs in the kernel wrote for us, read without waiting.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

namespace holdfast {

class RingBuffer {
 public:
  using Take = std::function<void(std::span<const std::uint8_t> record)>;

  /// `map_fd`: of a BPF_MAP_TYPE_RINGBUF, which must outlive this. is_open() says whether it is
  /// one.
  explicit RingBuffer(int map_fd = -1);
  RingBuffer(RingBuffer&& other) noexcept;
  RingBuffer& operator=(RingBuffer&& other) noexcept;
  ~RingBuffer();

  bool is_open() const { return reader_ != nullptr; }
  /// Readable when there is a record; -1: not open.
  int fd() const;
  /// Gives at most `limit` records to `take`; how many. Less than `limit`: the ring was empty.
  std::size_t read(std::size_t limit, const Take& take);

 private:
  struct Reader;
  std::unique_ptr<Reader> reader_;
};

}  // namespace holdfast
