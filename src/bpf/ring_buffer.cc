#include "bpf/ring_buffer.h"

#include <bpf/libbpf.h>

namespace holdfast {

struct RingBuffer::Reader {
  ring_buffer* ring = nullptr;
  const Take* take = nullptr;
  std::size_t left = 0;
  std::size_t taken = 0;

  Reader() = default;
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() { ring_buffer__free(ring); }

  static int take_one(void* reader_pointer, void* bytes, std::size_t size) {
    auto& reader = *static_cast<Reader*>(reader_pointer);
    (*reader.take)({static_cast<const std::uint8_t*>(bytes), size});
    ++reader.taken;
    // libbpf counts this record as read, too, before it stops.
    return --reader.left == 0 ? -1 : 0;
  }
};

RingBuffer::RingBuffer(int map_fd) {
  if (map_fd < 0) return;
  auto reader = std::make_unique<Reader>();
  reader->ring = ring_buffer__new(map_fd, Reader::take_one, reader.get(), nullptr);
  if (reader->ring) reader_ = std::move(reader);
}

RingBuffer::RingBuffer(RingBuffer&& other) noexcept = default;
RingBuffer& RingBuffer::operator=(RingBuffer&& other) noexcept = default;
RingBuffer::~RingBuffer() = default;

int RingBuffer::fd() const { return reader_ ? ring_buffer__epoll_fd(reader_->ring) : -1; }

std::size_t RingBuffer::read(std::size_t limit, const Take& take) {
  if (!reader_ || limit == 0) return 0;
  reader_->take = &take;
  reader_->left = limit;
  reader_->taken = 0;
  static_cast<void>(ring_buffer__consume(reader_->ring));
  reader_->take = nullptr;
  return reader_->taken;
}

}  // namespace holdfast
