#include "net/af_xdp_sender.h"

#include <poll.h>
#include <sys/socket.h>
#include <time.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "base/check.h"
#include "net/af_xdp_binding.h"
#include "net/af_xdp_way.h"
#include "net/pass_program.h"
#include "net/udp_socket_options.h"

namespace holdfast {
namespace {

constexpr std::int64_t kMostWaitNs = 100'000'000;
constexpr int kBetweenLooksMs = 1;

std::int64_t steady_ns() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

struct AfXdpSender::Parts {
  int fd() const { return xsk_socket__fd(binding.socket.get()); }
  /// Frames in the ring that the kernel has not looked at.
  std::uint32_t not_taken() { return ring.size - xsk_prod_nb_free(&ring, ring.size); }
  bool wants_a_call() const { return always_calls || xsk_ring_prod__needs_wakeup(&ring) != 0; }
  std::optional<std::uint64_t> empty_frame();
  void hand_over();
  bool wait_for_room(std::int64_t until_ns) const;
  bool send_until(std::int64_t until_ns);

  AfXdpWay way;  // its socket keeps the port
  std::optional<PassProgram> program;
  XdpBinding binding;
  xsk_ring_prod ring{};  // the library keeps its address
  bool always_calls = false;
  std::uint32_t put = 0;  // frames in the ring that the kernel was not told of
  int last_error = ENOBUFS;
  SendCounts counts;
};

Result<AfXdpSender> AfXdpSender::make(const AfXdpSenderOptions& options) {
  auto way = AfXdpWay::make(options);
  if (!way) return tl::unexpected(way.error());
  auto parts = std::make_unique<Parts>();
  if (options.xdp.mode == XdpMode::zero_copy) {
    auto program = PassProgram::attach(options.interface, way->interface().index, options.xdp);
    if (!program) return tl::unexpected(program.error());
    parts->program = *std::move(program);
  }
  auto binding = bind_xdp_socket(options.interface, options.xdp, nullptr, &parts->ring);
  if (!binding) return tl::unexpected(binding.error());
  parts->way = *std::move(way);
  parts->binding = *std::move(binding);
  parts->always_calls = !options.xdp.need_wakeup;
  set_send_buffer(parts->fd(), options.send_buffer_bytes);
  return AfXdpSender(std::move(parts));
}

AfXdpSender::AfXdpSender(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
AfXdpSender::AfXdpSender(AfXdpSender&&) noexcept = default;
AfXdpSender& AfXdpSender::operator=(AfXdpSender&&) noexcept = default;
AfXdpSender::~AfXdpSender() = default;

std::optional<std::uint64_t> AfXdpSender::Parts::empty_frame() {
  auto& memory = *binding.memory;
  auto frame = memory.take();
  if (frame) return frame;
  memory.take_back();
  frame = memory.take();
  if (frame) return frame;
  const std::int64_t until_ns = steady_ns() + kMostWaitNs;
  const bool is_moving = send_until(until_ns);
  memory.take_back();
  // Those on their way come back by themselves.
  while (!(frame = memory.take()) && is_moving && wait_for_room(until_ns)) memory.take_back();
  return frame;
}

void AfXdpSender::Parts::hand_over() {
  xsk_ring_prod__submit(&ring, put);
  put = 0;
}

/// False when the time is over.
bool AfXdpSender::Parts::wait_for_room(std::int64_t until_ns) const {
  if (steady_ns() >= until_ns) return false;
  pollfd one{.fd = fd(), .events = POLLOUT, .revents = 0};
  static_cast<void>(::poll(&one, 1, kBetweenLooksMs));
  return steady_ns() < until_ns;
}

// Where the kernel copies, a call sends 32 frames at most and says EAGAIN when there are more, as
// it does when the send buffer is full; EBUSY: the driver dropped one, the rest waits:
// net/xdp/xsk.c,
// __xsk_generic_xmit(). With zero-copy a call only wakes the driver. False when nothing goes out.
bool AfXdpSender::Parts::send_until(std::int64_t until_ns) {
  if (put > 0) hand_over();
  std::uint32_t left = not_taken();
  while (left > 0 && wants_a_call()) {
    ++counts.calls;
    if (::sendto(fd(), nullptr, 0, MSG_DONTWAIT, nullptr, 0) == 0) return true;
    last_error = errno;
    if (errno == EBUSY) counts.refuse(EBUSY, 1);
    const bool may_change = errno == EAGAIN || errno == EBUSY || errno == ENOBUFS || errno == EINTR;
    if (!may_change) return false;
    const std::uint32_t now = not_taken();
    if (now == left && !wait_for_room(until_ns)) return false;
    left = now;
  }
  return true;
}

void AfXdpSender::add(std::size_t group, std::span<const std::uint8_t> datagram) {
  auto& parts = *parts_;
  HOLDFAST_CHECK(group < parts.way.heads().size());
  HOLDFAST_CHECK(datagram.size() <= parts.way.datagram_bytes());
  const auto frame = parts.empty_frame();
  std::uint32_t at = 0;
  if (!frame || xsk_ring_prod__reserve(&parts.ring, 1, &at) != 1) {
    if (frame) parts.binding.memory->give_back(*frame);
    parts.counts.refuse(parts.last_error, 1);
    return;
  }
  const auto& head = parts.way.heads()[group];
  const std::span<std::uint8_t> room(parts.binding.memory->at(*frame),
                                     head.size() + datagram.size());
  auto& descriptor = *xsk_ring_prod__tx_desc(&parts.ring, at);
  descriptor = {
      .addr = *frame, .len = static_cast<std::uint32_t>(head.write(datagram, room)), .options = 0};
  ++parts.put;
  ++parts.counts.datagrams;
  parts.counts.bytes += datagram.size();
}

void AfXdpSender::flush() {
  auto& parts = *parts_;
  if (parts.put > 0 || parts.not_taken() > 0) parts.send_until(steady_ns() + kMostWaitNs);
  parts.binding.memory->take_back();
}

const SendCounts& AfXdpSender::counts() const { return parts_->counts; }

}  // namespace holdfast
