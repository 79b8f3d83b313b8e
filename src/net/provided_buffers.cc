#include "net/provided_buffers.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include <cstddef>

#include "host/descriptor.h"
#include "host/errno_name.h"
#include "net/io_uring_refusal.h"
#include "net/packet_receiver.h"
#include "net/udp_socket.h"

namespace holdfast {
namespace {

// No byte longer: where it is full, the kernel tells that a datagram was cut.
constexpr std::size_t kBytes = sizeof(io_uring_recvmsg_out) + kControlBytes + kReceivedBytes;
constexpr std::size_t kStride = (kBytes + 63) / 64 * 64;
constexpr std::size_t kMemoryBytes = ProvidedBuffers::kCount * kStride;
constexpr std::size_t kRingBytes = ProvidedBuffers::kCount * sizeof(io_uring_buf);

void* map_memory(std::size_t bytes) {
  void* const at = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  return at == MAP_FAILED ? nullptr : at;
}

}  // namespace

ProvidedBuffers::~ProvidedBuffers() {
  if (ring_ != nullptr) ::munmap(ring_, kRingBytes);
  if (memory_ != nullptr) ::munmap(memory_, kMemoryBytes);
}

Result<void> ProvidedBuffers::provide(io_uring& ring) {
  ring_ = static_cast<io_uring_buf_ring*>(map_memory(kRingBytes));
  memory_ = static_cast<std::uint8_t*>(map_memory(kMemoryBytes));
  if (ring_ == nullptr || memory_ == nullptr) {
    return fail(ErrorCode::failed,
                fmt::format("no memory for {} packets ({})", kCount, errno_name(last_error())));
  }
  io_uring_buf_reg reg{};
  reg.ring_addr = reinterpret_cast<std::uintptr_t>(ring_);
  reg.ring_entries = kCount;
  if (const int error = -io_uring_register_buf_ring(&ring, &reg, 0); error != 0) {
    return tl::unexpected(io_uring_refusal(error));
  }
  io_uring_buf_ring_init(ring_);
  for (std::uint16_t i = 0; i < kCount; ++i) add(i, i);
  io_uring_buf_ring_advance(ring_, kCount);
  return {};
}

void ProvidedBuffers::give_back(std::span<const std::uint16_t> indexes) {
  int place = 0;
  for (const auto index : indexes) add(index, place++);
  if (place != 0) io_uring_buf_ring_advance(ring_, place);
}

std::uint8_t* ProvidedBuffers::at(std::uint16_t index) const { return memory_ + index * kStride; }

void ProvidedBuffers::add(std::uint16_t index, int place) {
  io_uring_buf_ring_add(ring_, at(index), kBytes, index, io_uring_buf_ring_mask(kCount), place);
}

}  // namespace holdfast
