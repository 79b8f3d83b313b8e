// EthtoolArgument: memory for one of linux/ethtool.h's structures that end in an array.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

namespace holdfast {

/// Memory for a structure with a tail, aligned for it, zero in its first `zeroed` bytes.
class EthtoolArgument {
 public:
  EthtoolArgument(std::size_t size, std::size_t zeroed)
      : words_(std::make_unique_for_overwrite<std::uint64_t[]>(size / sizeof(std::uint64_t) + 1)) {
    std::memset(words_.get(), 0, zeroed);
  }
  void* get() { return words_.get(); }
  template <class T>
  T* as() {
    return reinterpret_cast<T*>(words_.get());
  }
  std::uint8_t* at(std::size_t offset) { return as<std::uint8_t>() + offset; }

 private:
  std::unique_ptr<std::uint64_t[]> words_;
};

}  // namespace holdfast
