// PacketReceiver: one way of receiving UDP packets; the port of the probe and of the gateway.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/flow.h"

namespace holdfast {

inline constexpr std::size_t kMostReceived = 64;     // packets of a batch
inline constexpr std::size_t kReceivedBytes = 2048;  // of a packet; longer ones are cut
inline constexpr std::uint32_t kUnknownRxQueue = 0xffffffff;

/// One UDP packet. Times are in ns; 0 is none.
struct ReceivedPacket {
  std::span<const std::uint8_t> payload;  // of UDP; valid until the receiver's next call
  std::int64_t user_ns = 0;               // CLOCK_REALTIME, read when this process had the packet
  std::int64_t kernel_ns =
      0;  // CLOCK_REALTIME, software: of SO_TIMESTAMPING, or of the XDP program
  std::int64_t device_ns = 0;  // by the NIC's own clock
  std::uint32_t queue = kUnknownRxQueue;
  bool is_truncated = false;
};

struct PacketBatch {
  std::array<ReceivedPacket, kMostReceived> packets;
  std::size_t size = 0;
};

enum class ReceiveOutcome {
  packets,  // the batch has some
  nothing,  // the time is over, or there was none to be had
  failed    // see error(); the receiver is of no more use
};

/// Totals since it was made.
struct ReceiverCounts {
  std::uint64_t calls = 0, empty_calls = 0;  // of the system call, or looks at the ring
  std::uint64_t truncated = 0;
  std::uint64_t socket_drops = 0;  // SO_RXQ_OVFL, extended to 64 bits
  std::uint64_t ring_full = 0, fill_empty = 0, invalid_descriptors = 0, device_drops = 0;
  std::uint64_t other_packets = 0;  // AF_XDP: redirected, and not a whole UDP packet of ours
  // AF_XDP: ours, and left to the kernel: they came by another queue, or in fragments.
  std::uint64_t other_queue = 0, fragments = 0;
  std::uint64_t rearms = 0;  // io_uring: multishot requests that ended and were made again
};

/// All calls from one thread. receive() allocates nothing and throws nothing.
class PacketReceiver {
 public:
  virtual ~PacketReceiver() = default;
  /// As in the table: "spin", "af_xdp native".
  virtual std::string_view name() const = 0;
  /// Fills `batch`. A waiting receiver waits until a packet comes or `wait_ns` are over; a spinning
  /// one looks once and returns.
  virtual ReceiveOutcome receive(PacketBatch& batch, std::int64_t wait_ns) = 0;
  /// May make a system call.
  virtual ReceiverCounts counts() const = 0;
  /// What it was given in fact, a sentence each: a receive buffer smaller than asked for, no
  /// hardware stamps ("lo has no hardware timestamps").
  virtual const std::vector<std::string>& notes() const = 0;
  /// Why it failed.
  virtual const Error& error() const = 0;
};

enum class ReceiveMethod {
  blocking,       // recvmsg that waits
  epoll,          // epoll_wait, then recvmsg until there is none
  busy_poll,      // recvmsg that waits, with SO_BUSY_POLL
  spin,           // recvmsg with MSG_DONTWAIT, over and over
  recvmmsg,       // recvmmsg with MSG_WAITFORONE
  spin_recvmmsg,  // recvmmsg with MSG_DONTWAIT
  io_uring,       // multishot recvmsg with provided buffers, waiting
  spin_io_uring,  // the same, looking at the ring
  af_xdp          // see XdpOptions
};

/// "blocking", "busy-poll", "spin-recvmmsg", "af_xdp": as on the command line.
std::string_view to_text(ReceiveMethod method);
std::optional<ReceiveMethod> parse_receive_method(std::string_view text);
const std::vector<ReceiveMethod>& all_receive_methods();

enum class XdpMode { generic, native, zero_copy };

/// AF_XDP's own. Sizes are powers of two.
struct XdpOptions {
  XdpMode mode = XdpMode::native;
  std::uint32_t queue = 0;
  std::uint32_t frames = 4096, frame_bytes = 2048;
  std::uint32_t fill_ring = 2048, rx_ring = 2048, batch = 64;
  std::uint32_t send_ring = 2;  // and that of the frames that were sent; 2: it does not send
  bool need_wakeup = true;
  bool prefer_busy_poll = false;
  bool waits = false;          // by poll(2), else it spins
  bool device_stamps = false;  // bpf_xdp_metadata_rx_timestamp, by a device-bound program
};

struct ReceiverOptions {
  ReceiveMethod method = ReceiveMethod::spin;
  Endpoint local;         // address and port to bind; with a multicast address the group is joined
  std::string interface;  // to join or redirect on; needed for AF_XDP
  std::uint32_t receive_buffer_bytes = 8U << 20;
  std::uint32_t busy_poll_us = 50, busy_poll_budget = 64;
  bool prefer_busy_poll = false;
  bool software_stamps = true, hardware_stamps = false;
  XdpOptions xdp;
};

/// Refused with one sentence: the address is taken, no such interface, not permitted and which
/// capability it takes, no such queue, a kernel without it. Nothing is left behind then, nor after
/// its end (sockets, XDP program, memory).
Result<std::unique_ptr<PacketReceiver>> make_receiver(const ReceiverOptions& options);

}  // namespace holdfast
