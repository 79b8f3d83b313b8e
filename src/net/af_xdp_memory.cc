#include "net/af_xdp_memory.h"

#include <sys/mman.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>

#include "host/descriptor.h"
#include "net/af_xdp_refusal.h"

namespace holdfast {

AfXdpMemory::AfXdpMemory(const XdpOptions& options)
    : size_(std::uint64_t{options.frames} * options.frame_bytes),
      frame_mask_(~(std::uint64_t{options.frame_bytes} - 1)) {
  // Popped from the back: the lowest frames are used first, and again while they are in the cache.
  empty_.reserve(options.frames);
  for (std::uint64_t frame = options.frames; frame-- > 0;) {
    empty_.push_back(frame * options.frame_bytes);
  }
}

AfXdpMemory::~AfXdpMemory() {
  if (umem_ != nullptr) xsk_umem__delete(umem_);
  if (begin_ != nullptr) ::munmap(begin_, size_);
}

Result<std::unique_ptr<AfXdpMemory>> AfXdpMemory::make(const std::string& interface,
                                                       const XdpOptions& options) {
  std::unique_ptr<AfXdpMemory> memory(new AfXdpMemory(options));
  // Zeros: no frame has the mark of a stamp.
  void* const at = ::mmap(nullptr, memory->size_, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  if (at == MAP_FAILED) return xdp_refusal(XdpStep::memory, last_error(), interface, options);
  memory->begin_ = static_cast<std::uint8_t*>(at);
  xsk_umem_config config{};
  config.fill_size = options.fill_ring;
  config.comp_size = options.send_ring;
  config.frame_size = options.frame_bytes;
  const int error = xsk_umem__create(&memory->umem_, at, memory->size_, &memory->fill_ring_,
                                     &memory->completion_ring_, &config);
  if (error != 0) {
    memory->umem_ = nullptr;
    rlimit limit{};
    if (error == -ENOBUFS && ::getrlimit(RLIMIT_MEMLOCK, &limit) == 0) {
      return memory_limit_refusal(memory->size_, limit.rlim_cur);
    }
    return xdp_refusal(XdpStep::memory, static_cast<std::errc>(-error), interface, options);
  }
  memory->fill();
  return memory;
}

void AfXdpMemory::fill() {
  const auto wanted = static_cast<std::uint32_t>(empty_.size());
  if (wanted == 0) return;
  const std::uint32_t count = std::min(wanted, xsk_prod_nb_free(&fill_ring_, wanted));
  std::uint32_t first = 0;
  if (count == 0 || xsk_ring_prod__reserve(&fill_ring_, count, &first) != count) return;
  for (std::uint32_t i = 0; i < count; ++i) {
    *xsk_ring_prod__fill_addr(&fill_ring_, first + i) = empty_.back();
    empty_.pop_back();
  }
  xsk_ring_prod__submit(&fill_ring_, count);
}

std::optional<std::uint64_t> AfXdpMemory::take() {
  if (empty_.empty()) return std::nullopt;
  const auto frame = empty_.back();
  empty_.pop_back();
  return frame;
}

void AfXdpMemory::take_back() {
  std::uint32_t first = 0;
  const std::uint32_t count = xsk_ring_cons__peek(&completion_ring_, completion_ring_.size, &first);
  for (std::uint32_t i = 0; i < count; ++i) {
    give_back(*xsk_ring_cons__comp_addr(&completion_ring_, first + i));
  }
  if (count > 0) xsk_ring_cons__release(&completion_ring_, count);
}

bool AfXdpMemory::holds(std::uint64_t address, std::uint32_t bytes) const {
  return address < size_ && offset_in_frame(address) + bytes <= ~frame_mask_ + 1;
}

}  // namespace holdfast
