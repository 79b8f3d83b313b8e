#include "net/queue_ring.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <utility>

#include "host/errno_name.h"
#include "net/udp_socket_options.h"

namespace holdfast {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{64} << 10U;
constexpr std::uint32_t kRetireMs = 20;

Error refusal(const std::string& interface, std::string_view call) {
  const auto error = last_error();
  if (error == std::errc::operation_not_permitted || error == std::errc::permission_denied) {
    return {ErrorCode::denied,
            fmt::format("watching what {} receives takes CAP_NET_RAW: run it as root", interface)};
  }
  return {ErrorCode::failed,
          fmt::format("watching what {} receives: {}: {}", interface, call, errno_name(error))};
}

bool set_filter(int socket, std::uint32_t queue_mapping) {
  const auto ancillary = [](int field) { return static_cast<std::uint32_t>(SKF_AD_OFF + field); };
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ancillary(SKF_AD_QUEUE)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, queue_mapping, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ancillary(SKF_AD_PKTTYPE)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_OUTGOING, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, kFrameHeadBytes),
      BPF_STMT(BPF_RET | BPF_K, 0),
  };
  const sock_fprog filter{.len = std::size(program), .filter = program};
  return ::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0;
}

bool set_ring(int socket, std::size_t blocks) {
  if (!set_option(socket, SOL_PACKET, PACKET_VERSION, TPACKET_V3)) return false;
  tpacket_req3 ring{};
  ring.tp_block_size = kBlockBytes;
  ring.tp_block_nr = static_cast<unsigned>(blocks);
  ring.tp_frame_size = 2048;
  ring.tp_frame_nr = static_cast<unsigned>(blocks * kBlockBytes / ring.tp_frame_size);
  ring.tp_retire_blk_tov = kRetireMs;
  return ::setsockopt(socket, SOL_PACKET, PACKET_RX_RING, &ring, sizeof ring) == 0;
}

}  // namespace

Result<QueueRing> QueueRing::open(const std::string& interface, std::uint32_t interface_index,
                                  std::optional<QueueIndex> queue, std::size_t bytes) {
  // Protocol 0: nothing comes before it is bound, with its filter and its ring.
  Descriptor socket(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return tl::unexpected(refusal(interface, "socket"));
  const std::size_t blocks = std::max<std::size_t>(2, bytes / kBlockBytes);
  if (!set_filter(socket.fd(), queue ? queue->value + 1 : 0)) {
    return tl::unexpected(refusal(interface, "SO_ATTACH_FILTER"));
  }
  if (!set_ring(socket.fd(), blocks)) return tl::unexpected(refusal(interface, "PACKET_RX_RING"));
  // Since Linux 4.20, and only faster: the filter leaves them out, too.
  static_cast<void>(set_option(socket.fd(), SOL_PACKET, PACKET_IGNORE_OUTGOING, 1));
  QueueRing ring(std::move(socket), blocks);
  void* const memory = ::mmap(nullptr, blocks * kBlockBytes, PROT_READ | PROT_WRITE, MAP_SHARED,
                              ring.socket_.fd(), 0);
  if (memory == MAP_FAILED) return tl::unexpected(refusal(interface, "mmap"));
  ring.memory_ = static_cast<std::uint8_t*>(memory);
  sockaddr_ll at{};
  at.sll_family = AF_PACKET;
  at.sll_protocol = htons(ETH_P_ALL);
  at.sll_ifindex = static_cast<int>(interface_index);
  if (::bind(ring.socket_.fd(), reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) {
    return tl::unexpected(refusal(interface, "bind"));
  }
  return ring;
}

QueueRing::QueueRing(QueueRing&& other) noexcept
    : socket_(std::move(other.socket_)),
      memory_(std::exchange(other.memory_, nullptr)),
      blocks_(other.blocks_),
      next_(other.next_),
      counts_(other.counts_) {}

QueueRing& QueueRing::operator=(QueueRing&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(memory_, other.memory_);
  std::swap(blocks_, other.blocks_);
  std::swap(next_, other.next_);
  std::swap(counts_, other.counts_);
  return *this;
}

QueueRing::~QueueRing() {
  if (memory_ != nullptr) ::munmap(memory_, blocks_ * kBlockBytes);
}

void QueueRing::read(const Take& take) {
  for (std::size_t turn = 0; turn < blocks_; ++turn) {
    std::uint8_t* const bytes = memory_ + next_ * kBlockBytes;
    auto* const block = reinterpret_cast<tpacket_block_desc*>(bytes);
    std::atomic_ref<std::uint32_t> status(block->hdr.bh1.block_status);
    if ((status.load(std::memory_order_acquire) & TP_STATUS_USER) == 0) return;
    std::size_t at = block->hdr.bh1.offset_to_first_pkt;
    for (std::uint32_t i = 0; i < block->hdr.bh1.num_pkts; ++i) {
      if (at + sizeof(tpacket3_hdr) > kBlockBytes) break;
      const auto* const frame = reinterpret_cast<const tpacket3_hdr*>(bytes + at);
      const std::size_t start = at + frame->tp_mac;
      if (start + frame->tp_snaplen > kBlockBytes) break;
      take({bytes + start, frame->tp_snaplen});
      at += frame->tp_next_offset;
    }
    status.store(TP_STATUS_KERNEL, std::memory_order_release);
    next_ = (next_ + 1) % blocks_;
  }
}

int QueueRing::error() const {
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(socket_.fd(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

RingCounts QueueRing::counts() {
  tpacket_stats_v3 now{};  // since it was last asked
  socklen_t size = sizeof now;
  if (::getsockopt(socket_.fd(), SOL_PACKET, PACKET_STATISTICS, &now, &size) == 0) {
    counts_.missed += now.tp_drops;
    counts_.taken += now.tp_packets - now.tp_drops;  // which counts the drops, too
  }
  return counts_;
}

}  // namespace holdfast
