#include "bpf/mapped_array.h"

#include <sys/mman.h>
#include <unistd.h>

namespace holdfast {

MappedArray::MappedArray(int map_fd, std::size_t size) {
  if (map_fd < 0) return;
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t whole = (size + page - 1) / page * page;
  void* at = ::mmap(nullptr, whole, PROT_READ, MAP_SHARED, map_fd, 0);
  if (at == MAP_FAILED) return;
  at_ = at;
  size_ = whole;
}

MappedArray::MappedArray(MappedArray&& other) noexcept
    : at_(std::exchange(other.at_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedArray& MappedArray::operator=(MappedArray&& other) noexcept {
  std::swap(at_, other.at_);
  std::swap(size_, other.size_);
  return *this;
}

MappedArray::~MappedArray() {
  if (at_) ::munmap(at_, size_);
}

}  // namespace holdfast
