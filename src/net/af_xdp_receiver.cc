#include "net/af_xdp_receiver.h"

#include <fmt/format.h>

#include <algorithm>

#include "bpf/receive_stamps.h"
#include "host/errno_name.h"
#include "net/redirect_stamp.h"
#include "net/wall_clock.h"
#include "packet/udp_frame.h"

namespace holdfast {
namespace {

constexpr std::int64_t kOffsetsHoldNs = 1'000'000'000;
constexpr std::uint64_t kLooksPerFaultCheck = 4096;  // some 40 µs of spinning; a check takes 0.2

std::string_view name_of(const XdpOptions& options) {
  switch (options.mode) {
    case XdpMode::generic: return options.waits ? "af_xdp generic waiting" : "af_xdp generic";
    case XdpMode::native: return options.waits ? "af_xdp native waiting" : "af_xdp native";
    case XdpMode::zero_copy: break;
  }
  return options.waits ? "af_xdp zero-copy waiting" : "af_xdp zero-copy";
}

}  // namespace

std::string_view AfXdpReceiver::name() const { return name_of(options_.xdp); }

ReceiveOutcome AfXdpReceiver::receive(PacketBatch& batch, std::int64_t wait_ns) {
  batch.size = 0;
  if (has_failed_) return ReceiveOutcome::failed;
  auto& memory = socket_->memory();
  for (std::size_t i = 0; i < lent_count_; ++i) memory.give_back(lent_[i]);
  lent_count_ = 0;
  memory.fill();
  ++counts_.calls;
  std::uint32_t first = 0;
  std::uint32_t count = socket_->peek(options_.xdp.batch, first);
  if (count == 0) {
    const auto outcome = nothing_there(count, first, wait_ns);
    if (outcome != ReceiveOutcome::packets) return outcome;
  }
  const std::int64_t now_ns = wall_ns();
  if (now_ns >= offsets_hold_until_ns_ || now_ns < offsets_hold_until_ns_ - kOffsetsHoldNs) {
    offsets_ = clock_offsets();
    offsets_hold_until_ns_ = now_ns + kOffsetsHoldNs;
  }
  for (std::uint32_t i = 0; i < count; ++i) take(socket_->descriptor(first + i), now_ns, batch);
  socket_->release(count);
  return batch.size != 0 ? ReceiveOutcome::packets : ReceiveOutcome::nothing;
}

ReceiveOutcome AfXdpReceiver::nothing_there(std::uint32_t& count, std::uint32_t& first,
                                            std::int64_t wait_ns) {
  if (options_.xdp.waits) {
    socket_->wait(wait_ns);
  } else if (options_.xdp.prefer_busy_poll ||
             (options_.xdp.need_wakeup && socket_->memory().needs_wakeup())) {
    socket_->wake();
  }
  count = socket_->peek(options_.xdp.batch, first);
  if (count != 0) return ReceiveOutcome::packets;
  ++counts_.empty_calls;
  if (options_.xdp.waits || counts_.empty_calls % kLooksPerFaultCheck == 0) {
    if (const auto fault = socket_->fault()) return fail_with(*fault);
  }
  return ReceiveOutcome::nothing;
}

ReceiveOutcome AfXdpReceiver::fail_with(std::errc error) {
  has_failed_ = true;
  error_ = {error == std::errc::network_down ? ErrorCode::absent : ErrorCode::failed,
            fmt::format("{} has gone, was moved to another network namespace, or its driver has "
                        "taken its queue {} from the AF_XDP socket ({})",
                        options_.interface, options_.xdp.queue, errno_name(error))};
  return ReceiveOutcome::failed;
}

void AfXdpReceiver::take(const xdp_desc& descriptor, std::int64_t now_ns, PacketBatch& batch) {
  auto& memory = socket_->memory();
  if (!memory.holds(descriptor.addr, descriptor.len)) {  // a frame that is not of our memory
    ++counts_.other_packets;
    return;
  }
  lent_[lent_count_++] = descriptor.addr;
  std::uint8_t* const at = memory.at(descriptor.addr);
  const auto before = memory.offset_in_frame(descriptor.addr);
  const auto times = take_redirect_stamp({at - before, before}, offsets_);
  UdpFrame frame;
  if (parse_frame({at, descriptor.len}, frame) != FrameKind::udp ||
      frame.destination_port != options_.local.port) {
    ++counts_.other_packets;
    return;
  }
  auto& packet = batch.packets[batch.size++];
  packet.is_truncated = frame.payload.size() > kReceivedBytes;
  if (packet.is_truncated) ++counts_.truncated;
  packet.payload = frame.payload.first(std::min(frame.payload.size(), kReceivedBytes));
  packet.user_ns = now_ns;
  packet.kernel_ns = options_.software_stamps ? times.kernel_ns : 0;
  packet.device_ns = times.device_ns;
  packet.queue = options_.xdp.queue;
}

ReceiverCounts AfXdpReceiver::counts() const {
  ReceiverCounts counts = counts_;
  const auto socket = socket_->statistics();
  counts.ring_full = socket.rx_ring_full;
  counts.fill_empty = socket.rx_fill_ring_empty_descs;
  counts.invalid_descriptors = socket.rx_invalid_descs;
  counts.device_drops = socket.rx_dropped;
  const auto program = program_.counts();
  counts.other_queue = program.other_queue;
  counts.fragments = program.fragments;
  return counts;
}

}  // namespace holdfast
