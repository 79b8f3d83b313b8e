// MappedArray: a BPF array as memory of this process: read without a system call.
#pragma once

#include <cstddef>
#include <utility>

namespace holdfast {

class MappedArray {
 public:
  MappedArray() = default;
  /// `map_fd`: of an array made with BPF_F_MMAPABLE; `size`: of its values together, each a
  /// multiple of 8 bytes.
  MappedArray(int map_fd, std::size_t size);
  MappedArray(MappedArray&& other) noexcept;
  MappedArray& operator=(MappedArray&& other) noexcept;
  ~MappedArray();

  /// The first value; nullptr when it could not be mapped. The kernel writes while we read: load
  /// with load_from_kernel.
  template <class Value>
  const Value* values() const {
    return static_cast<const Value*>(at_);
  }

 private:
  void* at_ = nullptr;
  std::size_t size_ = 0;
};

/// A number that a program in the kernel may be writing.
template <class Number>
Number load_from_kernel(const Number& number) {
  return __atomic_load_n(&number, __ATOMIC_ACQUIRE);
}

}  // namespace holdfast
