// RingMemory: memory for a ring of this process, aligned as rings want it.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <span>

#include "feed/ring_layout.h"

namespace holdfast {

class RingMemory {
 public:
  explicit RingMemory(std::size_t bytes)
      : bytes_(bytes), memory_(::operator new(bytes, std::align_val_t{kApartBytes})) {}
  std::span<std::byte> span() const { return {static_cast<std::byte*>(memory_.get()), bytes_}; }

 private:
  struct Free {
    void operator()(void* memory) const {
      ::operator delete(memory, std::align_val_t{kApartBytes});
    }
  };
  std::size_t bytes_;
  std::unique_ptr<void, Free> memory_;
};

}  // namespace holdfast
