// Counts every allocation of a test program. Included by one file of it, since it defines the
// program's operators new and delete.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace holdfast {

inline std::atomic<std::uint64_t> allocations_counted = 0;

/// Since the program began, of all threads.
inline std::uint64_t allocations() { return allocations_counted.load(); }

inline void* counted_allocation(std::size_t bytes, std::size_t alignment) {
  allocations_counted.fetch_add(1, std::memory_order_relaxed);
  const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  void* const memory = std::aligned_alloc(alignment, rounded);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace holdfast

// Not inlined: g++ 12 takes what it sees of the two for a mismatch.
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  return holdfast::counted_allocation(bytes, alignof(std::max_align_t));
}
[[gnu::noinline]] void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return holdfast::counted_allocation(bytes, static_cast<std::size_t>(alignment));
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}
