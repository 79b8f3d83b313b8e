// ProvidedBuffers: the memory of datagrams that io_uring receives, and the ring by which the kernel
// is given what is empty of it.
//
// Each buffer has the kernel's head of a message, its control messages, and its bytes. One thread.
#pragma once

#include <liburing.h>

#include <cstdint>
#include <span>

#include "base/result.h"

namespace holdfast {

class ProvidedBuffers {
 public:
  static constexpr unsigned kCount = 1024;

  ProvidedBuffers() = default;
  ProvidedBuffers(const ProvidedBuffers&) = delete;
  ProvidedBuffers& operator=(const ProvidedBuffers&) = delete;
  /// After the end of the ring that it was made for.
  ~ProvidedBuffers();

  /// Makes all of them and gives them to `ring` as its group 0. Refused by one sentence.
  Result<void> provide(io_uring& ring);
  /// Those are empty again.
  void give_back(std::span<const std::uint16_t> indexes);
  std::uint8_t* at(std::uint16_t index) const;

 private:
  void add(std::uint16_t index, int place);
  io_uring_buf_ring* ring_ = nullptr;
  std::uint8_t* memory_ = nullptr;
};

}  // namespace holdfast
